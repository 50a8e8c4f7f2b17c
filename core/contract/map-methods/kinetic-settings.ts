import { z } from 'zod';
import { baseSettings } from './base-settings.ts';

/** The kinetic map: sets of states that a walk over the energies between their inherent structures rarely leaves (core/kinetic). */
export const kineticSettings = z.strictObject({
  method: z.literal('kinetic'),
  ...baseSettings,
  /** Langevin steps at T from the start state. */
  sampleSteps: z.int().min(0).nullable().default(null),
  /** Steps of descent from a state to its inherent structure: enough to take the thermal noise out. */
  quenchSteps: z.int().min(0).max(100_000).default(40),
  /** Nearest inherent structures of each state that chords lead to. */
  neighbours: z.int().min(1).max(1000).default(40),
  /** Chords of least cost (core/kinetic/chord-action.ts) that each state keeps as edges of the graph. */
  keep: z.int().min(1).max(1000).default(10),
  /** Points of a chord at which U is looked at, ends not counted. */
  chordPoints: z.int().min(1).max(1000).default(7),
  /** Sets that the map is shown with; null: proposed by the gaps of its timescales. */
  sets: z.int().min(1).max(64).nullable().default(null),
  /** Attraction–diffusion between sets: trials of a pair in each direction; 0: none. */
  rampRepeats: z.int().min(0).max(1000).default(5),
  /** Sets with the lowest free-energy barriers that each is tried against, beside the joins of that tree. */
  barrierNearest: z.int().min(0).max(1000).default(2),
  /** α of a trial's magnet at its start and after `rampSteps` steps; not divided by T. */
  alphaFrom: z.number().positive().nullable().default(null),
  alphaTo: z.number().positive().nullable().default(null),
  rampSteps: z.int().min(1).max(1_000_000).nullable().default(null),
  /** Success radius of a trial, ‖x − x*‖₂. */
  delta: z.number().positive().nullable().default(null),
  /** Relaxation of the lowest ways between sets. */
  refine: z.enum(['string', 'none']).nullable().default(null),
  refineImages: z.int().min(3).max(1000).nullable().default(null),
  refineSteps: z.int().min(1).nullable().default(null),
});
export type KineticSettings = z.infer<typeof kineticSettings>;
