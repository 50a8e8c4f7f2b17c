import { z } from 'zod';
import type { Chain } from '../../mapping/chain.ts';
import type { Descent } from '../../mapping/descend.ts';
import { TRIAL_PHASES } from '../../mapping/records.ts';
import type { Relaxation } from '../../mapping/string-method.ts';
import type { Trial, TrialPlan } from '../../mapping/trial.ts';
import type { Waiting } from '../../mapping/trial-slots.ts';
import { anyNumber, count, realValues, steps, streamKey, values } from './piece-fields.ts';

const number = count(Number.MAX_SAFE_INTEGER);
/** Of paths: images, and points kept. */
const points = count(65_536);

const end = z.union([z.strictObject({ state: number }), z.strictObject({ basin: number })]);
const turn = { round: number, forward: z.boolean() };
const basinOwner = { state: number, basin: number, representative: number };
const plan: z.ZodType<TrialPlan> = z.strictObject({
  owner: z.union([z.strictObject({ ...turn, kind: z.enum(['placing', 'pilot']), run: number, ...basinOwner }), z.strictObject({ ...turn, kind: z.literal('pair'), pair: number })]),
  phase: z.enum(TRIAL_PHASES), from: end, to: end, key: streamKey, alpha: anyNumber, growth: anyNumber.exactOptional(),
  start: values, target: values, targetEnergy: anyNumber, keepPath: z.boolean(),
});

const path = z.strictObject({
  capacity: points, dimensions: number, stride: number, count: points, points: values, steps: realValues, energies: realValues, peakStep: anyNumber, peakEnergy: anyNumber, peak: values,
});
const trialFields = {
  kind: z.literal('trial'), trial: number, x: values, previous: values, previousEnergy: anyNumber, steepness: anyNumber, slopeFrom: anyNumber, step: number,
  closest: anyNumber, closestStep: number, distance: anyNumber, pace: z.strictObject({ mark: anyNumber, best: anyNumber }), barrier: anyNumber, path: path.nullable(),
  outcome: z.enum(['success', 'failure']).nullable(),
};

/** A trial without its plan, which whoever asked for it has. */
export type PlannedTrial = Omit<Trial, 'plan'>;
export const plannedTrial: z.ZodType<PlannedTrial> = z.strictObject(trialFields);

export const chain: z.ZodType<Chain> = z.strictObject({
  kind: z.literal('chain'), state: number, key: streamKey, x: values, steps, quenchSteps: steps.exactOptional(), step: number, halfEnergy: anyNumber,
  sampledEnergy: anyNumber.exactOptional(), energy: anyNumber,
});

export const descending: z.ZodType<Descent> = z.strictObject({
  kind: z.literal('descent'), state: number, x: values, best: values, bestEnergy: anyNumber, bestGradient: values, stepSize: anyNumber, smallestStep: anyNumber,
  patience: number, maxSteps: number, step: number, sinceBest: number,
});

/** Whatever takes a row of a map's batches, or waits for one. */
export const waiting: z.ZodType<Waiting> = z.union([
  z.strictObject({ kind: z.literal('plan'), trial: number, plan }), z.strictObject({ ...trialFields, plan }), chain, descending,
]);

const effort = z.enum(['quick', 'full']);
/** A path that is relaxed. */
export const relaxation: z.ZodType<Relaxation> = z.strictObject({
  kind: z.literal('string'),
  owner: z.union([z.strictObject({ effort, kind: z.literal('placing'), ...basinOwner }), z.strictObject({ effort, kind: z.literal('pair'), pair: number, path: number })]),
  dimensions: number, maxSteps: steps, enough: anyNumber, points: values, step: number, firstStepSize: anyNumber,
  best: z.strictObject({ points: values, energies: values, barrier: anyNumber }), done: z.boolean(),
});
