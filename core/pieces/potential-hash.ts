import { createHash } from 'node:crypto';
import type { Potential } from '../potentials/potential.ts';

const known = new WeakMap<Potential, string>();

/**
 * Content hash (SHA-256, hex) of a potential: of its network, its weights and its ε, so that of two potentials with the same hash every
 * piece has the same result. Computed once a potential; the weights must not change after that.
 */
export function potentialHash(potential: Potential): string {
  let hash = known.get(potential);
  if (hash === undefined) known.set(potential, (hash = computed(potential)));
  return hash;
}

function computed({ network, weights, trainEpsilon }: Potential): string {
  const hash = createHash('sha256').update(JSON.stringify([network.description, trainEpsilon]));
  // In the network's order, whatever the order of the record.
  for (const name of network.weights.keys()) {
    const values = weights[name]!;
    hash.update(`\n${name} ${values.length}\n`).update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest('hex');
}
