import { z } from 'zod';
import { cut } from './hierarchy.ts';
import { kineticBasin, kineticEdge, kineticSets } from './kinetic.ts';

/** How a pair of basins is known: joined by a trial, tried and failed, or never tried. */
export const edgeStatus = z.enum(['joined', 'failed', 'untested']);
export type EdgeStatus = z.infer<typeof edgeStatus>;

/** [successes, trials] of attraction-diffusion in one direction. */
export const trialCount = z.tuple([z.int().min(0), z.int().min(0)]);
export type TrialCount = z.infer<typeof trialCount>;

export const basinRow = z.object({
  /**
   * Stable id, the same in every cut that has the set. Of founded basins: order of founding, from 0 (those merged into others are no
   * rows). Of sets of states: the node of the hierarchy.
   */
  id: z.int().min(0),
  /** U at the representative (the local minimum in minimum mode; the lowest inherent structure in a kinetic map). */
  energy: z.number(),
  members: z.int().min(1),
  /** 2D potentials only. */
  position: z.tuple([z.number(), z.number()]).nullable(),
  /** Place in the 3D graph, in the plane; energy is the height. 2D potentials: the position itself. */
  layout: z.tuple([z.number(), z.number()]),
  /** Ids of basins that consolidation merged into this one, in order. */
  merged: z.array(z.int()),
  /** Members per label, where the data had labels. */
  labelCounts: z.record(z.string(), z.int()).nullable(),
  ...kineticBasin,
});
export type BasinRow = z.infer<typeof basinRow>;

export const edgeRow = z.object({
  a: z.int(),
  b: z.int(),
  status: edgeStatus,
  /** Lowest maximum of raw U over successful trials' paths: an upper bound. Null unless joined. */
  barrier: z.number().nullable(),
  /** The same path relaxed (string method): null where not refined. */
  refined: z.number().nullable(),
  forward: trialCount,
  backward: trialCount,
  ...kineticEdge,
});
export type EdgeRow = z.infer<typeof edgeRow>;

/** A join of the disconnectivity forest: at `height` (refined barrier where there is one, else AD barrier; never below its children) these become one. */
export const joinRow = z.object({
  /** Node id: basins are 0…n−1 by index in `basins` (not by basin id), joins follow in order of height. */
  node: z.int(),
  children: z.tuple([z.int(), z.int()]),
  /** Both heights, side by side: AD barrier and refined. */
  barrier: z.number(),
  refined: z.number().nullable(),
  height: z.number(),
  /** The edge (indices into `basins`) whose barriers these are; of several across one saddle that with the lowest AD barrier. */
  via: z.tuple([z.int(), z.int()]),
});
export type JoinRow = z.infer<typeof joinRow>;

/** Single linkage on barriers. Several roots: a forest; pairs never joined stay apart. */
export const forest = z.object({
  joins: z.array(joinRow),
  roots: z.array(z.int()),
  /** Horizontal place of every node (basins then joins), 0…leaves−1, children never crossing. */
  x: z.array(z.number()),
});
export type Forest = z.infer<typeof forest>;

/** The image of every basin's representative: 8-bit, channels last, one after the other in the order of `basins`. */
export const imageStrip = z.object({
  width: z.int().min(1),
  height: z.int().min(1),
  channels: z.union([z.literal(1), z.literal(3)]),
  count: z.int().min(0),
  pixels: z.instanceof(Uint8Array),
});
export type ImageStrip = z.infer<typeof imageStrip>;

/** Basins found against states placed: a sawtooth would be consolidation merging. */
export const discoveryPoint = z.object({ states: z.int(), basins: z.int() });
export type DiscoveryPoint = z.infer<typeof discoveryPoint>;

/** α → basins found, of the sweep. */
export const sweepPoint = z.object({ alpha: z.number(), basins: z.int(), states: z.int() });
export type SweepPoint = z.infer<typeof sweepPoint>;

/** Three trees over the sets of a kinetic map, leaves being the basins in each. */
export const kineticTrees = z.object({
  /** Nested sets: the map's hierarchy above the cut, heights being those of Ward's method in kinetic coordinates, leaves at 0. */
  sets: forest,
  /** Minimum cuts in the network of fluxes (Krivov and Karplus 2002, 2004): heights −T ln of the cut, leaves at `freeEnergy`. */
  freeEnergy: forest,
  /** Lowest ways of U over the graph: leaves at `bottom`. Also the landscape's `forest`. */
  potential: forest,
});
export type KineticTrees = z.infer<typeof kineticTrees>;

/** What a landscape of a kinetic map has beyond those of other methods. */
export const kineticLandscape = kineticSets.extend({ trees: kineticTrees });
export type KineticLandscape = z.infer<typeof kineticLandscape>;

/** Everything that the graph, the tree and the lists show of one map. */
export const landscape = z.object({
  map: z.string(),
  potential: z.string(),
  /** Where the map's nested sets are cut: the basins are the sets of this cut. */
  cut,
  basins: z.array(basinRow),
  edges: z.array(edgeRow),
  forest,
  images: imageStrip.nullable(),
  discovery: z.array(discoveryPoint),
  sweep: z.array(sweepPoint),
  /** α in use, once known. */
  alpha: z.number().nullable(),
  /** Cluster scores against labels, beside k-means on pixels with as many clusters. */
  scores: z
    .object({ purity: z.number(), nmi: z.number(), kmeansPurity: z.number(), kmeansNmi: z.number(), clusters: z.int() })
    .nullable(),
  /** Absent in maps of other methods. */
  kinetic: kineticLandscape.optional(),
});
export type Landscape = z.infer<typeof landscape>;

/** One page of a basin's members, sorted by energy. */
export const memberPage = z.object({
  total: z.int(),
  offset: z.int(),
  members: z.array(
    z.object({
      /** Number of the state, in order of placing. */
      state: z.int(),
      energy: z.number(),
      label: z.string().nullable(),
      /** Index in the data set of the entry that it started from. */
      source: z.int().nullable().optional(),
      position: z.tuple([z.number(), z.number()]).nullable(),
      /** Basin the state was first placed in, when consolidation moved it; null in a map that places none. */
      placedIn: z.int().nullable(),
      /** Of kinetic maps: membership in the set, 0 … 1, and U at the state's inherent structure. */
      membership: z.number().optional(),
      inherentEnergy: z.number().optional(),
    }),
  ),
  images: imageStrip.nullable(),
  /** Of kinetic maps: the inherent structures of the same states, in the same order. */
  inherent: imageStrip.nullable().optional(),
});
export type MemberPage = z.infer<typeof memberPage>;

/** Bin edges (one more than counts) and counts. */
export const energyHistogram = z.object({ edges: z.array(z.number()), counts: z.array(z.int()) });
export type EnergyHistogram = z.infer<typeof energyHistogram>;

export const basinDetail = z.object({
  basin: z.int(),
  /** Of members' U. */
  histogram: energyHistogram,
  /** Of kinetic maps: of U at the members' inherent structures. */
  inherentHistogram: energyHistogram.optional(),
  neighbours: z.array(
    edgeRow.extend({
      /** The other basin. */
      other: z.int(),
      /** In words: "joined", "failed 6 of 6", "untested". */
      how: z.string(),
    }),
  ),
});
export type BasinDetail = z.infer<typeof basinDetail>;

/** A kept path between two basins, for looking at: energies along it and its images (or 2D positions), thinned. */
export const pathView = z.object({
  a: z.int(),
  b: z.int(),
  /** How it was found: by attraction–diffusion (`quenched`: each image of it then quenched), relaxed, or as the lowest way over the inherent structures of a kinetic map. */
  kind: z.enum(['diffusion', 'refined', 'graph', 'quenched']),
  /** Arc length from a, 0…1, energies and, in 2D, positions: all of the same length. */
  along: z.array(z.number()),
  energies: z.array(z.number()),
  positions: z.array(z.tuple([z.number(), z.number()])).nullable(),
  barrier: z.number(),
  /** Images at `imageAt` (indices into along). */
  imageAt: z.array(z.int()),
  images: imageStrip.nullable(),
});
export type PathView = z.infer<typeof pathView>;

/** U on a regular grid over a rectangle of the plane, row-major, rows along y. */
export const surface = z.object({
  xMin: z.number(),
  xMax: z.number(),
  yMin: z.number(),
  yMax: z.number(),
  columns: z.int(),
  rows: z.int(),
  energies: z.instanceof(Float32Array),
});
export type Surface = z.infer<typeof surface>;
