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

/**
 * α at which chains of attraction–diffusion arrive when their magnet grows: median of the repeats and its interval by order statistics (95 %, of five
 * repeats 94 %). Chains that never arrive count as larger than all α tried.
 */
const alphaInterval = z.object({
  /** Null: beyond the α tried, as `beyond` says. */
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  trials: z.int(),
  arrived: z.int(),
  /** The largest α that chains were given which did not arrive; null where all did. */
  beyond: z.number().nullable(),
});
export type AlphaInterval = z.infer<typeof alphaInterval>;

/** The critical α of a pair over both directions, and of each: forward is from a to b. */
export const criticalAlpha = alphaInterval.extend({ forward: alphaInterval.nullable(), backward: alphaInterval.nullable() });
export type CriticalAlpha = z.infer<typeof criticalAlpha>;

const alphaSpread = z.object({ low: z.number().nullable(), high: z.number().nullable(), trials: z.int() });

/** Whether the critical α tells sets apart: trials between them beside those inside them, the control (core/landscape/kinetic/ramped-alphas.ts). */
export const diffusionControl = z.object({
  /** 10th and 90th percentile of α; null: beyond the α tried. */
  within: alphaSpread,
  between: alphaSpread,
  /** Chance that of one trial each the one between sets needs the stronger magnet. */
  order: z.number(),
  /** Correlation of ln α with the distance of the two states; null where it cannot be told. */
  distance: z.number().nullable(),
  /** In words, with the numbers it rests on. */
  text: z.string(),
});
export type DiffusionControl = z.infer<typeof diffusionControl>;

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
  /** Highest U of the path of attraction–diffusion once each image of it is quenched; `barrier` is that of the thermal path. Null until it is measured. */
  quenched: z.number().nullable().optional(),
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
  /** Null or absent where attraction–diffusion was not tried both inside and between the sets shown. */
  diffusion: diffusionControl.nullable().optional(),
});
export type KineticSets = z.infer<typeof kineticSets>;
