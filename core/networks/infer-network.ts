import { checkWeights } from './check-weights.ts';
import type { FoundWeight } from './check-weights.ts';
import type { EnergyNetwork } from './energy-network.ts';
import { NetworkError } from './network-error.ts';
import { openNetwork } from './open-network.ts';
import { referenceNet } from './reference-nets.ts';
import type { ReferenceNet } from './reference-nets.ts';
import { throughOnnx } from './through-onnx.ts';

/**
 * The reference net that a state dict belongs to: net type, channels and n_f from the names and shapes of its tensors.
 *
 * Throws NetworkError when it is none of toy, vanilla and nonlocal, naming the keys that are missing, unexpected or
 * mis-shaped; values, where given, must be finite.
 */
export function inferNetwork(weights: ReadonlyMap<string, FoundWeight & { readonly shape: readonly number[] }>): EnergyNetwork {
  if (weights.size === 0) throw new NetworkError('The file holds no tensors; a state dict of a toy, vanilla or nonlocal net was expected.');
  const net = netOf(weights);
  const firstKey = net === 'nonlocal' ? 'convs.0.weight' : 'f.0.weight';
  const first = weights.get(firstKey);
  if (first === undefined) throw new NetworkError(`${firstKey} is missing; without it the width and channels of a ${net} net are not known.`);
  const [width, channels] = first.shape;
  if (first.shape.length !== 4 || !first.shape.every((axis) => Number.isInteger(axis) && axis >= 1 && axis <= 65536)) {
    throw new NetworkError(`${firstKey} has shape [${first.shape.join(', ')}]; convolution weights [n_f, channels, height, width] were expected.`);
  }
  const network = openNetwork(referenceNet(net, channels!, width!));
  checkWeights(network, weights);
  return network;
}

function netOf(weights: ReadonlyMap<string, { readonly shape: readonly number[] }>): ReferenceNet {
  const keys = [...weights.keys()];
  if (keys.some((key) => key.startsWith('convs.'))) return 'nonlocal';
  if (keys.some((key) => /^f\.\d/.test(key))) {
    const kernel = weights.get('f.0.weight')?.shape.slice(2);
    if (kernel?.join() === '1,1') return 'toy';
    if (kernel === undefined || kernel.join() === '3,3') return 'vanilla';
    throw new NetworkError(
      `f.0.weight has a kernel of ${kernel.join(' x ')}; the toy net has 1 x 1 there and the vanilla net 3 x 3. ` +
        'Other architectures need their layer list: save them as safetensors with an "architecture" entry.',
    );
  }
  const shown = keys.slice(0, 5).map((key) => (key.length > 80 ? `${key.slice(0, 77)}...` : key));
  throw new NetworkError(
    `These are not the weights of a toy, vanilla or nonlocal net (keys like f.0.weight or convs.0.weight): found ${shown.join(', ')}` +
      `${keys.length > shown.length ? ` and ${keys.length - shown.length} more` : ''}. ${throughOnnx(weights)}`,
  );
}
