import type { GraphNode, ImportedGraph, LayerRow } from '../contract/network.ts';
import { sizeOf } from '../graph/program.ts';
import type { GraphValue } from './graph-value.ts';

/** Ops that only say how numbers lie in memory or what a size is: no layers. */
const plumbing = new Set(['Shape', 'Size', 'Gather', 'Concat', 'Slice', 'Unsqueeze', 'Squeeze', 'Cast', 'CastLike', 'Identity', 'ConstantOfShape', 'Range', 'Dropout', 'Reshape', 'Flatten', 'Transpose', 'Expand', 'Split']);

const SHOWN = ['kernel_shape', 'strides', 'pads', 'dilations', 'group', 'axis', 'axes', 'alpha', 'equation', 'mode', 'num_groups'];

/** The table of a graph's layers: nodes that compute, in their order, with what they give out for one state. `shapeOf`: per state. */
export function graphLayers(nodes: readonly GraphNode[], values: ReadonlyMap<string, GraphValue>, weights: ReadonlySet<string>, samples: number): LayerRow[] {
  const rows: LayerRow[] = [];
  const counted = new Set<string>();
  for (const { op, attributes, inputs, outputs } of nodes) {
    const result = values.get(outputs[0] ?? '');
    const own = inputs.filter((name) => weights.has(name));
    if (result === undefined || result.known !== null || (plumbing.has(op) && own.length === 0)) continue;
    const detail = SHOWN.flatMap((name) => (attributes[name] === undefined ? [] : [`${name.replaceAll('_', ' ')} ${String(attributes[name])}`])).join(', ');
    const parameters = own.filter((name) => !counted.has(name)).reduce((sum, name) => sum + sizeOf(values.get(name)!.shape), 0);
    for (const name of own) counted.add(name);
    rows.push({ depth: 0, type: op, detail: detail.slice(0, 200), key: (own[0] ?? '').replace(/\.(weight|bias)$/, ''), shape: perState(result.shape, samples), parameters });
  }
  return rows;
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
