import type { Architecture, Layer } from '../contract/architecture.ts';
import { sizeOf } from '../graph/program.ts';
import type { Shape } from '../graph/program.ts';
import { PotentialError } from './potential-error.ts';

/** One weight tensor of an architecture. */
export interface WeightSpec {
  readonly shape: Shape;
  /** Number of inputs that feed one output of its layer: sets the scale of random initial values. */
  readonly fanIn: number;
  /** The output convolution of a non-local block, which learning starts at zero so that the block starts as the identity. */
  readonly startsAtZero: boolean;
}

/** More than this in one tensor or in all together is refused before memory is taken: 4 GiB of float32. */
const MAX_PARAMETERS = 2 ** 30;
const MAX_DEPTH = 32;

/**
 * The weights of an architecture by the keys of the reference's state dicts (`<layer key>.weight`, `.bias`), in the order of
 * its layers, with their shapes. Only arithmetic: no memory is taken for the weights.
 * Throws PotentialError where a layer does not fit what comes before it, naming the layer and the shapes.
 */
export function weightSpecs(architecture: Architecture): Map<string, WeightSpec> {
  const specs = new Map<string, WeightSpec>();
  walk(architecture.layers, architecture.inputShape, specs, 'layer', 0);
  let total = 0;
  for (const spec of specs.values()) total += sizeOf(spec.shape);
  if (!(total <= MAX_PARAMETERS)) {
    throw new PotentialError(`The architecture "${architecture.net}" has ${total} parameters; at most ${MAX_PARAMETERS} are supported.`);
  }
  return specs;
}

/** Number of parameters of an architecture. Throws as `weightSpecs`. */
export function parameterCount(architecture: Architecture): number {
  return [...weightSpecs(architecture).values()].reduce((sum, spec) => sum + sizeOf(spec.shape), 0);
}

/** Walks the layers, adding their weights, and returns the shape of one sample after them. */
function walk(layers: readonly Layer[], input: Shape, specs: Map<string, WeightSpec>, path: string, depth: number): Shape {
  if (depth > MAX_DEPTH) throw new PotentialError(`${path}: residual blocks are nested more than ${MAX_DEPTH} deep.`);
  let shape = input;
  layers.forEach((layer, index) => {
    const where = `${path} ${index + 1} (${layer.type}${'key' in layer ? ` "${layer.key}"` : ''})`;
    const expectImage = () => {
      if (shape.length !== 3) throw new PotentialError(`${where} needs an image [channels, height, width]; it is given [${shape.join(', ')}].`);
      return shape as readonly [number, number, number];
    };
    switch (layer.type) {
      case 'conv2d': {
        const [channels, height, width] = expectImage();
        const size = (length: number) => Math.floor((length + 2 * layer.padding - layer.kernel) / layer.stride) + 1;
        const result = [layer.out, size(height), size(width)];
        if (!result.every((axis) => axis >= 1)) {
          throw new PotentialError(`${where}: a kernel of ${layer.kernel} with padding ${layer.padding} does not fit an image of ${height} x ${width}.`);
        }
        addLayer(specs, layer.key, [layer.out, channels, layer.kernel, layer.kernel], where);
        shape = result;
        return;
      }
      case 'linear':
        if (shape.length !== 1) throw new PotentialError(`${where} needs a flat vector; it is given [${shape.join(', ')}]. Put a flatten layer before it.`);
        addLayer(specs, layer.key, [layer.out, shape[0]!], where);
        shape = [layer.out];
        return;
      case 'max_pool':
      case 'average_pool': {
        const [channels, height, width] = expectImage();
        if (height < layer.size || width < layer.size) {
          throw new PotentialError(`${where}: windows of ${layer.size} do not fit an image of ${height} x ${width}.`);
        }
        shape = [channels, Math.floor(height / layer.size), Math.floor(width / layer.size)];
        return;
      }
      case 'flatten':
        shape = [sizeOf(shape)];
        return;
      case 'nonlocal': {
        const [channels, height, width] = expectImage();
        if (height < 2 || width < 2) throw new PotentialError(`${where} pools 2 x 2; the image is ${height} x ${width}.`);
        addLayer(specs, `${layer.key}.g.0`, [layer.hidden, channels, 1, 1], where);
        addLayer(specs, `${layer.key}.W`, [channels, layer.hidden, 1, 1], where, true);
        addLayer(specs, `${layer.key}.theta`, [layer.hidden, channels, 1, 1], where);
        addLayer(specs, `${layer.key}.phi.0`, [layer.hidden, channels, 1, 1], where);
        return;
      }
      case 'residual': {
        const result = walk(layer.layers, shape, specs, `${where}, layer`, depth + 1);
        if (result.join() !== shape.join()) {
          throw new PotentialError(`${where} adds its input [${shape.join(', ')}] to its layers' result [${result.join(', ')}]: they must have one shape.`);
        }
        return;
      }
      default:
        return;
    }
  });
  return shape;
}

function addLayer(specs: Map<string, WeightSpec>, key: string, shape: Shape, where: string, startsAtZero = false): void {
  if (specs.has(`${key}.weight`)) throw new PotentialError(`${where}: the key "${key}" is taken by an earlier layer; every layer needs its own.`);
  const fanIn = sizeOf(shape.slice(1));
  specs.set(`${key}.weight`, { shape, fanIn, startsAtZero });
  specs.set(`${key}.bias`, { shape: [shape[0]!], fanIn, startsAtZero });
}
