import type { Evaluator } from '../potentials/create-evaluator.ts';
import { interpolate, squaredDistance } from './geometry.ts';

/** Points of the straight line on which U is looked at, ends included (science.md, section 5, mapping step 2). */
export const LINE_POINTS = 10;

/** Lines are looked at to this many nearest candidates only; the others rank behind them, by distance. */
export const MOST_LINES = 200;

/** A point with its U. */
export interface Located {
  readonly x: Float32Array;
  readonly energy: number;
}

/** How near a candidate is: `line` is the highest U on the straight line to it (Infinity where not looked at). */
export interface Nearness {
  readonly line: number;
  readonly distance: number;
}

/**
 * Nearness of each candidate to `from`: the distance and, for rank `line`, the maximum of U at ten points of the straight line.
 * Of more than 200 candidates only the lines to the nearest 200 are looked at: the cost of a state stays bounded.
 */
export async function nearnessTo(from: Located, candidates: readonly Located[], rank: 'line' | 'distance', evaluator: Evaluator): Promise<Nearness[]> {
  const distances = candidates.map(({ x }) => Math.sqrt(squaredDistance(from.x, x)));
  if (rank === 'distance') return distances.map((distance) => ({ line: Infinity, distance }));
  const looked = nearestLines(distances);
  const highest = await highestOnLines(from, looked.map((index) => candidates[index]!), evaluator);
  const lines = new Array<number>(candidates.length).fill(Infinity);
  for (const [at, index] of looked.entries()) lines[index] = highest[at]!;
  return lines.map((line, i) => ({ line, distance: distances[i]! }));
}

/** Which lines count: those to the nearest 200 candidates, as indices into `distances`. */
export function nearestLines(distances: readonly number[]): number[] {
  const looked = distances.map((_, i) => i);
  if (looked.length > MOST_LINES) looked.sort((p, q) => distances[p]! - distances[q]! || p - q).length = MOST_LINES;
  return looked;
}

/** The maximum of U at ten points of the straight line to each candidate; Infinity where U is no number. */
export async function highestOnLines(from: Located, candidates: readonly Located[], evaluator: Evaluator): Promise<number[]> {
  if (candidates.length === 0) return [];
  const inner = LINE_POINTS - 2;
  const { dimensions } = evaluator;
  const points = new Float32Array(candidates.length * inner * dimensions);
  for (const [at, { x }] of candidates.entries()) {
    for (let i = 0; i < inner; i++) interpolate(points, (at * inner + i) * dimensions, from.x, x, (i + 1) / (LINE_POINTS - 1));
  }
  const energies = await evaluator.energies(points);
  return candidates.map((candidate, at) => {
    let line = Math.max(from.energy, candidate.energy);
    for (let i = 0; i < inner; i++) line = Math.max(line, energies[at * inner + i]!);
    return Number.isNaN(line) ? Infinity : line;
  });
}

/** Order of candidates: lowest line, then nearest. */
export function byNearness(p: Nearness, q: Nearness): number {
  return p.line === q.line ? p.distance - q.distance : p.line - q.line;
}
