import { z } from 'zod';
import { clusteringComparison } from './clustering.ts';

/** A number of sets at which the timescales of a kinetic map have a gap. */
export const setProposal = z.object({
  sets: z.int().min(2),
  /** How clear the gap is: the slowest exchange between the sets over the slowest that is left within them, above 1; null: nothing leads out of the sets at all. */
  clearness: z.number().nullable(),
});
export type SetProposal = z.infer<typeof setProposal>;

/**
 * What the energy does to the grouping (core/analysis/energy-gain.ts). Without labels there is no better and worse: only whether it groups as pixel
 * distances do (`alike`) or otherwise (`different`).
 */
export const energyGain = z.object({
  kind: z.enum(['adds', 'nothing', 'spoils', 'alike', 'different']),
  /** NMI of the sets minus NMI of the same graph on pixel distances; null without labels. */
  gain: z.number().nullable(),
  /** In words, with the numbers it rests on. */
  text: z.string(),
});
export type EnergyGain = z.infer<typeof energyGain>;

/** α at which an attraction–diffusion chain first crosses, ramped from below: median of the repeats, and the interval it lies in. */
export const criticalAlpha = z.object({ value: z.number(), low: z.number(), high: z.number() });
export type CriticalAlpha = z.infer<typeof criticalAlpha>;

/** What the sets of a kinetic map have beyond those of other methods: absent in their rows. Energies are those of inherent structures. */
export const kineticBasin = {
  /** State nearest to the middle of the set in kinetic coordinates: its image is the set's. */
  representative: z.int().min(0).optional(),
  /** Lowest inherent energy of the set, the foot of the potential-energy tree; also its `energy`. */
  bottom: z.number().optional(),
  /** F = −T ln Z, the foot of the free-energy tree; absent in a set that nothing leads into or out of. */
  freeEnergy: z.number().optional(),
  /** Mean membership of its states in it, 0 … 1: 1 where no walk leaves. */
  strength: z.number().optional(),
};

/** What pairs of sets of a kinetic map have beyond those of other methods: absent in their rows. */
export const kineticEdge = {
  /** −T ln of the minimum cut between the two; null where nothing flows, be it through others. */
  freeEnergy: z.number().nullable().optional(),
  /** Lowest maximum of U over the ways of the graph between the two bottoms; null where no way leads. */
  graph: z.number().nullable().optional(),
  /** Part of all steps of the graph's walk that lead from one to the other directly, in either direction; 0 where they touch nowhere. */
  flux: z.number().min(0).optional(),
  /** Null until it is measured. */
  alpha: criticalAlpha.nullable().optional(),
};

/** What a kinetic map knows of its sets where it is cut. */
export const kineticSets = z.object({
  /** Numbers of sets that suggest themselves, clearest first. */
  proposals: z.array(setProposal),
  /** At index m: the slowest exchange that m sets leave together within one of them, in steps of the graph's walk; null: slower than any. */
  timescales: z.array(z.number().nullable()),
  /** The sets beside their controls: at the number of sets shown, or where that was not scored at the nearest that was. Null until scored. */
  scores: clusteringComparison.nullable(),
  /** What these scores say of the energy; null until scored. */
  gain: energyGain.nullable(),
});
export type KineticSets = z.infer<typeof kineticSets>;
