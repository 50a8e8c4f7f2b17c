import type { NeighbourLists } from '../../analysis/neighbour-labels.ts';
import type { ClusteringComparison } from '../../contract/clustering.ts';
import type { Hierarchy } from '../../contract/hierarchy.ts';
import type { Linkage } from '../../contract/linkage.ts';
import type { ResolvedKinetic } from '../../contract/map-settings.ts';
import type { PathRecord, TrialRecord } from '../../mapping/records.ts';
import type { StartSource } from '../../mapping/start-states.ts';
import type { Evaluator } from '../../potentials/create-evaluator.ts';
import type { ChordScan } from '../chord-excess.ts';
import type { Refinement } from '../join-refinement.ts';
import type { MatrixProducts } from '../matrix-products.ts';
import type { MeasurePlan } from '../measure-plan.ts';
import type { NearestPoints, NearestSearch } from '../nearest-pairs.ts';
import type { Quench } from '../quench.ts';
import type { RampedTrials } from '../ramped-trials.ts';
import type { GraphRecord, InherentRecord } from '../records.ts';

/** Where a state started: which image of the data, with what label. */
export interface Origin {
  readonly source: number | null;
  readonly label: string | null;
}

/** A batch of states on its way from start to thermal state; `first`: number of its first. */
export interface SamplePhase {
  readonly kind: 'sample';
  readonly first: number;
  readonly origins: readonly Origin[];
  /** [batch, N] flat; empty before the starts are read. */
  readonly x: Float32Array;
  step: number;
}

/** The batch that begins with state `first`, before its starts are read. */
export function openSample(first: number): SamplePhase {
  return { kind: 'sample', first, origins: [], x: new Float32Array(0), step: 0 };
}

/** The same batch on its way to its inherent structures. */
export interface QuenchPhase {
  readonly kind: 'quench';
  readonly first: number;
  readonly quench: Quench;
}

export interface SearchPhase {
  readonly kind: 'search';
  readonly search: NearestSearch;
}

export interface ChordsPhase {
  readonly kind: 'chords';
  readonly scan: ChordScan;
}

/** The sets beside their controls: neighbours of the images first, then their hierarchies, then k-means at one number of sets after the other. */
export interface ScoresPhase {
  readonly kind: 'scores';
  /** Of the map's sets. */
  readonly linkage: Linkage;
  /** The cheapest ways from each state, as its neighbours. */
  readonly neighbours: NeighbourLists;
  readonly search: NearestSearch;
  controls: { readonly ward: Linkage; readonly pixels: Linkage } | null;
  /** k-means at the first of the numbers of sets. */
  readonly kmeans: Int32Array[];
  /** What is measured after it. */
  readonly plan: MeasurePlan;
}

/** The lowest ways of the tree of potential energy being relaxed. */
export interface RefinePhase {
  readonly kind: 'refine';
  readonly refinement: Refinement;
  readonly plan: MeasurePlan;
}

/** Attraction–diffusion between neighbouring sets, and inside each. */
export interface DiffusionPhase {
  readonly kind: 'diffusion';
  readonly run: RampedTrials;
}

export type KineticPhase =
  | SamplePhase | QuenchPhase | SearchPhase | ChordsPhase | { readonly kind: 'graph'; readonly scan: ChordScan } | ScoresPhase | RefinePhase | DiffusionPhase
  | { readonly kind: 'done' };

/** A kinetic map between two steps. Plain data: inherent structures that are finished are records, not part of it. */
export interface KineticState {
  phase: KineticPhase;
  /** Rows of U or ∇U that were evaluated. */
  chainSteps: number;
  /** States whose inherent structure is known. */
  states: number;
  /** Sets that the map is shown with; 0 before there is a graph. */
  sets: number;
  /** Joins to relax and pairs to try between them, once there are sets. */
  planned: { readonly joins: number; readonly pairs: number } | null;
}

/** Bytes of another version are refused. */
export const KINETIC_STATE_VERSION = 1003;

/** A thermal state, as it is written down. */
export interface SampledState {
  readonly state: number;
  readonly energy: number;
  readonly source: number | null;
  readonly label: string | null;
  readonly x: Float32Array;
}

/** What one step of a kinetic map found out. */
export interface KineticInfo {
  readonly members: SampledState[];
  readonly inherent: InherentRecord[];
  graph: GraphRecord | null;
  hierarchy: Hierarchy | null;
  scores: ClusteringComparison[] | null;
  /** Between states: of attraction–diffusion, their quenched paths, and relaxed ways. */
  readonly trials: TrialRecord[];
  readonly paths: PathRecord[];
}

/** Inherent structures found so far: read back from the records when the map is resumed. */
export interface Structures {
  /** [n, N], flat. */
  readonly positions: Float32Array;
  /** [n]. */
  readonly energies: Float64Array;
}

/** What every phase is given besides its state. */
export interface KineticTools {
  readonly evaluator: Evaluator;
  readonly settings: ResolvedKinetic;
  readonly source: StartSource;
  readonly structures: Structures;
  readonly info: KineticInfo;
  /** Start states in order of their numbers, read once a sitting, with their labels. */
  images(): Promise<{ readonly points: Float32Array; readonly labels: readonly (string | null)[] }>;
  /** Points prepared for a search, once a sitting. */
  search(of: 'structures' | 'images'): Promise<{ readonly points: NearestPoints; readonly products: MatrixProducts }>;
}

/** A phase after one step (the next one once it is through), and the rows it evaluated. */
export interface PhaseStep {
  readonly phase: KineticPhase;
  readonly rows: number;
}
