import { z } from 'zod';
import { TRIAL_PHASES } from '../../mapping/records.ts';
import type { PathRecord, TrialRecord } from '../../mapping/records.ts';
import { anyNumber, count, values } from './piece-fields.ts';

const number = count(2 ** 31 - 1);

/** A path between two states of a map, as a piece found it. Energies may be infinite where a chain ran off. */
export const pathRecord: z.ZodType<PathRecord> = z.strictObject({
  a: number, b: number, kind: z.enum(['diffusion', 'refined', 'quenched']), barrier: anyNumber, energies: values, points: values,
});

/** A trial between two states of a map, as a piece found it. */
export const rampedRecord: z.ZodType<TrialRecord> = z.strictObject({
  trial: count(Number.MAX_SAFE_INTEGER), phase: z.enum(TRIAL_PHASES), from: z.strictObject({ state: number }), to: z.strictObject({ state: number }),
  alpha: anyNumber, temperature: anyNumber, epsilon: anyNumber, success: z.boolean(), steps: count(Number.MAX_SAFE_INTEGER), barrier: anyNumber, closest: anyNumber,
});
