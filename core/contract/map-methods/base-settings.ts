import { z } from 'zod';
import { engineChoice } from '../engine.ts';

/** Where new states come from. */
export const startStates = z.enum(['uniform', 'gaussian', 'data']);
export type StartStates = z.infer<typeof startStates>;

/** What every method of mapping is told. */
export const baseSettings = {
  start: startStates.nullable().default(null),
  /** Scale of uniform and Gaussian starts: densities wider than [-1, 1] need more than 1. */
  startScale: z.number().positive().max(1e6).default(1),
  /** Images of the data set that cannot be read or do not fit are left out; else they are an error. */
  skipBadImages: z.boolean().default(false),
  /** States to map, those of a burn-in included. */
  states: z.int().min(1).max(1_000_000).nullable().default(null),
  /** Langevin step noise ε; null: the ε of training. */
  epsilon: z.number().positive().nullable().default(null),
  temperature: z.number().positive().default(1),
  /** Chains that run as one batch; null: chosen for the potential. */
  slots: z.int().min(1).max(65536).nullable().default(null),
  seed: z.int().min(0).max(2 ** 32 - 1).default(1),
  ...engineChoice.shape,
};
