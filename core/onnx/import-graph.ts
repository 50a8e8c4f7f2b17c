import type { GraphNode, ImportedGraph } from '../contract/network.ts';
import { Builder } from '../graph/builder.ts';
import { sizeOf } from '../graph/program.ts';
import { NetworkError } from '../networks/network-error.ts';
import type { ExternalBytes } from './external-data.ts';
import { ChoiceNeeded } from './choice-needed.ts';
import { GraphFlattener } from './flatten-graph.ts';
import type { FlatGraph, FlatNode } from './flatten-graph.ts';
import { foldNorms } from './fold-norms.ts';
import type { FoldBudget } from './fold.ts';
import { graphLayers } from './graph-layers.ts';
import type { GraphValue } from './graph-value.ts';
import type { GraphProblem, ImportChoices } from '../contract/import-choices.ts';
import { chooseInputs } from './import-inputs.ts';
import type { ChosenInputs } from './import-inputs.ts';
import { GraphRefusal } from './graph-refusal.ts';
import { fileProblems, nodeLabel, nodeProblem, refusedNodes } from './import-problems.ts';
import { knownValue } from './lowering/node-call.ts';
import type { ModelProto } from './proto/model-proto.ts';
import { splitValues } from './split-values.ts';
import type { FileTensors } from './split-values.ts';
import { walkGraph } from './walk-graph.ts';
import type { Walk } from './walk-graph.ts';

/** A network and its weights, read from a model. */
export interface ImportedNetwork {
  readonly description: ImportedGraph;
  readonly weights: Record<string, Float32Array>;
}

/**
 * An energy network of an ONNX model: everything that does not depend on x is computed now, sizes that follow from the number of rows
 * stay, and float tensors of the model become weights. `name`: what the network is called.
 *
 * Throws GraphRefusal with every node that cannot be imported, its op, why and what to do; ChoiceNeeded with what the owner of the file must
 * choose, NetworkError where choices do not fit. Throws ProtoError where tensors are damaged.
 */
export function importGraph(model: ModelProto, external: ExternalBytes, choices: ImportChoices, name: string): ImportedNetwork {
  const flattener = new GraphFlattener(model, external);
  const flat = flattener.flatten(model.graph);
  const chosen = chosenUnless(model, flat, choices);
  const opset = model.opsets.get('')!;
  const budget: FoldBudget = { left: 2 ** 30 + [...flat.values.values()].reduce((sum, { shape }) => sum + 8 * sizeOf(shape), 0) };
  const trial: Trial = (nodes, values, samples) => tryWalk(opset, chosen, nodes, values, samples, budget);

  const base = chosen.rows ?? ROWS[0];
  const { nodes: decided, walk: first } = decideBranches(flattener, trial, neededFor(flat.nodes, chosen.output), flat.values, chosen.output, base);
  const problems = foundProblems(decided, first);
  if (problems.length > 0) throw new GraphRefusal(problems);
  const tensors = new Map(flat.values);
  const nodes = foldNorms(decided, first.values, tensors, chosen.output);
  const walksAt = (counts: readonly number[]): Walk[] | null => {
    const walks = counts.map((samples) => trial(nodes, new Map(tensors), samples));
    const each = walks.map(({ values }, at) => sizeOf(values.get(chosen.output)?.shape ?? [0]) / counts[at]!);
    const even = walks.every(({ problems: left }) => left.length === 0) && each.every((count) => Number.isInteger(count) && count > 0 && count === each[0]);
    return even ? walks : null;
  };
  const free = walksAt(ROWS);
  const fixed = free === null && chosen.rows !== null ? walksAt([chosen.rows]) : null;
  const walks = free ?? fixed;
  if (walks === null) {
    const shape = first.values.get(chosen.output)?.shape ?? [];
    throw new NetworkError(`The output "${chosen.output.slice(0, 80)}" of ${base} states has shape [${shape.join(', ')}]; one row for each state was expected. Export the energies [n], not their sum or mean.`);
  }
  return describe(model, { nodes, walks, samples: free === null ? chosen.rows! : ROWS[0], tensors: { parameters: parametersOf(tensors), stored: parametersOf(flat.values), written: flat.written }, adapts: free !== null }, chosen, choices, name);
}

/** Two numbers of rows, so that what differs between them is known to follow from the number of rows. */
const ROWS = [3, 5] as const;

type Trial = (nodes: readonly GraphNode[], values: Map<string, GraphValue>, samples: number) => Walk;

/** Walks the graph with some number of rows, on a program that is thrown away. */
function tryWalk(opset: number, { input, fixed, rows }: ChosenInputs, nodes: readonly GraphNode[], values: Map<string, GraphValue>, samples: number, budget: FoldBudget): Walk {
  const builder = new Builder();
  const shape = [samples, ...input.shape];
  values.set(input.name, { kind: 'float', shape, known: null, id: builder.input('x', shape) });
  for (const { name, kind, shape: own, values: row, perRow } of fixed) {
    const all = perRow ? Array.from({ length: samples }, () => row).flat() : row;
    values.set(name, knownValue(Float64Array.from(all), perRow ? [samples, ...own] : own, kind));
  }
  return walkGraph({ builder, opset, samples, writtenFor: rows }, nodes, values, budget);
}

/** Float tensors of the file that may be weights: numbers without an axis are constants of a formula. */
function parametersOf(tensors: ReadonlyMap<string, GraphValue>): Set<string> {
  return new Set([...tensors].filter(([, { kind, shape }]) => kind === 'float' && shape.length > 0).map(([name]) => name));
}

function foundProblems(nodes: readonly FlatNode[], { problems }: Walk): GraphProblem[] {
  const refused = refusedNodes(nodes);
  const named = new Set(refused.map(({ node }) => node));
  return [...refused, ...problems.filter(({ node }) => !named.has(nodeLabel(node))).map(({ node, why, advice }) => nodeProblem(node as FlatNode, why, advice))];
}

/** What was chosen of the inputs. What stands against the file whatever is chosen comes first, all of it: nobody is asked in vain. */
function chosenUnless(model: ModelProto, flat: FlatGraph, choices: ImportChoices): ChosenInputs {
  const whole = fileProblems(model);
  const output = (model.graph.outputs.find(({ name }) => name === choices.outputName) ?? model.graph.outputs[0])?.name;
  // A condition that may still turn out to be known is no reason yet.
  const standing = output === undefined ? [] : refusedNodes(neededFor(flat.nodes, output).filter(({ branches }) => branches === null));
  let chosen: ChosenInputs | null = null;
  try {
    chosen = chooseInputs(model.graph, flat.values, choices);
  } catch (error) {
    if (error instanceof GraphRefusal) whole.push(...error.problems);
    else if (!(error instanceof ChoiceNeeded) || whole.length + standing.length === 0) throw error;
  }
  if (chosen === null || whole.length > 0) throw new GraphRefusal([...whole, ...standing]);
  return chosen;
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

/** Takes the branch of each If whose condition is known (`values` gets its tensors), and walks what that gives; conditions that depend on x stay. */
function decideBranches(
  flattener: GraphFlattener, trial: Trial, start: FlatNode[], values: Map<string, GraphValue>, output: string, samples: number,
): { nodes: FlatNode[]; walk: Walk } {
  let nodes = start;
  for (let round = 0; ; round++) {
    const walk = trial(nodes.filter(({ branches }) => branches === null), new Map(values), samples);
    const decided = nodes.filter(({ branches, inputs }) => branches !== null && walk.values.get(inputs[0] ?? '')?.known?.length === 1);
    if (decided.length === 0 || round >= MAX_ROUNDS) return { nodes: neededFor(nodes, output), walk };
    nodes = nodes.flatMap((node) => (decided.includes(node) ? taken(flattener, node, walk.values.get(node.inputs[0]!)!.known![0] !== 0, values) : [node]));
  }
}

/** Branches inside branches are taken one level a round. */
const MAX_ROUNDS = 8;

/** The nodes of one branch in place of its If. */
function taken(flattener: GraphFlattener, node: FlatNode, yes: boolean, values: Map<string, GraphValue>): FlatNode[] {
  const branch = yes ? node.branches!.then : node.branches!.else;
  const inner = flattener.flatten(branch);
  for (const [key, value] of inner.values) values.set(key, value);
  const results = node.outputs.flatMap((to, at): FlatNode[] => {
    const from = branch.outputs[at]?.name;
    return from === undefined || from === to ? [] : [{ op: 'Identity', type: 'Identity', name: node.name, inputs: [from], outputs: [to], attributes: {}, branches: null }];
  });
  return [...inner.nodes, ...results];
}

interface Folded {
  readonly nodes: readonly FlatNode[];
  readonly walks: readonly Walk[];
  /** Rows of the first walk. */
  readonly samples: number;
  readonly tensors: FileTensors;
  readonly adapts: boolean;
}

function describe(model: ModelProto, { nodes, walks, samples, tensors, adapts }: Folded, chosen: ChosenInputs, choices: ImportChoices, net: string): ImportedNetwork {
  const { values } = walks[0]!;
  const output = values.get(chosen.output)!;
  if (output.known !== null) throw new NetworkError(`The output "${chosen.output.slice(0, 80)}" does not depend on the state "${chosen.input.name.slice(0, 80)}".`);
  const each = sizeOf(output.shape) / samples;
  const split = splitValues(nodes, walks, tensors, new Set([chosen.input.name, ...chosen.fixed.map(({ name }) => name)]), chosen.output);
  const renamed = new Map([...values].flatMap(([name, value]) => (split.names.has(name) ? [[split.names.get(name)!, value] as const] : [])));
  const description: ImportedGraph = {
    kind: 'onnx',
    net: net.slice(0, 100) || 'onnx',
    inputShape: [...chosen.inputShape],
    opset: model.opsets.get('')!,
    producer: model.producer,
    input: { ...chosen.input, name: split.names.get(chosen.input.name)! },
    fixedInputs: chosen.fixed.map(({ name, kind, shape, values: row, perRow }) => ({ perRow, tensor: { name: split.names.get(name)!, kind, shape: [...shape], values: [...row] } })),
    output: split.names.get(chosen.output)!,
    reading: readingOf(choices, each),
    rows: chosen.rows === null ? null : { count: chosen.rows, adapts },
    nodes: split.nodes,
    constants: split.constants,
    weights: split.weights.map(({ name, shape, origin }) => ({ name, shape: [...shape], ...(origin === null ? {} : { origin }) })),
    choices: { ...choices, output: choices.output ?? 'energy', layout: chosen.input.shape.length === 3 ? chosen.input.layout : null, inputShape: [...chosen.inputShape], outputName: chosen.output },
    table: graphLayers({ nodes: split.nodes, input: split.names.get(chosen.input.name)!, values: renamed, weights: new Set(split.weights.map(({ name }) => name)), samples }),
  };
  return { description, weights: Object.fromEntries(split.weights.map(({ name, values: own }) => [name, own])) };
}

/** What the output is, by what was chosen and how many numbers it has for a state. Throws NetworkError where that does not go together. */
function readingOf({ output, classIndex, scale, quadratic }: ImportChoices, each: number): ImportedGraph['reading'] {
  if (output === null && each !== 1) throw new ChoiceNeeded('output', `The output has ${each} numbers for each state. Where they are logits of classes, say so.`);
  if (output !== null && output !== 'logits' && each !== 1) throw new NetworkError(`The output has ${each} numbers for each state; an energy is one. Where they are logits of classes, say so.`);
  if (classIndex !== null && (output !== 'logits' || classIndex >= each)) throw new NetworkError(`There is no logit of class ${classIndex}: the output has ${each} ${each === 1 ? 'number' : 'numbers'} for each state, read as ${output ?? 'energy'}.`);
  // F and U differ by ε, which the potential knows.
  return { output: output === null || output === 'F' ? 'energy' : output, classIndex, scale, quadratic };
}
