import type { ImportChoices } from '../contract/import-choices.ts';
import type { NetworkDescription } from '../contract/network.ts';
import type { EnergyNetwork } from './energy-network.ts';
import { onnxNetwork } from '../onnx/onnx-network.ts';
import { layerNetwork } from './layers/layer-network.ts';

/**
 * The energy network that a description stands for: the one door to every kind of network. No memory is taken for its weights.
 * Throws NetworkError where it does not fit together, naming the layer and the shapes, or has more weights than are supported.
 */
export function openNetwork(description: NetworkDescription): EnergyNetwork {
  return description.kind === 'onnx' ? onnxNetwork(description) : layerNetwork(description);
}

/** How an ONNX file was read that a network came from; null of other networks. */
export function choicesOf(description: NetworkDescription): ImportChoices | null {
  return description.kind === 'onnx' ? (description.choices ?? null) : null;
}
