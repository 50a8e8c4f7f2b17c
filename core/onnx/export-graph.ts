import { lowerProgram } from '../engines/onnxruntime/lower-program.ts';
import type { LoweredProgram } from '../engines/onnxruntime/lower-program.ts';
import { serializeModel } from '../engines/onnxruntime/onnx-model.ts';
import type { OnnxGraph, OnnxInitializer, OnnxNode, OnnxValue } from '../engines/onnxruntime/onnx-model.ts';
import { energyProgram } from '../potentials/energy-program.ts';
import { PotentialError } from '../potentials/potential-error.ts';
import type { Potential } from '../potentials/potential.ts';

/** Two numbers of rows that no network has as a size of its own: what differs between graphs for them follows from the number of rows. */
const ROWS = [1009, 2003] as const;
const BATCH = 'basinscope.rows';

/**
 * A potential as an ONNX model of any number of rows: input `x` [n, c, h, w] in [−1, 1], output `energy` [n] = U(x), and, where asked for,
 * `gradient` = ∇U, so that any ONNX runtime can sample it. Weights have their own names. Operator set 20, ONNX's own ops only.
 *
 * Programs have fixed sizes. The graph is written for two numbers of rows; where the two differ, sizes are computed from the shape of x.
 * Throws PotentialError where that is not enough.
 */
export function exportModel(potential: Potential, options: { readonly gradient: boolean }): Uint8Array {
  // The lowering without fusions, and without what one device lacks: ops that every runtime has.
  const [first, second] = ROWS.map((rows) => lowerProgram(energyProgram(potential, rows, options), potential.weights, 'cuda', 0)) as [LoweredProgram, LoweredProgram];
  return serializeModel(renamed(anyRows(first.graph, second.graph, first.inputNames.get('x')!), first));
}

/** One graph for any number of rows. */
function anyRows(a: OnnxGraph, b: OnnxGraph, x: string): OnnxGraph {
  const alike = a.nodes.length === b.nodes.length && a.initializers.length === b.initializers.length && a.nodes.every((node, at) => sameNode(node, b.nodes[at]!));
  if (!alike) throw new PotentialError('This network is built in another way for other numbers of states, and cannot be written for any number.');
  const sizes: OnnxNode[] = [{ type: 'Shape', domain: '', inputs: [x], outputs: [BATCH], attributes: { start: { int: 0 }, end: { int: 1 } } }];
  const initializers = a.initializers.flatMap((one, at) => freed(one, b.initializers[at]!, sizes));
  const open = ({ name, shape }: OnnxValue): OnnxValue => ({ name, shape: shape.map((size) => (size === ROWS[0] ? 'n' : size)) });
  return { nodes: [...(sizes.length === 1 ? [] : sizes), ...a.nodes], inputs: a.inputs.map(open), outputs: a.outputs.map(open), initializers };
}

function sameNode(a: OnnxNode, b: OnnxNode): boolean {
  return a.type === b.type && a.inputs.join() === b.inputs.join() && a.outputs.join() === b.outputs.join() && JSON.stringify(a.attributes) === JSON.stringify(b.attributes);
}

/** A constant that depends on the number of rows becomes nodes that compute it: whole numbers a + b·n, floats of equal rows one row stretched. */
function freed(a: OnnxInitializer, b: OnnxInitializer, nodes: OnnxNode[]): OnnxInitializer[] {
  const node = (type: string, inputs: string[], output: string): void => void nodes.push({ type, domain: '', inputs, outputs: [output], attributes: {} });
  const part = (suffix: string, values: OnnxInitializer['values'], shape: readonly number[] = [values.length]): OnnxInitializer => ({ name: `${a.name}.${suffix}`, shape, values });
  if (a.values instanceof BigInt64Array && b.values instanceof BigInt64Array) {
    if (a.values.every((value, at) => value === b.values[at])) return [a];
    const slopes = a.values.map((value, at) => ((b.values[at]! as bigint) - value) / BigInt(ROWS[1] - ROWS[0]));
    const offsets = a.values.map((value, at) => value - slopes[at]! * BigInt(ROWS[0]));
    node('Mul', [`${a.name}.slope`, BATCH], `${a.name}.part`);
    node('Add', [`${a.name}.part`, `${a.name}.offset`], a.name);
    return [part('slope', slopes), part('offset', offsets)];
  }
  if (a.shape.join() === b.shape.join()) return [a];
  const row = a.values.length / ROWS[0];
  const isRepeated = a.shape[0] === ROWS[0] && a.values.every((value, at) => value === a.values[at % row]);
  if (!isRepeated) throw new PotentialError('This network has a constant for each state, and cannot be written for any number of them.');
  const rest = a.shape.slice(1);
  if (rest.length === 0) node('Identity', [BATCH], `${a.name}.shape`);
  else nodes.push({ type: 'Concat', domain: '', inputs: [BATCH, `${a.name}.rest`], outputs: [`${a.name}.shape`], attributes: { axis: { int: 0 } } });
  node('Expand', [`${a.name}.row`, `${a.name}.shape`], a.name);
  return [part('row', a.values.slice(0, row), [1, ...rest]), ...(rest.length === 0 ? [] : [part('rest', BigInt64Array.from(rest, BigInt))])];
}

/** Inputs, outputs and weights under their own names, where those are not taken. */
function renamed(graph: OnnxGraph, { inputNames, outputNames, parameterNames }: LoweredProgram): OnnxGraph {
  const names = new Map<string, string>();
  for (const map of [inputNames, outputNames, parameterNames]) for (const [own, value] of map) names.set(value, own);
  const of = (name: string): string => names.get(name) ?? name;
  return {
    nodes: graph.nodes.map((node) => ({ ...node, inputs: node.inputs.map(of), outputs: node.outputs.map(of) })),
    inputs: graph.inputs.map((value) => ({ ...value, name: of(value.name) })),
    outputs: graph.outputs.map((value) => ({ ...value, name: of(value.name) })),
    initializers: graph.initializers.map((value) => ({ ...value, name: of(value.name) })),
  };
}
