import type { Sweep } from '../choose-alpha.ts';
import type { PairRun } from '../pair-run.ts';
import type { MapPhase } from '../records.ts';
import type { ScoreWork } from '../score-map.ts';

/** What a map is at, with what that needs and nothing else does. Plain data. */
export type PhaseState =
  | { readonly kind: 'sample' }
  /** States to choose α with are being made; none are needed where it is given. */
  | { readonly kind: 'pilots' }
  | { readonly kind: 'alpha'; readonly sweep: Sweep }
  | { readonly kind: 'burn-in' }
  | { readonly kind: 'main' }
  | { readonly kind: 'consolidate'; readonly run: PairRun }
  /** `refined`: pairs with a relaxed path. */
  | { readonly kind: 'barriers'; readonly run: PairRun; refined: number }
  | { readonly kind: 'score'; readonly scoring: ScoreWork }
  | { readonly kind: 'done' };
export type PhaseOf<Kind extends PhaseState['kind']> = Extract<PhaseState, { readonly kind: Kind }>;

/** How much of a task is done, and of how much; null: not known yet. */
export type Count = readonly [done: number, total: number | null];
/** Counts by the task that a user sees: a phase has one, or two, or none. */
export type PhaseProgress = Partial<Record<MapPhase, Count>>;
