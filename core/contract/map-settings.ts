import { z } from 'zod';
import { engineChoice } from './engine.ts';

/** Where new states come from. `data` and `file` want a data set; `samples` continues the data by long-run chains. */
export const startStates = z.enum(['uniform', 'gaussian', 'data']);
export type StartStates = z.infer<typeof startStates>;

/**
 * Every setting of a map (science.md, section 5). Energies are in units of U, distances in units of pixel values
 * ([-1, 1] per coordinate, Euclidean). Settings that depend on the potential are `null` until `resolveSettings`
 * (core/mapping/defaults.ts) fills them in; the record of a map holds the resolved ones.
 */
export const mapSettings = z.object({
  /** minimum: descend to local minima [B]. sample: metastable long-run samples at temperature T, in order of energy [A]. */
  mode: z.enum(['minimum', 'sample']).nullable().default(null),
  start: startStates.nullable().default(null),
  /** Scale of uniform and Gaussian starts: densities wider than [-1, 1] need more than 1. */
  startScale: z.number().positive().max(1e6).default(1),
  /** States to place, those of burn-in included. */
  states: z.int().min(1).max(1_000_000).nullable().default(null),
  /** The first of these states: basins are consolidated after them. */
  burnIn: z.int().min(0).max(100_000).nullable().default(null),
  /** Langevin step noise ε of trials; null: the ε of training. */
  epsilon: z.number().positive().nullable().default(null),
  temperature: z.number().positive().default(1),
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
  /** Minimum mode: two basins are one when the refined barrier between them rises less than this above the shallower minimum; null: T. */
  minDepth: z.number().min(0).nullable().default(null),
  /** Minimum mode: steps without a lower energy after which the descent stops. */
  descentPatience: z.int().min(1).nullable().default(null),
  descentSteps: z.int().min(1).nullable().default(null),
  /** Sample mode: Langevin steps at T from the start state to the metastable sample. */
  sampleSteps: z.int().min(0).nullable().default(null),
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
  /** Chains that run as one batch; null: chosen for the potential. */
  slots: z.int().min(1).max(65536).nullable().default(null),
  seed: z.int().min(0).max(2 ** 32 - 1).default(1),
  ...engineChoice.shape,
});
export type MapSettings = z.infer<typeof mapSettings>;

/** Settings with nothing left open, except α, which the sweep may still have to choose. */
export type ResolvedMapSettings = { [K in keyof MapSettings]: NonNullable<MapSettings[K]> } & { readonly alphaBySweep: boolean };

/** A remark about settings: something known to fail or to mislead (science.md, section 5, pitfalls). */
export const settingsWarning = z.object({ setting: z.string(), message: z.string() });
export type SettingsWarning = z.infer<typeof settingsWarning>;
