import type { KnownBarrier } from './barriers.ts';
import type { PhaseProgress, PhaseState } from './phases/phase-state.ts';
import { createPlacement } from './placement.ts';
import type { Placement } from './placement.ts';
import type { LabelledMember } from './score-map.ts';
import { createSupply } from './supply.ts';
import type { Supply } from './supply.ts';
import { createWork } from './work.ts';
import type { Work } from './work.ts';

/** Version of the encoded state: raised whenever one written before could not be gone on with. */
export const STATE_VERSION = 5;

/**
 * Everything a map job needs to go on: plain data, so that it can be saved at any step border. What it has found out is not in
 * here but in the records of its steps, except for what later steps need (representatives, pilots, pairs under way).
 */
export interface MapState {
  /** The phase at work, with what is its own. */
  phase: PhaseState;
  /** Counts of the phases behind, for progress. */
  readonly behind: PhaseProgress;
  readonly work: Work;
  readonly supply: Supply;
  /** Null until given or chosen. */
  alpha: number | null;
  readonly placement: Placement;
  known: KnownBarrier[];
  /** Placed states that came from labelled data, each with the basin it belongs to now. */
  labelled: LabelledMember[];
  ticks: number;
  chainSteps: number;
  /** Raised whenever there is something new to look at. */
  revision: number;
}

export function createMapState(slots: number, alpha: number | null, sampled: boolean): MapState {
  return {
    phase: { kind: sampled ? 'sample' : 'pilots' },
    behind: {},
    work: createWork(slots),
    supply: createSupply(),
    alpha,
    placement: createPlacement(0, 'burn-in', alpha ?? 0),
    known: [],
    labelled: [],
    ticks: 0,
    chainSteps: 0,
    revision: 0,
  };
}
