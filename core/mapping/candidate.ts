import type { Polyline } from './diffusion-path.ts';
import { reversed, toPolyline } from './diffusion-path.ts';
import type { Verdict } from './depth.ts';
import type { Trial } from './trial.ts';

/** What the trials of one round against one candidate gave, both directions together. */
export interface RoundResult {
  successes: number;
  /** Lowest barrier of a success; Infinity without one. */
  barrier: number;
}

/** A successful trial. `path` leads toward the candidate; null where paths are not kept. `turn` counts directions and rounds. */
export interface Success {
  readonly barrier: number;
  readonly path: Polyline | null;
  readonly turn: number;
}

/** A basin that a state (or another basin) is tried against. Plain data. */
export interface Candidate {
  /** Number of the basin in its run, and its representative when it was chosen. */
  readonly basin: number;
  readonly state: number;
  readonly x: Float32Array;
  readonly energy: number;
  readonly rounds: RoundResult[];
  /** Trials queued or running. */
  outstanding: number;
  /** Trials taken out before they ended, because nobody waited for them. */
  withdrawn: { readonly round: number; readonly forward: boolean }[];
  forward: [number, number];
  backward: [number, number];
  /** The lowest successes, at most `keep`, in order of barrier (of equal ones by `turn`, whenever they came in). */
  successes: Success[];
  readonly keep: number;
  verdict: Verdict | null;
  relaxing: boolean;
  refined: number | null;
}

export function createCandidate(basin: { readonly id: number; readonly state: number; readonly x: Float32Array; readonly energy: number }, keep: number): Candidate {
  return {
    basin: basin.id, state: basin.state, x: basin.x, energy: basin.energy, rounds: [], outstanding: 0, withdrawn: [], forward: [0, 0], backward: [0, 0],
    successes: [], keep, verdict: null, relaxing: false, refined: null,
  };
}

/** Takes a finished trial of round `round` into account; `forward`: it ran toward the candidate. */
export function countTrial(candidate: Candidate, trial: Trial, forward: boolean, round: number): void {
  candidate.outstanding--;
  const counts = forward ? candidate.forward : candidate.backward;
  counts[1]++;
  if (trial.outcome !== 'success') return;
  counts[0]++;
  const result = candidate.rounds[round]!;
  result.successes++;
  result.barrier = Math.min(result.barrier, trial.barrier);
  candidate.successes.push({ barrier: trial.barrier, path: pathOf(trial, forward), turn: 2 * round + (forward ? 0 : 1) });
  candidate.successes.sort((p, q) => p.barrier - q.barrier || p.turn - q.turn);
  if (candidate.successes.length > candidate.keep) candidate.successes.length = candidate.keep;
}

/** The path of a successful trial, from the owner's own end to the other: null where it was not kept. */
export function pathOf(trial: Trial, forward: boolean): Polyline | null {
  if (trial.path === null) return null;
  const line = toPolyline(trial.path, trial.plan.target, trial.plan.targetEnergy);
  return forward ? line : reversed(line, trial.x.length);
}

/** First round with a success; Infinity without one. */
export function firstSuccess(candidate: Candidate): number {
  const round = candidate.rounds.findIndex((result) => result.successes > 0);
  return round < 0 ? Infinity : round;
}

/** Successes and lowest barrier of rounds 0 … `last`. */
export function upTo(candidate: Candidate, last: number): RoundResult {
  let successes = 0;
  let barrier = Infinity;
  for (const result of candidate.rounds.slice(0, last + 1)) {
    successes += result.successes;
    barrier = Math.min(barrier, result.barrier);
  }
  return { successes, barrier };
}

/** Most successes first, then the lowest barrier, then the basin founded first (science.md, section 5, mapping step 4). */
export function better(p: Candidate, q: Candidate, lastRound: number): number {
  const a = upTo(p, lastRound);
  const b = upTo(q, lastRound);
  return b.successes - a.successes || (a.barrier < b.barrier ? -1 : a.barrier > b.barrier ? 1 : p.basin - q.basin);
}
