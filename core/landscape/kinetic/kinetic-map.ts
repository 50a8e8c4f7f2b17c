import type { StateColumns } from '../../contract/hierarchy.ts';
import type { SetProposal } from '../../contract/kinetic.ts';
import type { Linkage } from '../../contract/linkage.ts';
import { cutLinkage } from '../../hierarchy/cut-linkage.ts';
import { lowestWays } from '../../kinetic/graph-barriers.ts';
import type { LowestWays } from '../../kinetic/graph-barriers.ts';
import { setCoordinates } from '../../kinetic/kinetic-coordinates.ts';
import { graphOf } from '../../kinetic/kinetic-graph.ts';
import type { KineticGraph } from '../../kinetic/kinetic-graph.ts';
import type { ChordRecord } from '../../kinetic/records.ts';
import { MOST_SETS, proposeSets, timescales } from '../../kinetic/timescales.ts';
import { walkMemberships } from '../../kinetic/walk-memberships.ts';
import { kineticPlane } from './kinetic-plane.ts';

/** What the store keeps of a kinetic map and all views are composed from. */
export interface KineticBasis {
  readonly energies: Float64Array;
  readonly chords: ChordRecord;
  readonly edges: Pick<ChordRecord, 'a' | 'b'> & { readonly weights: Float64Array };
  readonly modes: { readonly eigenvalues: Float64Array; readonly vectors: Float64Array; readonly stationary: Float64Array };
  readonly linkage: Linkage;
  readonly columns: StateColumns;
  readonly temperature: number;
  /** Values of a state. */
  readonly dimensions: number;
}

/** A kinetic map in memory: what is the same at every cut is computed once. Nothing here changes once it is made. */
export interface KineticMap {
  readonly count: number;
  readonly temperature: number;
  /** U of the inherent structures, [count]. */
  readonly energies: Float64Array;
  readonly columns: StateColumns;
  readonly linkage: Linkage;
  readonly graph: KineticGraph;
  /** Those in which sets are told apart (`setCoordinates`) [count, modes], flat. */
  readonly coordinates: Float64Array;
  readonly modes: number;
  /** Places of the states in the graph's ground plane [count, 2], flat. */
  readonly plane: Float64Array;
  readonly ways: LowestWays;
  /** Memberships in the sets of the finest cut that is shown [count, finest], and the set of each state there: coarser ones are sums of these. */
  readonly finest: { readonly sets: number; readonly ofState: Int32Array; readonly memberships: Float64Array };
  readonly proposals: readonly SetProposal[];
  /** At index m, up to the finest cut; null: Infinity. */
  readonly timescales: readonly (number | null)[];
}

/** The most sets that a hierarchy of a kinetic map is shown with. */
export function mostShown({ leaves, a }: Linkage): number {
  return Math.max(leaves - a.length, Math.min(MOST_SETS, leaves));
}

/** A kinetic map as it is looked at, without evaluating U. */
export function createKineticMap({ energies, chords, edges, modes, linkage, columns, temperature, dimensions }: KineticBasis): KineticMap {
  const count = energies.length;
  const graph = graphOf(count, edges.a, edges.b, edges.weights);
  const own = setCoordinates({ count, ...modes }, dimensions);
  const sets = mostShown(linkage);
  const ofState = cutLinkage(linkage, sets);
  return {
    count,
    temperature,
    energies,
    columns,
    linkage,
    graph,
    ...own,
    plane: kineticPlane(own.coordinates, own.modes),
    ways: lowestWays(count, chords, chords.highest),
    finest: { sets, ofState, memberships: walkMemberships(graph, ofState, sets) },
    proposals: proposeSets(modes.eigenvalues).map(({ sets: m, clarity }) => ({ sets: m, clearness: Number.isFinite(clarity) ? clarity : null })),
    timescales: Array.from(timescales(modes.eigenvalues).subarray(0, sets + 1), (time) => (Number.isFinite(time) ? time : null)),
  };
}
