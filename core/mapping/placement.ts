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

/** Nearness of a state to the representative that a basin had when it was ranked. Plain data. */
export interface RankedBasin extends Nearness {
  readonly representative: number;
  /** Highest U on the line to it, once looked at; `line` is that only while it is among the nearest that count. */
  readonly looked: number | null;
}

/** A state on its way into a basin. Plain data. */
export interface Placing extends MadeState {
  /** Whether its trials have begun. */
  started: boolean;
  /** Nearness to the basins of the run, one each in their order, as of its last ranking. */
  nearness: RankedBasin[];
  candidates: Candidate[];
}

/**
 * States being placed, many at once to keep the slots full, but taken in strictly in order of their numbers: the head of `waiting`
 * is decided against every basin its predecessors founded and against their representatives of that moment, so that the outcome is
 * that of placing one after the other. A map has one such run; the sweep for α has one a value. Plain data.
 */
export interface Placement {
  readonly run: number;
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

export function createPlacement(run: number, phase: MapPhase, alpha: number): Placement {
  return { run, phase, alpha, basins: [], waiting: [], placed: 0, joined: 0, nextBasin: 0 };
}

export function createPlacing(made: MadeState): Placing {
  return { ...made, started: false, nearness: [], candidates: [] };
}
