import { sizeOf } from '../graph/program.ts';
import type { EnergyNetwork } from './energy-network.ts';
import { NetworkError } from './network-error.ts';

/** What is known of a weight: its shape, its values, or both. */
export interface FoundWeight {
  readonly shape?: readonly number[];
  readonly values?: Float32Array;
}

/**
 * Checks found weights against those of a network: every key there and no other, the right shapes, finite values.
 * Throws one NetworkError that names what is missing, unexpected, mis-shaped or not finite.
 */
export function checkWeights(network: EnergyNetwork, found: ReadonlyMap<string, FoundWeight>): void {
  const { name, weights: specs } = network;
  const missing = [...specs.keys()].filter((key) => !found.has(key));
  const unexpected = [...found.keys()].filter((key) => !specs.has(key));
  const misshaped: string[] = [];
  const notFinite: string[] = [];
  for (const [key, { shape }] of specs) {
    const weight = found.get(key);
    if (weight === undefined) continue;
    if (weight.shape !== undefined && weight.shape.join() !== shape.join()) {
      misshaped.push(`${key} is [${weight.shape.join(', ')}], expected [${shape.join(', ')}]`);
    } else if (weight.values !== undefined && weight.values.length !== sizeOf(shape)) {
      misshaped.push(`${key} has ${weight.values.length} values, expected ${sizeOf(shape)} for [${shape.join(', ')}]`);
    } else if (weight.values !== undefined && !weight.values.every(Number.isFinite)) {
      notFinite.push(key);
    }
  }
  const problems = [
    describe('missing', missing),
    describe('unexpected', unexpected),
    describe('wrong shape', misshaped),
    describe('with values that are not finite', notFinite),
  ].filter((problem) => problem !== null);
  if (problems.length > 0) {
    throw new NetworkError(`The weights do not fit the ${name} net: ${problems.join('; ')}.`);
  }
}

function describe(what: string, items: readonly string[]): string | null {
  if (items.length === 0) return null;
  const shown = items.slice(0, 5).map((item) => (item.length > 120 ? `${item.slice(0, 117)}...` : item));
  const rest = items.length > shown.length ? ` and ${items.length - shown.length} more` : '';
  return `${what}: ${shown.join(', ')}${rest}`;
}
