import type { Candidate } from './candidate.ts';
import type { MadeState } from './supply.ts';
import type { Nearness } from './rank-candidates.ts';
import type { MapPhase } from './records.ts';

/** A basin of a run: its representative, and how many states are in it. Plain data. */
export interface Basin {
  readonly id: number;
  state: number;
  x: Float32Array;
  energy: number;
  members: number;
}

/** A state on its way into a basin. Plain data. */
export interface Placing extends MadeState {
  /** Rounds of trials asked for so far; 0: not started. */
  round: number;
  /** Nearness to the basins of the run, as many as were ranked. */
  readonly nearness: Nearness[];
  candidates: Candidate[];
}

/**
 * States being placed, many at once to keep the slots full, but taken in strictly in order of their numbers: the head of `waiting`
 * is decided against every basin its predecessors founded, so that the outcome is that of placing one after the other.
 * A map has one such run; the sweep for α has one a value, of kind `sweep`. Plain data.
 */
export interface Placement {
  readonly run: number;
  readonly kind: 'map' | 'sweep';
  phase: MapPhase;
  alpha: number;
  basins: Basin[];
  waiting: Placing[];
  /** States taken in. */
  placed: number;
  /** Of these, states that joined a basin. */
  joined: number;
  /** Id of the next basin. */
  nextBasin: number;
}

export function createPlacement(run: number, kind: Placement['kind'], phase: MapPhase, alpha: number): Placement {
  return { run, kind, phase, alpha, basins: [], waiting: [], placed: 0, joined: 0, nextBasin: 0 };
}

export function createPlacing(made: MadeState): Placing {
  return { ...made, round: 0, nearness: [], candidates: [] };
}
