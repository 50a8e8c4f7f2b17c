import type { Architecture, Layer } from '../../../core/contract/architecture.ts';

/** A layer as a line of a table. */
export interface LayerRow {
  /** How deep inside residual blocks. */
  readonly depth: number;
  readonly type: string;
  /** What sets it apart: kernel, width, slope. */
  readonly detail: string;
  /** Prefix of its tensors in the weights file; empty where it has none. */
  readonly key: string;
  /** Shape of what it gives out. */
  readonly shape: readonly number[];
  readonly parameters: number;
}

/** The layers of a network in order, with the shapes of what they give out and their numbers of parameters. */
export function layerRows(architecture: Architecture): LayerRow[] {
  const rows: LayerRow[] = [];
  walk(architecture.layers, architecture.inputShape, 0, rows);
  return rows;
}

function walk(layers: readonly Layer[], input: readonly number[], depth: number, rows: LayerRow[]): readonly number[] {
  let shape = input;
  for (const layer of layers) {
    const given = shape;
    const at = rows.length;
    if (layer.type === 'residual') {
      rows.push({ depth, type: 'residual block', detail: 'adds its input to what its layers give', key: '', shape: given, parameters: 0 });
      walk(layer.layers, given, depth + 1, rows);
      continue;
    }
    shape = shapeAfter(layer, given);
    rows[at] = { depth, ...words(layer), key: 'key' in layer ? layer.key : '', shape, parameters: parametersOf(layer, given) };
  }
  return shape;
}

function shapeAfter(layer: Layer, shape: readonly number[]): readonly number[] {
  const [channels = 1, ...sides] = shape;
  switch (layer.type) {
    case 'conv2d':
      return [layer.out, ...sides.map((side) => Math.floor((side + 2 * layer.padding - layer.kernel) / layer.stride) + 1)];
    case 'linear':
      return [layer.out];
    case 'max_pool':
    case 'average_pool':
      return [channels, ...sides.map((side) => Math.floor(side / layer.size))];
    case 'flatten':
      return [shape.reduce((size, axis) => size * axis, 1)];
    default:
      return shape;
  }
}

/** Weights and biases. */
function parametersOf(layer: Layer, shape: readonly number[]): number {
  const inputs = shape[0] ?? 1;
  switch (layer.type) {
    case 'conv2d':
      return layer.out * (inputs * layer.kernel ** 2 + 1);
    case 'linear':
      return layer.out * (inputs + 1);
    case 'nonlocal':
      // θ, φ and g into the hidden channels, W back out of them.
      return 3 * layer.hidden * (inputs + 1) + inputs * (layer.hidden + 1);
    default:
      return 0;
  }
}

function words(layer: Exclude<Layer, { type: 'residual' }>): { type: string; detail: string } {
  switch (layer.type) {
    case 'conv2d':
      return { type: 'convolution', detail: `${layer.kernel} × ${layer.kernel}, stride ${layer.stride}, padding ${layer.padding}` };
    case 'linear':
      return { type: 'linear', detail: '' };
    case 'leaky_relu':
      return { type: 'LeakyReLU', detail: `slope ${layer.slope}` };
    case 'relu':
      return { type: 'ReLU', detail: '' };
    case 'silu':
      return { type: 'SiLU', detail: '' };
    case 'softplus':
      return { type: 'softplus', detail: '' };
    case 'max_pool':
      return { type: 'max pool', detail: `${layer.size} × ${layer.size}` };
    case 'average_pool':
      return { type: 'average pool', detail: `${layer.size} × ${layer.size}` };
    case 'flatten':
      return { type: 'flatten', detail: '' };
    case 'nonlocal':
      return { type: 'non-local block', detail: `${layer.hidden} hidden channels` };
  }
}
