import type { Landscape } from '../contract/landscape.ts';
import { csvText } from './csv-text.ts';

/** One row a tried pair: both barriers side by side (AD: an upper bound; refined: its path relaxed), trials both ways. Of kinetic maps every pair that something flows between, with its own two barriers. */
export function barriersCsv(landscape: Landscape): string {
  const kinetic = landscape.kinetic !== undefined;
  return csvText(
    ['a', 'b', 'status', 'barrier_ad', 'barrier_refined', ...(kinetic ? ['free_energy', 'graph', 'flux'] : []), 'forward_successes', 'forward_trials', 'backward_successes', 'backward_trials'],
    landscape.edges.map((edge) => [
      edge.a, edge.b, edge.status, edge.barrier, edge.refined,
      ...(kinetic ? [edge.freeEnergy ?? null, edge.graph ?? null, edge.flux ?? null] : []),
      ...edge.forward, ...edge.backward,
    ]),
  );
}
