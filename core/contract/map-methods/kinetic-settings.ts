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
  /** Chords of lowest excess that each state keeps as edges of the graph. */
  keep: z.int().min(1).max(1000).default(10),
  /** Points of a chord at which U is looked at, ends not counted. */
  chordPoints: z.int().min(1).max(1000).default(7),
  /** Sets that the map is shown with; null: proposed by the gaps of its timescales. */
  sets: z.int().min(1).max(64).nullable().default(null),
});
export type KineticSettings = z.infer<typeof kineticSettings>;
