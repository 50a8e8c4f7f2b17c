import type { KnownBarrier } from './barriers.ts';
import type { Sweep } from './choose-alpha.ts';
import type { PairRun } from './pair-run.ts';
import { createPlacement } from './placement.ts';
import type { Placement } from './placement.ts';
import type { MapPhase } from './records.ts';
import type { LabelledMember, ScoreWork } from './score-map.ts';
import { createSupply } from './supply.ts';
import type { Supply } from './supply.ts';
import { createWork } from './work.ts';
import type { Work } from './work.ts';

/** Version of the encoded state: raised whenever one written before could not be gone on with. */
export const STATE_VERSION = 4;

/**
 * Everything a map job needs to go on: plain data, so that it can be saved at any step border. What it has found out is not in
 * here but in the records of its steps, except for what later steps need (representatives, pilots, pairs under way).
 */
export interface MapState {
  phase: MapPhase | 'score' | 'done';
  readonly work: Work;
  readonly supply: Supply;
  /** Null until given or chosen. */
  alpha: number | null;
  sweep: Sweep | null;
  readonly placement: Placement;
  pairRun: PairRun | null;
  known: KnownBarrier[];
  /** Placed states that came from labelled data, each with the basin it belongs to now. */
  labelled: LabelledMember[];
  scoring: ScoreWork | null;
  /** [done, total] of the phases behind and at work, for progress. */
  readonly counts: Record<'sample' | 'alpha' | 'burn-in' | 'consolidate' | 'main' | 'barriers' | 'refine', [number, number | null]>;
  ticks: number;
  chainSteps: number;
  /** Raised whenever there is something new to look at. */
  revision: number;
}

export function createMapState(slots: number, alpha: number | null, sampled: boolean): MapState {
  return {
    phase: sampled ? 'sample' : 'alpha',
    work: createWork(slots),
    supply: createSupply(),
    alpha,
    sweep: null,
    placement: createPlacement(0, 'burn-in', alpha ?? 0),
    pairRun: null,
    known: [],
    labelled: [],
    scoring: null,
    counts: { sample: [0, null], alpha: [0, null], 'burn-in': [0, null], consolidate: [0, null], main: [0, null], barriers: [0, null], refine: [0, null] },
    ticks: 0,
    chainSteps: 0,
    revision: 0,
  };
}
