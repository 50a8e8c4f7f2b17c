import { z } from 'zod';
import { baseSettings } from './base-settings.ts';

/** What the two methods that place states by attraction–diffusion trials have in common (science.md, section 5). */
export const trialSettings = {
  ...baseSettings,
  /** The first of the states: basins are consolidated after them. */
  burnIn: z.int().min(0).max(100_000).nullable().default(null),
  /** Magnet strength; null: chosen by the sweep of section 5. Not divided by T. */
  alpha: z.number().positive().nullable().default(null),
  /** Success radius of a trial, ‖x − x*‖₂. */
  delta: z.number().positive().nullable().default(null),
  /** M: steps without a new minimum of the distance after which a trial fails. */
  patience: z.int().min(1).nullable().default(null),
  /** L_max: steps after which a trial fails. */
  maxSteps: z.int().min(1).nullable().default(null),
  /** R: repeats of the trials against a candidate, both directions. */
  repeats: z.int().min(1).max(1000).default(3),
  /** k: candidate basins tried for a new state. */
  nearest: z.int().min(1).max(1000).default(10),
  /** How candidates are ranked: highest U on a 10-point line to the representative, or distance. */
  rank: z.enum(['line', 'distance']).default('line'),
  /** Neighbours tried per basin when consolidating. */
  consolidateNearest: z.int().min(1).max(1000).default(5),
  /** Barriers: α is multiplied by this, and this many nearest basins and repeats are tried. */
  barrierAlphaFactor: z.number().positive().default(2),
  barrierNearest: z.int().min(0).max(1000).default(15),
  barrierRepeats: z.int().min(1).max(1000).default(5),
  /** Relaxation of the best path of a joined pair. */
  refine: z.enum(['string', 'none']).nullable().default(null),
  refineImages: z.int().min(3).max(1000).nullable().default(null),
  refineSteps: z.int().min(1).nullable().default(null),
};
