import { z } from 'zod';
import { TRIAL_PHASES } from '../../mapping/records.ts';
import type { PathRecord, TrialRecord } from '../../mapping/records.ts';
import { count, values } from './piece-fields.ts';

const number = count(2 ** 31 - 1);

/** A path between two states of a map, as a piece found it. Energies may be infinite where a chain ran off. */
export const pathRecord: z.ZodType<PathRecord> = z.strictObject({
  a: number, b: number, kind: z.enum(['diffusion', 'refined', 'quenched']), barrier: real(), energies: values, points: values,
});

/** A trial between two states of a map, as a piece found it. */
export const rampedRecord: z.ZodType<TrialRecord> = z.strictObject({
  trial: count(Number.MAX_SAFE_INTEGER), phase: z.enum(TRIAL_PHASES), from: z.strictObject({ state: number }), to: z.strictObject({ state: number }),
  alpha: real(), temperature: real(), epsilon: real(), success: z.boolean(), steps: count(Number.MAX_SAFE_INTEGER), barrier: real(), closest: real(),
});

/** Any number, those included that are none. */
function real(): z.ZodType<number> {
  return z.custom<number>((value) => typeof value === 'number', 'not a number');
}
