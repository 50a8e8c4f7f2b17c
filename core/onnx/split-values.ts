import type { GraphConstant, GraphNode } from '../contract/network.ts';
import { sizeOf } from '../graph/program.ts';
import { NetworkError } from '../networks/network-error.ts';
import type { FlatNode } from './flatten-graph.ts';
import type { GraphValue } from './graph-value.ts';
import type { Walk } from './walk-graph.ts';

/** Numbers that a description carries beside weights: more are refused. */
const MOST_CONSTANTS = 2 ** 20;

/** What is left of a graph once all that does not depend on x is computed. */
export interface SplitGraph {
  readonly nodes: GraphNode[];
  readonly constants: GraphConstant[];
  readonly weights: { readonly name: string; readonly shape: readonly number[]; readonly values: Float32Array; readonly origin: 'computed' | 'fixed' | null }[];
  /** New names of values by their names in the file. */
  readonly names: ReadonlyMap<string, string>;
}

/** Names of float tensors. */
export interface FileTensors {
  /** Those that may be weights. */
  readonly parameters: ReadonlySet<string>;
  /** Parameters that stand in the file as they are. */
  readonly stored: ReadonlySet<string>;
  /** Parameters that stand in nodes of it. */
  readonly written: ReadonlySet<string>;
}

/**
 * Splits a graph by its walks with one or two numbers of rows: a value that is known and the same in all of them is fixed, and the nodes that
 * make only such values go. Float tensors that come from the file's own (`tensors`) and decide nothing about how a node is written are
 * weights; other fixed values stay with the graph. `inputs`: names that are given with x. Throws NetworkError where too much
 * is left.
 */
export function splitValues(
  nodes: readonly FlatNode[], walks: readonly Walk[], { parameters, stored, written }: FileTensors, inputs: ReadonlySet<string>, output: string,
): SplitGraph {
  const [first] = walks as [Walk, ...Walk[]];
  const isFixed = (name: string): boolean => !inputs.has(name) && walks.every(({ values }) => sameKnown(values.get(name), first.values.get(name)));
  const fromParameters = new Set(parameters);
  for (const { inputs: from, outputs } of nodes) {
    if (from.some((name) => fromParameters.has(name))) for (const name of outputs) fromParameters.add(name);
  }
  const live: FlatNode[] = [];
  const wanted = new Set([output]);
  for (const node of nodes.toReversed()) {
    const made = node.outputs.filter((name) => wanted.has(name));
    if (made.length === 0 || made.every(isFixed)) continue;
    live.unshift(node);
    for (const name of node.inputs) wanted.add(name);
  }
  const names = new Map<string, string>([['', '']]);
  const taken = new Set<string>();
  const constants: GraphConstant[] = [];
  const weights: SplitGraph['weights'] = [];
  /** The stored tensor that each weight is, in another form perhaps. */
  const made: (string | null)[] = [];
  const source = sourcesOf(nodes, stored);
  const forms = new Map<string, number>();
  const nameFixed = (name: string): void => {
    const { known, kind, shape } = first.values.get(name)!;
    const finite = known!.every(Number.isFinite);
    const isWeight = kind === 'float' && shape.length > 0 && sizeOf(shape) > 0 && finite && fromParameters.has(name) && !walks.some(({ read }) => read.has(name));
    if (isWeight) {
      const own = unique(weightName(name), taken);
      names.set(name, own);
      const from = source.get(name);
      if (from !== undefined) forms.set(from, (forms.get(from) ?? 0) + 1);
      made.push(from ?? null);
      weights.push({ name: own, shape, values: known instanceof Float32Array ? known : Float32Array.from(known!), origin: isMask(known!) || (written.has(name) && isUniform(known!)) ? 'fixed' : null });
    } else {
      names.set(name, `c${constants.length}`);
      constants.push({ name: `c${constants.length}`, kind, shape: [...shape], values: Array.from(known!, numberOrWord) });
    }
  };
  live.forEach((node, at) => {
    for (const name of node.inputs) if (!names.has(name) && !inputs.has(name) && isFixed(name)) nameFixed(name);
    node.outputs.forEach((name, i) => {
      if (name !== '') names.set(name, `v${at}${i === 0 ? '' : `_${i}`}`);
    });
  });
  for (const name of inputs) names.set(name, `in${names.size}`);
  const count = constants.reduce((sum, { values }) => sum + values.length, 0);
  if (count > MOST_CONSTANTS) throw new NetworkError(`The graph carries ${count} numbers that are no weights (masks, indices); at most ${MOST_CONSTANTS} are supported.`);
  const renamed = (list: readonly string[]): string[] => list.map((name) => names.get(name) ?? '');
  return {
    nodes: live.map(({ op, name, inputs: from, outputs, attributes }) => ({ op, name: name.slice(0, 200), inputs: renamed(from), outputs: renamed(outputs), attributes })),
    constants, names,
    weights: weights.map((weight, at) => (weight.origin === null && (forms.get(made[at] ?? '') ?? 0) !== 1 ? { ...weight, origin: 'computed' } : weight)),
  };
}

/** Ops that give the numbers of their first input in another form. */
const FORMS: ReadonlySet<string> = new Set(['Identity', 'Reshape', 'Transpose', 'Squeeze', 'Unsqueeze', 'Flatten', 'Cast']);

/** The stored tensor that a value consists of, by the value's name; computed ones have none. */
function sourcesOf(nodes: readonly FlatNode[], stored: ReadonlySet<string>): Map<string, string> {
  const sources = new Map([...stored].map((name) => [name, name]));
  for (const { op, inputs, outputs } of nodes) {
    const from = FORMS.has(op) ? sources.get(inputs[0] ?? '') : undefined;
    if (from !== undefined) sources.set(outputs[0]!, from);
  }
  return sources;
}

/** Whether a tensor says which of other numbers count: it has two values, of which one is 0 or as good as infinite. */
function isMask(values: ArrayLike<number>): boolean {
  const found = new Set<number>();
  for (let at = 0; at < values.length && found.size <= 2; at++) found.add(values[at]!);
  return values.length >= 4 && found.size === 2 && [...found].some((value) => value === 0 || Math.abs(value) >= 1e4);
}

/** One number throughout: what an exporter writes into a node is no parameter then. */
function isUniform(values: ArrayLike<number>): boolean {
  for (let at = 1; at < values.length; at++) if (values[at] !== values[0]) return false;
  return true;
}

function sameKnown(a: GraphValue | undefined, b: GraphValue | undefined): boolean {
  if (!a?.known || !b?.known || a.kind !== b.kind || a.shape.join() !== b.shape.join()) return false;
  if (a.known === b.known) return true;
  return a.known.length === b.known.length && a.known.every((value, at) => Object.is(value, b.known![at]));
}

function numberOrWord(value: number): number | 'inf' | '-inf' | 'nan' {
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
}

/**
 * The name of a weight: as in the file, where it is the path of a module's parameter (`f.0.weight`). Values that were computed are called
 * by their node. Names without a dot are the programs' own, so that they get one.
 */
function weightName(name: string): string {
  const path = name.replace(/_output_0$/, '').replace(/^\/+/, '').replaceAll('/', '.').replace(/[^\w.:-]/g, '_').slice(0, 200);
  return path.includes('.') && !path.startsWith('training') ? path : `graph.${path}`;
}

function unique(name: string, taken: Set<string>): string {
  let own = name;
  for (let at = 2; taken.has(own); at++) own = `${name}.${at}`;
  taken.add(own);
  return own;
}
