import type { GraphConstant, GraphNode, ImportedGraph } from '../contract/network.ts';
import type { Builder } from '../graph/builder.ts';
import { sizeOf } from '../graph/program.ts';
import type { NodeId } from '../graph/program.ts';
import type { EnergyNetwork, NetworkWeights, WeightSpec } from '../networks/energy-network.ts';
import { NetworkError } from '../networks/network-error.ts';
import { weightLayers } from './graph-layers.ts';
import type { GraphValue } from './graph-value.ts';
import { knownValue } from './lowering/node-call.ts';
import { walkGraph } from './walk-graph.ts';
import type { Walk } from './walk-graph.ts';

const MAX_PARAMETERS = 2 ** 30;
/** What is left to fold depends on the number of rows: sizes, and little else. */
const BUDGET = 2 ** 26;

/**
 * The energy network that an imported graph stands for: F = scale·E(x') + ‖x'‖²/(2σ²), x' the state as the graph takes it and E what
 * its reading makes of the output: the output, its negative, −log Σ exp of the logits (Grathwohl et al. 2020), or −one of them.
 *
 * Cheap: the graph is only walked when it is added to a program. Throws NetworkError where it has more weights than are supported.
 */
export function onnxNetwork(description: ImportedGraph): EnergyNetwork {
  const { net: name, inputShape } = description;
  const layers = weightLayers(description);
  const weights = new Map<string, WeightSpec>(description.weights.map(({ name: key, shape, origin }) => [
    key, { shape, fanIn: Math.max(1, sizeOf(shape.slice(1))), startsAtZero: false, layer: layers.get(key) ?? key, ...(origin === undefined ? {} : { origin }) },
  ]));
  const parameters = description.weights.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  if (!(parameters <= MAX_PARAMETERS)) throw new NetworkError(`The network "${name}" has ${parameters} parameters; at most ${MAX_PARAMETERS} are supported.`);
  return {
    name,
    inputShape,
    weights,
    parameters,
    startsAtRandom: false,
    portion: description.rows === null || description.rows.adapts ? null : description.rows.count,
    description,
    scaledBy: (factor) => ({ description: scaled(description, factor), tensors: [] }),
    describe: () => description.table,
    apply(builder, x, nodes) {
      const shape = builder.shapeOf(x);
      if (shape.length !== 4 || shape.slice(1).join() !== inputShape.join()) {
        throw new NetworkError(`The network "${name}" takes states [n, ${inputShape.join(', ')}]; it was given [${shape.join(', ')}].`);
      }
      const { rows } = description;
      if (rows === null || rows.adapts || shape[0] === rows.count) return energyOf(description, builder, x, nodes);
      return inPortions(builder, x, rows.count, (part) => energyOf(description, builder, part, nodes));
    },
  };
}

function scaled(description: ImportedGraph, factor: number): ImportedGraph {
  if (factor === 1) return description;
  const { reading } = description;
  return { ...description, reading: { ...reading, scale: reading.scale * factor, quadratic: reading.quadratic === null ? null : reading.quadratic / Math.sqrt(factor) } };
}

/** The graph on portions of as many rows as it was written for; the last is filled up with zeros. */
function inPortions(builder: Builder, x: NodeId, count: number, of: (part: NodeId) => NodeId): NodeId {
  const [samples, ...rest] = builder.shapeOf(x) as [number, ...number[]];
  const portions = Math.ceil(samples / count);
  const zeros = rest.map(() => 0);
  const whole = builder.apply('pad', [x], { before: [0, ...zeros], after: [portions * count - samples, ...zeros] });
  const parts = Array.from({ length: portions }, (_, at) => of(builder.apply('slice', [whole], { starts: [at * count, ...zeros], ends: [(at + 1) * count, ...rest] })));
  return builder.apply('slice', [builder.apply('concat', parts, { axis: 0 })], { starts: [0], ends: [samples] });
}

function energyOf(description: ImportedGraph, builder: Builder, x: NodeId, nodes: NetworkWeights): NodeId {
  const taken = asTaken(builder, x, description);
  return readEnergy(builder, outputOf(walk(description, builder, taken, nodes), description), taken, builder.shapeOf(x)[0]!, description.reading);
}

/** The graph's own nodes whose results depend on x, in their order, with the program's nodes of these: for looking inside. */
export function nodeValues(description: ImportedGraph, builder: Builder, x: NodeId, weights: NetworkWeights): { readonly node: GraphNode; readonly id: NodeId }[] {
  const { values } = walk(description, builder, asTaken(builder, x, description), weights);
  return description.nodes.flatMap((node) => {
    const id = values.get(node.outputs.find((name) => name !== '') ?? '')?.id ?? null;
    return id === null ? [] : [{ node, id }];
  });
}

function walk(description: ImportedGraph, builder: Builder, taken: NodeId, nodes: NetworkWeights): Walk {
  const samples = builder.shapeOf(taken)[0]!;
  const { input, rows } = description;
  const values = new Map<string, GraphValue>([[input.name, { kind: 'float', shape: builder.shapeOf(taken), known: null, id: taken }]]);
  for (const constant of description.constants) values.set(constant.name, constantValue(constant));
  for (const { tensor, perRow } of description.fixedInputs) values.set(tensor.name, perRow ? repeated(tensor, samples) : constantValue(tensor));
  for (const { name } of description.weights) {
    const id = nodes.get(name);
    if (id === undefined) throw new NetworkError(`The network needs the weight "${name}", which is not among the ${nodes.size} that were given.`);
    values.set(name, { kind: 'float', shape: builder.shapeOf(id), known: null, id });
  }
  return walkGraph({ builder, opset: description.opset, samples, writtenFor: rows === null ? null : rows.count }, description.nodes, values, { left: BUDGET });
}

/** The node of the graph's output. Throws NetworkError that names the first node that could not be added. */
function outputOf({ values, problems }: Walk, { net, output }: ImportedGraph): NodeId {
  const problem = problems[0];
  if (problem !== undefined) throw new NetworkError(`The network "${net}": node "${problem.node.name}" (${problem.node.op}): ${problem.why}.`);
  const value = values.get(output);
  if (value === undefined || value.id === null) throw new NetworkError(`The network "${net}": its output "${output}" does not depend on the state.`);
  return value.id;
}

/** States in [−1, 1] as the graph takes them: its range, its layout, its shape. */
function asTaken(builder: Builder, x: NodeId, { input, inputShape }: ImportedGraph): NodeId {
  const samples = builder.shapeOf(x)[0]!;
  const perChannel = (values: readonly number[]): NodeId =>
    values.length === 1 ? builder.scalar(values[0]!) : builder.constant(values, [1, values.length, 1, 1]);
  let node = x;
  if (input.scale.some((factor) => factor !== 1)) node = builder.apply('mul', [node, perChannel(input.scale)]);
  if (input.shift.some((term) => term !== 0)) node = builder.apply('add', [node, perChannel(input.shift)]);
  if (input.layout === 'nhwc') node = builder.apply('transpose', [node], { perm: [0, 2, 3, 1] });
  if (sizeOf(input.shape) !== sizeOf(inputShape)) throw new NetworkError(`States [${inputShape.join(', ')}] do not make inputs [${input.shape.join(', ')}].`);
  return builder.apply('reshape', [node], { shape: [samples, ...input.shape] });
}

function readEnergy(builder: Builder, output: NodeId, taken: NodeId, samples: number, { output: kind, classIndex, scale, quadratic }: ImportedGraph['reading']): NodeId {
  const each = sizeOf(builder.shapeOf(output)) / samples;
  const flat = builder.apply('reshape', [output], { shape: [samples, each] });
  let energy: NodeId;
  if (kind === 'logits') {
    const read = classIndex === null
      ? builder.apply('log_sum_exp', [flat], { axes: [1], keep_dims: false })
      : builder.apply('reshape', [builder.apply('slice', [flat], { starts: [0, classIndex], ends: [samples, classIndex + 1] })], { shape: [samples] });
    energy = builder.apply('neg', [read]);
  } else {
    if (each !== 1) throw new NetworkError(`The output of the graph has ${each} numbers for each state; an energy is one.`);
    const one = builder.apply('reshape', [flat], { shape: [samples] });
    energy = kind === 'negative' ? builder.apply('neg', [one]) : one;
  }
  if (scale !== 1) energy = builder.apply('mul', [energy, builder.scalar(scale)]);
  if (quadratic === null) return energy;
  const axes = builder.shapeOf(taken).map((_, axis) => axis).slice(1);
  const squares = builder.apply('sum', [builder.apply('square', [taken])], { axes, keep_dims: false });
  return builder.apply('add', [energy, builder.apply('mul', [squares, builder.scalar(1 / (2 * quadratic * quadratic))])]);
}

const words = { inf: Infinity, '-inf': -Infinity, nan: NaN } as const;

function constantValue({ kind, shape, values }: GraphConstant): GraphValue {
  return knownValue(Float64Array.from(values, (value) => (typeof value === 'number' ? value : words[value])), shape, kind);
}

/** One row of values for each state. */
function repeated(tensor: GraphConstant, samples: number): GraphValue {
  const row = constantValue(tensor).known!;
  const all = new Float64Array(row.length * samples);
  for (let at = 0; at < samples; at++) all.set(row, at * row.length);
  return knownValue(all, [samples, ...tensor.shape], tensor.kind);
}
