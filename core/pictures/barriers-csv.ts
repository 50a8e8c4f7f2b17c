import type { Landscape } from '../contract/landscape.ts';
import { csvText } from './csv-text.ts';

/** One row a tried pair: both barriers side by side (AD: an upper bound; refined: its path relaxed), trials both ways. */
export function barriersCsv(landscape: Landscape): string {
  return csvText(
    ['a', 'b', 'status', 'barrier_ad', 'barrier_refined', 'forward_successes', 'forward_trials', 'backward_successes', 'backward_trials'],
    landscape.edges.map((edge) => [edge.a, edge.b, edge.status, edge.barrier, edge.refined, ...edge.forward, ...edge.backward]),
  );
}
