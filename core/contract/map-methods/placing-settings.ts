import { z } from 'zod';
import { trialSettings } from './trial-settings.ts';

/** Attraction–diffusion placing, ADELM [A]: metastable long-run samples at temperature T, placed in order of energy. */
export const placingSettings = z.strictObject({
  method: z.literal('placing'),
  ...trialSettings,
  /** Langevin steps at T from the start state to the metastable sample. */
  sampleSteps: z.int().min(0).nullable().default(null),
  /** Samples are quenched before they are placed: their inherent structures are the states. */
  inherent: z.boolean().default(false),
});
export type PlacingSettings = z.infer<typeof placingSettings>;
