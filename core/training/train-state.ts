import type { LearnerState, UnfinishedUpdate } from './learner.ts';
import type { NegativeChains } from './negative-chains.ts';

/** The chains of a long run that a config asks for now and then: what they become has no influence on the learning. */
export interface RunningLongRun {
  /** Updates done when it began. */
  readonly update: number;
  readonly chains: NegativeChains;
}

/** Where a training run stands: between updates, or within one. Plain data; the bank is changed in place. */
export interface TrainState {
  readonly learner: LearnerState;
  readonly unfinished: UnfinishedUpdate | null;
  readonly longRun: RunningLongRun | null;
  /** Chain steps (samples × Langevin steps) so far. */
  readonly chainSteps: number;
  /** Seconds of work so far, over all sittings. */
  readonly seconds: number;
}
