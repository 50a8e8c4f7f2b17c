import { z } from 'zod';
import { trialSettings } from './trial-settings.ts';

/** Local minima [B]: every start state descends to one, and the minima are placed. */
export const minimumSettings = z.strictObject({
  method: z.literal('minimum'),
  ...trialSettings,
  /** Two basins are one when the refined barrier between them rises less than this above the shallower minimum; null: T. */
  minDepth: z.number().min(0).nullable().default(null),
  /** Steps without a lower energy after which the descent stops. */
  descentPatience: z.int().min(1).nullable().default(null),
  descentSteps: z.int().min(1).nullable().default(null),
});
export type MinimumSettings = z.infer<typeof minimumSettings>;
