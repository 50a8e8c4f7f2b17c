import type { GraphNode, ImportedGraph, LayerRow } from '../contract/network.ts';
import { sizeOf } from '../graph/program.ts';
import type { GraphValue } from './graph-value.ts';

/** Ops that only say how numbers lie in memory or what a size is: no layers. */
const plumbing = new Set(['Shape', 'Size', 'Gather', 'Concat', 'Slice', 'Unsqueeze', 'Squeeze', 'Cast', 'CastLike', 'Identity', 'ConstantOfShape', 'Range', 'Dropout', 'Reshape', 'Flatten', 'Transpose', 'Expand', 'Split']);

/** Ops that are done to each number by itself: several of them in a row, as exporters write a Gelu or a Mish, are one layer. */
const elementwise = new Set(['Add', 'Sub', 'Mul', 'Div', 'Pow', 'Sqrt', 'Neg', 'Exp', 'Log', 'Abs', 'Erf', 'Sigmoid', 'Tanh', 'Softplus', 'Clip', 'Min', 'Max', 'Reciprocal']);

/** The state, as what a layer takes. */
const STATE = -1;

type Draft = { -readonly [K in keyof LayerRow]: LayerRow[K] } & { inputs: number[] };

/** What a table of layers is made of: a graph's nodes, its values by name as a walk of so many samples found them, and which are weights. */
export interface WalkedGraph {
  readonly nodes: readonly GraphNode[];
  readonly input: string;
  readonly values: ReadonlyMap<string, GraphValue>;
  readonly weights: ReadonlySet<string>;
  readonly samples: number;
}

/**
 * The table of a graph's layers: nodes that compute, in their order, each with what it gives out for one state, its parameters, and the rows whose
 * results it takes. What is done to each number behind each other is one layer, and so is a matrix with its bias.
 */
export function graphLayers({ nodes, input, values, weights, samples }: WalkedGraph): LayerRow[] {
  const rows: Draft[] = [];
  const counted = new Set<string>();
  const from = new Map<string, readonly number[]>([[input, [STATE]]]);
  const uses = new Map<string, number>();
  for (const { inputs } of nodes) for (const name of inputs) uses.set(name, (uses.get(name) ?? 0) + 1);
  for (const node of nodes) {
    const { op, attributes, inputs, outputs } = node;
    const result = values.get(outputs[0] ?? '');
    const own = inputs.filter((name) => weights.has(name));
    // Sizes are known, though they were read off something.
    const sources = [...new Set(inputs.flatMap((name) => (values.get(name)?.known === null ? (from.get(name) ?? []) : [])))];
    const made = (row: readonly number[]): void => {
      for (const name of outputs) from.set(name, row);
    };
    if (result === undefined || result.known !== null || (plumbing.has(op) && own.length === 0)) {
      made(sources);
      continue;
    }
    const parameters = own.filter((name) => !counted.has(name)).reduce((sum, name) => sum + sizeOf(values.get(name)!.shape), 0);
    for (const name of own) counted.add(name);
    const last = rows.at(-1);
    const behind = last === undefined ? null : continued(node, last, sources, rows.length - 1, own, (name) => uses.get(name) === 1 && from.get(name)?.join() === String(rows.length - 1));
    if (behind !== null) {
      Object.assign(last!, behind, { shape: perState(result.shape, samples), parameters: last!.parameters + parameters });
      made([rows.length - 1]);
      continue;
    }
    const kernel = own[0] === undefined ? null : values.get(own[0])!.shape;
    rows.push({ depth: 0, type: op, detail: detailOf(op, attributes, kernel).slice(0, 200), key: keyOf(own[0]), shape: perState(result.shape, samples), parameters, inputs: sources });
    made([rows.length - 1]);
  }
  return rows.map((row) => ({ ...row, type: named(row.type) }));
}

/** What a node makes of the row before it, where it is no layer of its own; `only`: whether a value is that row's and nobody else reads it. */
function continued({ op, inputs }: GraphNode, last: Draft, sources: readonly number[], at: number, own: readonly string[], only: (name: string) => boolean): Partial<Draft> | null {
  if (!inputs.some(only)) return null;
  const others = sources.filter((row) => row !== at);
  if (op === 'Add' && own.length === 1 && others.length === 0 && last.key !== '') {
    if (last.type === 'MatMul') return { detail: 'with bias' };
    if (last.type === 'Mul') return { type: 'Scale and shift' };
  }
  // The value itself may come in again, as in x·sigmoid(x).
  const again = others.length === 0 || others.join() === last.inputs.join();
  if (own.length > 0 || last.parameters > 0 || !again || !elementwise.has(op) || !last.type.split(' · ').every((one) => elementwise.has(one))) return null;
  if (last.inputs.length !== 1) return null;
  return { type: `${last.type} · ${op}` };
}

/** What people call a chain of ops. */
function named(chain: string): string {
  if (chain === 'Sigmoid · Mul') return 'Swish';
  if (chain === 'Softplus · Tanh · Mul') return 'Mish';
  return /^(Div|Mul) · Erf · Add · Mul( · Mul)?$/.test(chain) ? 'Gelu' : chain;
}

function keyOf(weight: string | undefined): string {
  return (weight ?? '').replace(/\.(weight|bias)$/, '');
}

const number = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);
/** One number where all are the same. */
const sizes = (value: unknown, sign: string): string => (Array.isArray(value) ? (value.every((one) => one === value[0]) && sign === ', ' ? String(value[0]) : value.join(sign)) : '');

/** What sets a node apart, in words. `kernel`: the shape of its first weight. */
function detailOf(op: string, attributes: GraphNode['attributes'], kernel: readonly number[] | null): string {
  const { kernel_shape: window, strides, pads, dilations, group, alpha, equation, axis, axes, mode, num_groups: groups } = attributes;
  const parts: string[] = [];
  if (/^Conv|Pool$/.test(op) && !op.startsWith('Global')) {
    parts.push(sizes(window, ' × ') || (kernel === null ? '' : kernel.slice(2).join(' × ')));
    parts.push(`stride ${sizes(strides, ', ') || 1}`);
    if (sizes(pads, ', ') !== '' && sizes(pads, ', ') !== '0') parts.push(`padding ${sizes(pads, ', ')}`);
    if (sizes(dilations, ', ') !== '' && sizes(dilations, ', ') !== '1') parts.push(`dilation ${sizes(dilations, ', ')}`);
    if (number(group, 1) !== 1) parts.push(`${String(group)} groups`);
  }
  if (op === 'LeakyRelu') parts.push(`slope ${Number(number(alpha, 0.01).toPrecision(4))}`);
  if (typeof equation === 'string') parts.push(equation);
  if (groups !== undefined) parts.push(`${String(groups)} groups`);
  if (typeof mode === 'string') parts.push(mode);
  if (op !== 'Gemm' && axis !== undefined) parts.push(`axis ${String(axis)}`);
  if (axes !== undefined) parts.push(`axes ${String(axes)}`);
  return parts.filter((part) => part !== '').join(', ');
}

function perState(shape: readonly number[], samples: number): number[] {
  return shape[0] === samples ? shape.slice(1) : [...shape];
}

/** Weights whose names in the file are no paths are called so. */
const UNNAMED = 'graph.';

/** What the layer of each weight can be called: those of one node belong together, by the name of one that stands in the file where there is one. */
export function weightLayers({ nodes, weights }: Pick<ImportedGraph, 'nodes' | 'weights'>): Map<string, string> {
  const stored = new Map(weights.map(({ name, origin }) => [name, origin === undefined]));
  const layers = new Map<string, string>();
  /** Weights that no module named, by the value that their node makes: a node that adds its bias to that names them. */
  const unnamed = new Map<string, readonly string[]>();
  for (const { op, inputs, outputs } of nodes) {
    const own = inputs.filter((name) => stored.has(name) && !layers.has(name));
    const best = own.find((name) => stored.get(name) && !name.startsWith(UNNAMED)) ?? own[0];
    if (best === undefined) continue;
    const isNamed = !best.startsWith(UNNAMED);
    const before = op === 'Add' ? inputs.flatMap((name) => unnamed.get(name) ?? []) : [];
    const layer = isNamed ? best.replace(/\.[^.]*$/, '').replace(/\.(?:weight\.normalised|BatchNormalization(?:_\d+)?_output_0)$/, '') : (layers.get(before[0] ?? '') ?? best);
    for (const name of [...before, ...own]) layers.set(name, layer);
    if (!isNamed) unnamed.set(outputs[0] ?? '', own);
  }
  return layers;
}
