import { z } from 'zod';
import type { Chain } from '../../mapping/chain.ts';
import type { Descent } from '../../mapping/descend.ts';
import { createSlots, load, stepSlots } from '../../mapping/trial-slots.ts';
import type { Waiting } from '../../mapping/trial-slots.ts';
import type { WalkSettings } from '../../mapping/walk-settings.ts';
import type { Walker } from '../../mapping/walker.ts';
import type { PieceOf } from '../named-program.ts';
import type { Batched } from './evaluation.ts';
import { parted } from './parted.ts';
import { anyNumber, batch, count, steps, values } from './piece-fields.ts';
import { chain, descending, plannedTrial, waiting } from './walker-fields.ts';
import type { PlannedTrial } from './walker-fields.ts';

/** Turns of a map's walkers: trials, chains and descents, in slots that are refilled from those that wait. Where they stand is in them: `states` is empty. */
export interface WalkersPiece extends PieceOf<'walkers'>, Batched {
  readonly walkers: readonly Waiting[];
  /** Slots; the last walkers wait for one. */
  readonly slots: number;
  /** Turns to take, or fewer where all are finished. */
  readonly turns: number;
  readonly walk: WalkSettings;
}

export type WalkerReport = PlannedTrial | Chain | Descent;

/** Walkers that moved, where they stand now; rows of gradients evaluated. */
export interface WalkersResult {
  readonly finished: WalkerReport[];
  readonly underWay: WalkerReport[];
  readonly rows: number;
}

const report = z.union([plannedTrial, chain, descending]);

export const walkers = parted<WalkersPiece, WalkersResult>({
  schema: z.strictObject({
    program: z.literal('walkers'), states: values, batch, walkers: z.array(waiting).min(1).max(65_536), slots: count(65_536, 1), turns: steps,
    walk: z.strictObject({ temperature: anyNumber, epsilon: anyNumber, delta: anyNumber, patience: count(Number.MAX_SAFE_INTEGER), maxSteps: count(Number.MAX_SAFE_INTEGER) }),
  }),
  resultSchema: z.strictObject({ finished: z.array(report), underWay: z.array(report), rows: count(Number.MAX_SAFE_INTEGER) }),
  chainStepsOf: ({ slots, turns }) => slots * turns,
  async run(evaluator, { walkers: given, slots: count_, turns, walk }) {
    const slots = createSlots(count_);
    // A piece may be computed again, and is given whole: its walkers are not those that move.
    slots.queue = structuredClone(given) as Waiting[];
    const finished: Walker[] = [];
    for (let turn = 0; turn < turns && load(slots) > 0; turn++) finished.push(...(await stepSlots(slots, evaluator, walk)));
    // Who waited and never had a slot has nothing to report.
    return { finished: finished.map(reportOf), underWay: slots.walkers.flatMap((walker) => (walker === null ? [] : [reportOf(walker)])), rows: slots.chainSteps };
  },
});

function reportOf(walker: Walker): WalkerReport {
  if (walker.kind !== 'trial') return walker;
  const { plan: _, ...planned } = walker;
  return planned;
}
