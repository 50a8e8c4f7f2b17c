import type { TransitionCounts, Trajectory } from '../../../core/markov/count-transitions.ts';
import { uniformAt } from '../../../core/random/draw.ts';
import { streamKey } from '../../../core/random/stream-key.ts';

/** A chain with these rows, its numbers a function of the seed, seen every `every` steps. */
export function simulate(rows: readonly (readonly number[])[], steps: number, start: number, seed: number, every = 1): Trajectory {
  const key = streamKey(seed);
  const trajectory = { steps: [0], sets: [start] };
  let at = start;
  for (let step = 1; step <= steps; step++) {
    let left = uniformAt(key, step);
    let to = 0;
    while (left >= rows[at][to] && to < rows.length - 1) left -= rows[at][to++];
    at = to;
    if (step % every !== 0) continue;
    trajectory.steps.push(step);
    trajectory.sets.push(at);
  }
  return trajectory;
}

export function countsOf(rows: readonly (readonly number[])[], lag = 1): TransitionCounts {
  return { states: rows.length, lag, counts: Float64Array.from(rows.flat()), windows: rows.flat().reduce((sum, count) => sum + count, 0) };
}

/** Reversible, π = (0.5, 0.3, 0.2); 0 and 1 exchange in some 17 steps, 2 with them in some 100. */
export const THREE = [
  [0.968, 0.03, 0.002],
  [0.05, 0.945, 0.005],
  [0.005, 0.0075, 0.9875],
] as const;
export const THREE_STATIONARY = [0.5, 0.3, 0.2] as const;

/** Mean and variance. */
export function moments(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1) };
}
