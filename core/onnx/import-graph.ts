import type { GraphConstant, GraphInput, GraphNode, ImportedGraph } from '../contract/network.ts';
import { Builder } from '../graph/builder.ts';
import { sizeOf } from '../graph/program.ts';
import { NetworkError } from '../networks/network-error.ts';
import type { ExternalBytes } from './external-data.ts';
import { GraphFlattener } from './flatten-graph.ts';
import type { FlatNode } from './flatten-graph.ts';
import { foldNorms } from './fold-norms.ts';
import type { FoldBudget } from './fold.ts';
import { graphLayers } from './graph-layers.ts';
import type { GraphValue } from './graph-value.ts';
import type { ImportChoices } from './import-choices.ts';
import { chooseInputs } from './import-inputs.ts';
import type { ChosenInputs } from './import-inputs.ts';
import { problemsText, refusal } from './import-problems.ts';
import type { FoundProblem } from './import-problems.ts';
import { knownValue } from './lowering/node-call.ts';
import type { ModelProto } from './proto/model-proto.ts';
import { splitValues } from './split-values.ts';
import { walkGraph } from './walk-graph.ts';
import type { Walk } from './walk-graph.ts';

/** Operator sets that the lowerings know. */
const OLDEST_OPSET = 9;
const NEWEST_OPSET = 26;

/** A network and its weights, read from a model. */
export interface ImportedNetwork {
  readonly description: ImportedGraph;
  readonly weights: Record<string, Float32Array>;
}

/**
 * An energy network of an ONNX model: everything that does not depend on x is computed now, sizes that follow from the number of rows
 * stay, and float tensors of the model become weights. `name`: what the network is called.
 *
 * Throws NetworkError with every node that cannot be imported, its op, why and what to do; or with what the owner of the file must choose.
 * Throws ProtoError where tensors are damaged.
 */
export function importGraph(model: ModelProto, external: ExternalBytes, choices: ImportChoices, name: string): ImportedNetwork {
  const opset = model.opsets.get('') ?? 0;
  if (opset < OLDEST_OPSET || opset > NEWEST_OPSET) {
    throw new NetworkError(`The model uses version ${opset} of ONNX's operator set; ${OLDEST_OPSET} to ${NEWEST_OPSET} are known. Export it with opset_version=17.`);
  }
  if (model.graph.sparseInitializers > 0) throw new NetworkError('The model keeps weights as sparse tensors, which are not supported: export it with dense ones.');
  const flattener = new GraphFlattener(model, external);
  const flat = flattener.flatten(model.graph);
  const chosen = chooseInputs(model.graph, flat.values, choices);
  const budget: FoldBudget = { left: 2 ** 30 + [...flat.values.values()].reduce((sum, { shape }) => sum + 8 * sizeOf(shape), 0) };
  const trial = new Trial(opset, chosen, budget);

  const { nodes: decided, walk: first } = decideBranches(flattener, trial, neededFor(flat.nodes, chosen.output), flat.values, chosen.output);
  const problems = found(decided, first);
  if (problems.length > 0) throw new NetworkError(problemsText(problems));
  // Shapes of the first walk tell the norms how many axes they have; new tensors go where the old ones are.
  const nodes = foldNorms(decided, first.values, new Set([chosen.output]));
  const tensors = new Map([...first.values].filter(([, { known }]) => known !== null));
  const walks = trial.rowCounts().map((samples) => {
    const walk = trial.walk(nodes, originals(tensors, flat.values, nodes), samples);
    const left = found(nodes, walk);
    return left.length > 0 ? null : walk;
  });
  return describe(model, nodes, flat.values, chosen, choices, trial, walks, name, opset);
}

/** Tensors that were there before anything was computed: those of the file, and what folding the norms made. */
function originals(tensors: ReadonlyMap<string, GraphValue>, file: ReadonlyMap<string, GraphValue>, nodes: readonly FlatNode[]): Map<string, GraphValue> {
  const computed = new Set(nodes.flatMap(({ outputs }) => outputs));
  return new Map([...file, ...[...tensors].filter(([key]) => !computed.has(key) && !file.has(key))]);
}

function found(nodes: readonly FlatNode[], { problems }: Walk): FoundProblem[] {
  const refused = nodes.flatMap((node): FoundProblem[] => {
    const why = refusal(node);
    return why === null ? [] : [{ node, why }];
  });
  const named = new Set(refused.map(({ node }) => node));
  return [...refused, ...problems.map(({ node, why }) => ({ node: node as FlatNode, why })).filter(({ node }) => !named.has(node))];
}

/** Nodes that the output needs, in their order. */
function neededFor(nodes: readonly FlatNode[], output: string): FlatNode[] {
  const wanted = new Set([output]);
  return nodes.toReversed().filter((node) => {
    if (!node.outputs.some((name) => wanted.has(name))) return false;
    for (const name of node.inputs) wanted.add(name);
    // A branch reads names of the graph around it.
    for (const branch of node.branches === null ? [] : [node.branches.then, node.branches.else]) {
      for (const inner of branch.nodes) for (const name of inner.inputs) wanted.add(name);
      for (const { name } of branch.outputs) wanted.add(name);
    }
    return true;
  }).reverse();
}

/** Takes the branch of each If whose condition is known, and walks what that gives; conditions that depend on x stay. */
function decideBranches(
  flattener: GraphFlattener, trial: Trial, start: FlatNode[], values: Map<string, GraphValue>, output: string,
): { nodes: FlatNode[]; walk: Walk } {
  let nodes = start;
  for (let round = 0; ; round++) {
    const walk = trial.walk(nodes.filter((node) => node.branches === null), new Map(values), trial.rowCounts()[0]!);
    const open = nodes.filter(({ branches, inputs }) => branches !== null && walk.values.get(inputs[0] ?? '')?.known?.length === 1);
    if (open.length === 0 || round >= 8) return { nodes: neededFor(nodes, output), walk };
    nodes = nodes.flatMap((node) => {
      if (!open.includes(node)) return [node];
      const branch = walk.values.get(node.inputs[0]!)!.known![0] === 0 ? node.branches!.else : node.branches!.then;
      const inner = flattener.flatten(branch);
      for (const [key, value] of inner.values) values.set(key, value);
      return [...inner.nodes, ...node.outputs.flatMap((to, at): FlatNode[] => {
        const from = branch.outputs[at]?.name;
        return from === undefined ? [] : [{ op: 'Identity', type: 'Identity', name: node.name, inputs: [from], outputs: [to], attributes: {}, branches: null }];
      })];
    });
  }
}

/** Walks of the graph with some number of rows, on a program that is thrown away. */
class Trial {
  readonly #opset: number;
  readonly #chosen: ChosenInputs;
  readonly #budget: FoldBudget;
  adapts = true;

  constructor(opset: number, chosen: ChosenInputs, budget: FoldBudget) {
    this.#opset = opset;
    this.#chosen = chosen;
    this.#budget = budget;
  }

  /** Two numbers of rows, so that what differs between them follows from it; the one the file was written for where it takes no other. */
  rowCounts(): readonly number[] {
    const { rows } = this.#chosen;
    return rows !== null && !this.adapts ? [rows] : [3, 5];
  }

  walk(nodes: readonly GraphNode[], values: Map<string, GraphValue>, samples: number): Walk {
    const builder = new Builder();
    const { input, fixed, rows } = this.#chosen;
    const shape = [samples, ...input.shape];
    values.set(input.name, { kind: 'float', shape, known: null, id: builder.input('x', shape) });
    for (const { name, kind, shape: own, values: row, perRow } of fixed) {
      values.set(name, knownValue(perRow ? Array.from({ length: samples }, () => row).flat() : row, perRow ? [samples, ...own] : own, kind));
    }
    return walkGraph({ builder, opset: this.#opset, samples, writtenFor: rows }, nodes, values, this.#budget);
  }
}
