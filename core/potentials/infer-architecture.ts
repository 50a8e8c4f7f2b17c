import type { Architecture } from '../contract/architecture.ts';
import { checkWeights } from './check-weights.ts';
import type { FoundWeight } from './check-weights.ts';
import { PotentialError } from './potential-error.ts';
import { referenceNet } from './reference-nets.ts';
import type { ReferenceNet } from './reference-nets.ts';

/**
 * The reference net that a state dict belongs to: net type, channels and n_f from the names and shapes of its tensors.
 *
 * Throws PotentialError when it is none of toy, vanilla and nonlocal, naming the keys that are missing, unexpected or
 * mis-shaped; values, where given, must be finite.
 */
export function inferArchitecture(weights: ReadonlyMap<string, FoundWeight & { readonly shape: readonly number[] }>): Architecture {
  if (weights.size === 0) throw new PotentialError('The file holds no tensors; a state dict of a toy, vanilla or nonlocal net was expected.');
  const net = netOf(weights);
  const firstKey = net === 'nonlocal' ? 'convs.0.weight' : 'f.0.weight';
  const first = weights.get(firstKey);
  if (first === undefined) throw new PotentialError(`${firstKey} is missing; without it the width and channels of a ${net} net are not known.`);
  const [width, channels] = first.shape;
  if (first.shape.length !== 4 || !first.shape.every((axis) => Number.isInteger(axis) && axis >= 1 && axis <= 65536)) {
    throw new PotentialError(`${firstKey} has shape [${first.shape.join(', ')}]; convolution weights [n_f, channels, height, width] were expected.`);
  }
  const architecture = referenceNet(net, channels!, width!);
  checkWeights(architecture, weights);
  return architecture;
}

/** n_f of one of the reference's nets, null for any other. */
export function widthOf(architecture: Architecture): number | null {
  const first = architecture.layers[0];
  return ['toy', 'vanilla', 'nonlocal'].includes(architecture.net) && first?.type === 'conv2d' ? first.out : null;
}

function netOf(weights: ReadonlyMap<string, { readonly shape: readonly number[] }>): ReferenceNet {
  const keys = [...weights.keys()];
  if (keys.some((key) => key.startsWith('convs.'))) return 'nonlocal';
  if (keys.some((key) => /^f\.\d/.test(key))) {
    const kernel = weights.get('f.0.weight')?.shape.slice(2);
    if (kernel?.join() === '1,1') return 'toy';
    if (kernel === undefined || kernel.join() === '3,3') return 'vanilla';
    throw new PotentialError(
      `f.0.weight has a kernel of ${kernel.join(' x ')}; the toy net has 1 x 1 there and the vanilla net 3 x 3. ` +
        'Other architectures need their layer list: save them as safetensors with an "architecture" entry.',
    );
  }
  const shown = keys.slice(0, 5).map((key) => (key.length > 80 ? `${key.slice(0, 77)}...` : key));
  throw new PotentialError(
    `These are not the weights of a toy, vanilla or nonlocal net (keys like f.0.weight or convs.0.weight): found ${shown.join(', ')}` +
      `${keys.length > shown.length ? ` and ${keys.length - shown.length} more` : ''}. ` +
      'Other architectures need their layer list: save them as safetensors with an "architecture" entry.',
  );
}
