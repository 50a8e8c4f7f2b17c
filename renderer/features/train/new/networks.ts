import type { Layer, NetworkDescription } from '../../../../core/contract/network.ts';
import type { TrainingPreset } from '../../../../core/contract/training-run.ts';
import { isPlane } from '../../../lib/format.ts';

/** Nets that can be chosen by name: those of the presets, by the names of the reference. */
export function netsOf(presets: readonly TrainingPreset[]): Map<string, NetworkDescription> {
  const nets = new Map<string, NetworkDescription>();
  for (const { config } of presets) if (!nets.has(config.architecture.net)) nets.set(config.architecture.net, config.architecture);
  return nets;
}

/** n_f: the features of the first layer that has any. */
export function widthOf(network: NetworkDescription): number | null {
  if (network.kind === 'onnx') return null;
  const first = network.layers.find((layer) => 'out' in layer);
  return first && 'out' in first ? first.out : null;
}

/**
 * The same net with another width: the features of every layer are scaled as those of the first one are. The last layer keeps
 * its single energy.
 */
export function withWidth(network: NetworkDescription, width: number): NetworkDescription {
  const now = widthOf(network);
  if (now === null || now === width || network.kind === 'onnx') return network;
  const last = network.layers.findLast((layer) => 'out' in layer);
  const scaled = (features: number): number => Math.max(1, Math.round((features * width) / now));
  const widened = (layer: Layer): Layer => {
    if (layer === last) return layer;
    if ('out' in layer) return { ...layer, out: scaled(layer.out) };
    if ('hidden' in layer) return { ...layer, hidden: scaled(layer.hidden) };
    return 'layers' in layer ? { ...layer, layers: layer.layers.map(widened) } : layer;
  };
  return { ...network, layers: network.layers.map(widened) };
}

/** The same net for images of so many channels. */
export function withChannels(network: NetworkDescription, channels: number): NetworkDescription {
  const [, height, width] = network.inputShape;
  return isPlane(network.inputShape) || network.kind === 'onnx' ? network : { ...network, inputShape: [channels, height, width] };
}
