import { sizeOf } from '../graph/program.ts';
import { fillUniform } from '../random/fill-uniform.ts';
import { deriveKey } from '../random/stream-key.ts';
import type { StreamKey } from '../random/stream-key.ts';
import type { EnergyNetwork } from './energy-network.ts';

/**
 * Random initial weights with PyTorch's default distribution: weights and biases uniform on ±1/√(fan in); the output
 * convolution of a non-local block is zero, as in the reference.
 *
 * A function of the key alone.
 */
export function initialWeights(network: Pick<EnergyNetwork, 'weights'>, key: StreamKey): Record<string, Float32Array> {
  const weights: Record<string, Float32Array> = {};
  [...network.weights].forEach(([name, spec], index) => {
    const values = new Float32Array(sizeOf(spec.shape));
    const bound = 1 / Math.sqrt(spec.fanIn);
    if (!spec.startsAtZero) fillUniform(values, 0, values.length, deriveKey(key, index), 0, -bound, bound);
    weights[name] = values;
  });
  return weights;
}
