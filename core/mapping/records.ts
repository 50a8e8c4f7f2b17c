/** What a map writes down, in the order it happens. Stored with the checkpoint that follows, in one transaction. */

/** The tasks of a map in their order. Their places are part of the random keys of trials. */
export const MAP_PHASES = ['sample', 'alpha', 'burn-in', 'consolidate', 'main', 'barriers', 'refine'] as const;
export type MapPhase = (typeof MAP_PHASES)[number];
/** What trials are made for: tasks of a map that places states, and attraction–diffusion between the sets of a kinetic map. Places count as above. */
export const TRIAL_PHASES = [...MAP_PHASES, 'diffusion'] as const;
export type TrialPhase = (typeof TRIAL_PHASES)[number];

/** A basin founded, or a representative replaced by a member of lower energy (same basin id, newer record wins). */
export interface MinimumRecord {
  readonly basin: number;
  /** State that is the representative. */
  readonly state: number;
  readonly energy: number;
  readonly x: Float32Array;
}

/** A state placed in a basin. `placedIn` stays as it was when consolidation later merges that basin into another. */
export interface MemberRecord {
  readonly state: number;
  readonly placedIn: number;
  readonly energy: number;
  /** Index in the data set the state started from, where it did. */
  readonly source: number | null;
  readonly label: string | null;
  readonly x: Float32Array;
}

/** One attraction-diffusion trial, both kinds of outcome. */
export interface TrialRecord {
  /** Number of the trial in its map. Its noise is keyed by phase, `from`, `to` and how often they were tried before, not by this number. */
  readonly trial: number;
  readonly phase: TrialPhase;
  /** What was attracted: a state being placed, or a basin's representative. */
  readonly from: { readonly state: number } | { readonly basin: number };
  readonly to: { readonly state: number } | { readonly basin: number };
  /** Of a ramped magnet: its strength at the last step. */
  readonly alpha: number;
  readonly temperature: number;
  readonly epsilon: number;
  readonly success: boolean;
  readonly steps: number;
  /** Highest raw U along the path, chords between steps included (docs: diffusion-path). */
  readonly barrier: number;
  /** Smallest distance to the target reached. */
  readonly closest: number;
}

/**
 * A kept path between basins (of a kinetic map: states) a < b, from a to b. One of a kind a pair is kept: the newest record wins. `quenched`: images of an
 * attraction–diffusion path, each quenched.
 */
export interface PathRecord {
  readonly a: number;
  readonly b: number;
  readonly kind: 'diffusion' | 'refined' | 'quenched';
  readonly barrier: number;
  /** U at each point, and the points, [points, dimensions] flat. */
  readonly energies: Float32Array;
  readonly points: Float32Array;
}

/** Consolidation: basin `from` became part of `into`, and what else it could have joined. */
export interface MergeRecord {
  readonly from: number;
  readonly into: number;
  readonly phase: MapPhase;
  readonly barrier: number;
  readonly refined: number | null;
  /** Other basins that succeeded too: the relation is not transitive, so the choice is told. */
  readonly alternatives: readonly number[];
}

export interface SweepRecord {
  readonly alpha: number;
  readonly basins: number;
  readonly states: number;
}

export interface DiscoveryRecord {
  readonly states: number;
  readonly basins: number;
}

export interface MapRecords {
  readonly minima: readonly MinimumRecord[];
  readonly members: readonly MemberRecord[];
  readonly trials: readonly TrialRecord[];
  readonly paths: readonly PathRecord[];
  readonly merges: readonly MergeRecord[];
  readonly sweep: readonly SweepRecord[];
  readonly discovery: readonly DiscoveryRecord[];
}
