import type { Landscape } from '../contract/landscape.ts';
import { csvText } from './csv-text.ts';

/** One row a tried pair: both barriers side by side (AD: an upper bound; refined: its path relaxed), trials both ways. Of kinetic maps every pair that something flows between, with its own barriers and the critical α with its interval, empty where it lies beyond the α tried. */
export function barriersCsv(landscape: Landscape): string {
  const kinetic = landscape.kinetic !== undefined;
  return csvText(
    ['a', 'b', 'status', 'barrier_ad', 'barrier_refined', ...(kinetic ? ['free_energy', 'graph', 'flux', 'quenched', 'alpha', 'alpha_low', 'alpha_high', 'alpha_beyond'] : []), 'forward_successes', 'forward_trials', 'backward_successes', 'backward_trials'],
    landscape.edges.map((edge) => [
      edge.a, edge.b, edge.status, edge.barrier, edge.refined,
      ...(kinetic ? [edge.freeEnergy ?? null, edge.graph ?? null, edge.flux ?? null, edge.quenched ?? null, edge.alpha?.value ?? null, edge.alpha?.low ?? null, edge.alpha?.high ?? null, edge.alpha?.beyond ?? null] : []),
      ...edge.forward, ...edge.backward,
    ]),
  );
}
