import type { Layer, LayerList, NetworkDescription } from '../contract/network.ts';

/** Slope of every LeakyReLU of the reference implementation. */
const SLOPE = 0.05;

const activation: Layer = { type: 'leaky_relu', slope: SLOPE };

function conv(key: string, out: number, kernel: number, stride: number, padding: number): Layer {
  return { type: 'conv2d', key, out, kernel, stride, padding };
}

/** Names of the reference's nets (science.md, section 2). */
export type ReferenceNet = 'toy' | 'vanilla' | 'nonlocal';

/** `toy`: 1×1 convolutions channels→n_f→2n_f→2n_f→2n_f→1 on a point of the plane, state [channels, 1, 1]. */
export function toyNet(channels = 2, width = 32): LayerList {
  return {
    net: 'toy',
    inputShape: [channels, 1, 1],
    layers: [
      conv('f.0', width, 1, 1, 0), activation,
      conv('f.2', 2 * width, 1, 1, 0), activation,
      conv('f.4', 2 * width, 1, 1, 0), activation,
      conv('f.6', 2 * width, 1, 1, 0), activation,
      conv('f.8', 1, 1, 1, 0),
    ],
  };
}

/** `vanilla`: convolutions 3/1/1, three of 4/2/1 and one of 4/1/0 on an image [channels, 32, 32]. */
export function vanillaNet(channels: number, width = 32): LayerList {
  return {
    net: 'vanilla',
    inputShape: [channels, 32, 32],
    layers: [
      conv('f.0', width, 3, 1, 1), activation,
      conv('f.2', 2 * width, 4, 2, 1), activation,
      conv('f.4', 4 * width, 4, 2, 1), activation,
      conv('f.6', 8 * width, 4, 2, 1), activation,
      conv('f.8', 1, 4, 1, 0),
    ],
  };
}

/** `nonlocal`: three blocks of convolution 3/1/1 and max pool, non-local blocks between, two linear layers; image [channels, 32, 32]. */
export function nonlocalNet(channels: number, width = 32): LayerList {
  const pool: Layer = { type: 'max_pool', size: 2 };
  const block = (key: string, of: number): Layer => ({ type: 'nonlocal', key, hidden: Math.max(1, Math.floor(of / 2)) });
  return {
    net: 'nonlocal',
    inputShape: [channels, 32, 32],
    layers: [
      conv('convs.0', width, 3, 1, 1), activation, pool,
      block('convs.3', width),
      conv('convs.4', 2 * width, 3, 1, 1), activation, pool,
      block('convs.7', 2 * width),
      conv('convs.8', 4 * width, 3, 1, 1), activation, pool,
      { type: 'flatten' },
      { type: 'linear', key: 'fc.0', out: 8 * width }, activation,
      { type: 'linear', key: 'fc.2', out: 1 },
    ],
  };
}

/** The reference's net of this name for images of so many channels and so wide (n_f). */
export function referenceNet(net: ReferenceNet, channels: number, width: number): LayerList {
  if (net === 'toy') return toyNet(channels, width);
  return net === 'vanilla' ? vanillaNet(channels, width) : nonlocalNet(channels, width);
}

/** n_f of one of the reference's nets, null for any other network. */
export function widthOf(network: NetworkDescription): number | null {
  if (network.kind === 'onnx') return null;
  const first = network.layers[0];
  return ['toy', 'vanilla', 'nonlocal'].includes(network.net) && first?.type === 'conv2d' ? first.out : null;
}
