import type { Layer, LayerList, LayerRow } from '../../contract/network.ts';
import type { Builder } from '../../graph/builder.ts';
import { sizeOf } from '../../graph/program.ts';
import type { NodeId, Shape } from '../../graph/program.ts';
import type { EnergyNetwork, NetworkWeights, ScaledNetwork, WeightSpec } from '../energy-network.ts';
import { NetworkError } from '../network-error.ts';
import type { LayerContext } from './layer-kind.ts';
import { kindOf } from './layer-kinds.ts';

/** More than this in one tensor or in all together is refused before memory is taken: 4 GiB of float32. */
const MAX_PARAMETERS = 2 ** 30;
const MAX_DEPTH = 32;

/** A layer in its place: the shape of what it gives out for one state, its own number of parameters, the layers inside it. */
interface PlacedLayer {
  readonly layer: Layer;
  readonly shape: Shape;
  readonly parameters: number;
  readonly inside: readonly PlacedLayer[];
}

/**
 * The energy network that a list of layers stands for. Its tensors have the keys of the reference's state dicts
 * (`<layer key>.weight`, `.bias`); F is the sum over whatever the last layer leaves (science.md, section 2).
 *
 * Only arithmetic: no memory is taken for the weights. Throws NetworkError where a layer does not fit what comes before it,
 * naming the layer and the shapes.
 */
export function layerNetwork(description: LayerList): EnergyNetwork {
  const { net: name, inputShape, layers } = description;
  const weights = new Map<string, WeightSpec>();
  const placed = place(layers, inputShape, weights, 'layer', 0);
  const parameters = [...weights.values()].reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  if (!(parameters <= MAX_PARAMETERS)) {
    throw new NetworkError(`The network "${name}" has ${parameters} parameters; at most ${MAX_PARAMETERS} are supported.`);
  }
  return {
    name,
    inputShape,
    weights,
    parameters,
    startsAtRandom: true,
    portion: null,
    description,
    scaledBy: (factor) => scaled(description, placed, factor),
    describe: () => rowsOf(placed, 0),
    apply(builder, x, nodes) {
      const shape = builder.shapeOf(x);
      if (shape.length !== 4 || shape.slice(1).join() !== inputShape.join()) {
        throw new NetworkError(`The network "${name}" takes states [n, ${inputShape.join(', ')}]; it was given [${shape.join(', ')}].`);
      }
      const result = contextOf(builder, nodes).applyAll(layers, x);
      const samples = shape[0]!;
      const left = sizeOf(builder.shapeOf(result)) / samples;
      if (left === 1) return builder.apply('reshape', [result], { shape: [samples] });
      return builder.apply('sum', [builder.apply('reshape', [result], { shape: [samples, left] })], { axes: [1], keep_dims: false });
    },
  };
}

/** Layers f with f(c·x) = c·f(x) for c > 0: behind the last tensor they pass a factor on. */
const PASSING: ReadonlySet<Layer['type']> = new Set(['flatten', 'relu', 'leaky_relu', 'max_pool', 'average_pool']);

function scaled(description: LayerList, placed: readonly PlacedLayer[], factor: number): ScaledNetwork | null {
  if (factor === 1) return { description, tensors: [] };
  const last = placed.findLast(({ layer }) => !PASSING.has(layer.type));
  if (last === undefined || (last.layer.type !== 'conv2d' && last.layer.type !== 'linear')) return null;
  return { description, tensors: [`${last.layer.key}.weight`, `${last.layer.key}.bias`] };
}

/** Walks the layers from the shape of the input, adding their tensors to `weights`. */
function place(layers: readonly Layer[], input: Shape, weights: Map<string, WeightSpec>, path: string, depth: number): PlacedLayer[] {
  if (depth > MAX_DEPTH) throw new NetworkError(`${path}: residual blocks are nested more than ${MAX_DEPTH} deep.`);
  let given = input;
  return layers.map((layer, index) => {
    const kind = kindOf(layer);
    const where = `${path} ${index + 1} (${layer.type}${'key' in layer ? ` "${layer.key}"` : ''})`;
    const within = kind.inside?.(layer);
    const inside = within === undefined ? [] : place(within, given, weights, `${where}, layer`, depth + 1);
    const shape = kind.shapeAfter(layer, given, where, inside.at(-1)?.shape ?? given);
    const own = kind.weights?.(layer, given) ?? [];
    for (const [name, spec] of own) {
      if (weights.has(name)) throw new NetworkError(`${where}: the tensor "${name}" is taken by an earlier layer; every layer needs a key of its own.`);
      weights.set(name, spec);
    }
    given = shape;
    return { layer, shape, parameters: own.reduce((sum, [, spec]) => sum + sizeOf(spec.shape), 0), inside };
  });
}

function rowsOf(placed: readonly PlacedLayer[], depth: number): LayerRow[] {
  return placed.flatMap(({ layer, shape, parameters, inside }) => [
    { depth, ...kindOf(layer).words(layer), key: 'key' in layer ? layer.key : '', shape, parameters },
    ...rowsOf(inside, depth + 1),
  ]);
}

function contextOf(builder: Builder, weights: NetworkWeights): LayerContext {
  const context: LayerContext = {
    weight(name): NodeId {
      const node = weights.get(name);
      if (node === undefined) throw new NetworkError(`The network needs the weight "${name}", which is not among the ${weights.size} that were given.`);
      return node;
    },
    applyAll: (layers, x) => layers.reduce((value, layer) => kindOf(layer).apply(builder, layer, value, context), x),
  };
  return context;
}
