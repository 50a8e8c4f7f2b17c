import type { Layer, LayerList } from '../../../../core/contract/network.ts';
import type { TrainingPreset } from '../../../../core/contract/training-run.ts';
import { isPlane } from '../../../lib/format.ts';

/** Nets that can be chosen by name: those of the presets, by the names of the reference. */
export function netsOf(presets: readonly TrainingPreset[]): Map<string, LayerList> {
  const nets = new Map<string, LayerList>();
  for (const { config } of presets) if (!nets.has(config.architecture.net)) nets.set(config.architecture.net, config.architecture);
  return nets;
}

/** n_f: the features of the first layer that has any. */
export function widthOf({ layers }: LayerList): number | null {
  const first = layers.find((layer) => layer.type === 'conv2d' || layer.type === 'linear');
  return first && 'out' in first ? first.out : null;
}

/**
 * The same net with another width: the features of every layer are scaled as those of the first one are. The last layer keeps
 * its single energy.
 */
export function withWidth(architecture: LayerList, width: number): LayerList {
  const now = widthOf(architecture);
  if (now === null || now === width) return architecture;
  const last = architecture.layers.findLast((layer) => 'out' in layer);
  const scaled = (features: number): number => Math.max(1, Math.round((features * width) / now));
  const layers = architecture.layers.map((layer): Layer => {
    if (layer === last) return layer;
    switch (layer.type) {
      case 'conv2d':
      case 'linear':
        return { ...layer, out: scaled(layer.out) };
      case 'nonlocal':
        return { ...layer, hidden: scaled(layer.hidden) };
      default:
        return layer;
    }
  });
  return { ...architecture, layers };
}

/** The same net for images of so many channels. */
export function withChannels(architecture: LayerList, channels: number): LayerList {
  const [, height, width] = architecture.inputShape;
  return isPlane(architecture.inputShape) ? architecture : { ...architecture, inputShape: [channels, height, width] };
}
