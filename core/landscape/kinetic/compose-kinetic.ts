import { energyGain } from '../../analysis/energy-gain.ts';
import type { ClusteringComparison } from '../../contract/clustering.ts';
import type { Cut } from '../../contract/hierarchy.ts';
import { byEnds, edgeKey } from '../../contract/landscape-changes.ts';
import type { BasinRow, EdgeRow, Forest, Landscape } from '../../contract/landscape.ts';
import type { PathRecord } from '../../mapping/records.ts';
import { edgeRows, untested } from '../edge-rows.ts';
import { buildForest } from '../forest.ts';
import { areImages, planePosition } from '../image-strip.ts';
import type { StateShape } from '../image-strip.ts';
import type { DirectedTrials } from '../set-trials.ts';
import { thumbnailStrip } from '../thumbnail.ts';
import type { KineticCut } from './kinetic-cut.ts';
import type { KineticMap } from './kinetic-map.ts';
import { criticalAlphas, diffusionControl } from './ramped-alphas.ts';
import type { RampedTrial } from './ramped-alphas.ts';

/** A path without its points, between sets by id, and the two states that it leads between. */
export type SetPath = Pick<PathRecord, 'a' | 'b' | 'kind' | 'barrier'> & { readonly states: readonly [number, number] };

/** What was measured between sets. */
export interface Measured {
  readonly trials: readonly DirectedTrials[];
  readonly paths: readonly SetPath[];
  readonly ramped: readonly RampedTrial[];
}

/** What a landscape of a kinetic map is composed of beside its cut. */
export interface KineticLandscapeBasis {
  readonly map: string;
  readonly potential: string;
  readonly shape: StateShape;
  readonly cut: Cut;
  /** In the order of the sets. `bottom`: the point of the lowest inherent structure, read in the plane only. */
  readonly sets: readonly {
    readonly members: number;
    readonly labelCounts: Record<string, number> | null;
    readonly thumbnail: Uint8Array | null;
    readonly bottom: Float32Array | null;
  }[];
  readonly measured: Measured;
  readonly alpha: number | null;
  readonly oldScores: Landscape['scores'];
  readonly scores: readonly ClusteringComparison[] | null;
}

/** The landscape of a kinetic map where it is cut. */
export function composeKinetic(kinetic: KineticMap, cut: KineticCut, basis: KineticLandscapeBasis): Landscape {
  const { shape } = basis;
  const positions = basis.sets.map(({ bottom }) => (bottom === null ? null : planePosition(bottom, shape)));
  const basins = cut.ids.map((id, set): BasinRow => ({
    id,
    energy: cut.energies[set]!,
    members: basis.sets[set]!.members,
    position: positions[set] ?? null,
    layout: positions[set] ?? [...cut.places[set]!],
    merged: [],
    labelCounts: basis.sets[set]!.labelCounts,
    representative: cut.representatives[set]!,
    bottom: cut.energies[set]!,
    ...(Number.isFinite(cut.free.energies[set]) ? { freeEnergy: cut.free.energies[set]! } : {}),
    strength: cut.strengths[set]!,
  }));
  const edges = kineticEdges(cut, basis.measured, false);
  const forest = potentialForest(cut, basis.measured.paths);
  const scores = nearestScores(basis.scores, cut.ids.length);
  return {
    map: basis.map,
    potential: basis.potential,
    cut: basis.cut,
    basins,
    edges,
    forest,
    images: areImages(shape) ? thumbnailStrip(basis.sets.map(({ thumbnail }) => thumbnail), shape) : null,
    discovery: [],
    sweep: [],
    alpha: basis.alpha,
    scores: basis.oldScores,
    kinetic: {
      proposals: [...kinetic.proposals],
      timescales: [...kinetic.timescales],
      scores,
      gain: scores === null ? null : energyGain(scores),
      diffusion: diffusionControl(basis.measured.ramped, cut.ofState),
      trees: { sets: cut.setTree, freeEnergy: cut.freeEnergyTree, potential: forest },
    },
  };
}

/** Pairs of sets that something flows between or that were tried, a < b, in order; with `all`, every pair. */
export function kineticEdges(cut: KineticCut, { trials, paths, ramped }: Measured, all: boolean): EdgeRow[] {
  const { ids, energies } = cut;
  const sets = ids.length;
  // A relaxed way over the graph is no crossing by attraction–diffusion: it must not count as one.
  const crossed = paths.filter(({ kind }) => kind === 'diffusion').sort((p, q) => q.barrier - p.barrier);
  const tried = new Map(edgeRows({ basins: ids.map((id, set) => ({ id, energy: energies[set]! })), trials, paths: crossed }).map((row) => [edgeKey(row), row]));
  const relaxed = lowest(paths, 'refined');
  const quenched = lowest(paths, 'quenched');
  const alphas = criticalAlphas(ramped, cut.ofState, sets);
  const rows: EdgeRow[] = [];
  for (let a = 0; a < sets; a++) {
    for (let b = a + 1; b < sets; b++) {
      const at = a * sets + b;
      const pair = untested(ids[a]!, ids[b]!);
      const known = tried.get(edgeKey(pair));
      const over = (barrier: number | undefined): number | null => (barrier === undefined ? null : Math.max(energies[a]!, energies[b]!, barrier));
      const refined = relaxed.get(edgeKey(pair));
      if (!all && cut.fluxes[at] === 0 && known === undefined && refined === undefined) continue;
      const graph = finite(cut.graphBarriers[at]!);
      rows.push({
        ...(known ?? pair),
        refined: over(refined),
        freeEnergy: finite(cut.free.barriers[at]!),
        graph,
        flux: cut.fluxes[at]!,
        alpha: alphas.get(at) ?? null,
        quenched: over(quenched.get(edgeKey(pair))),
      });
    }
  }
  return rows.sort(byEnds);
}

/** Lowest barrier of the paths of one kind, by pair. */
function lowest(paths: readonly SetPath[], wanted: SetPath['kind']): Map<string, number> {
  const found = new Map<string, number>();
  for (const { a, b, kind, barrier } of paths) {
    const key = edgeKey({ a: Math.min(a, b), b: Math.max(a, b) });
    if (kind === wanted) found.set(key, Math.min(barrier, found.get(key) ?? Infinity));
  }
  return found;
}

/** The lowest ways between bottoms as a tree; where the way of a join was relaxed, that is its height. A path between other states of the sets tells nothing of it. */
function potentialForest({ potential, energies, bottoms }: KineticCut, paths: readonly SetPath[]): Forest {
  const refined = new Map(paths.filter(({ kind }) => kind === 'refined').map(({ states, barrier }) => [[...states].sort((p, q) => p - q).join(' '), barrier]));
  return buildForest(energies, Array.from(potential.linkage.heights, (barrier, join) => {
    const [a, b] = [potential.between[2 * join]!, potential.between[2 * join + 1]!];
    const found = refined.get([bottoms[a]!, bottoms[b]!].sort((p, q) => p - q).join(' ')) ?? null;
    return { a, b, barrier, refined: found === null ? null : Math.max(energies[a]!, energies[b]!, Math.min(found, barrier)) };
  }));
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** The comparison at the number of sets that is nearest, of two the smaller. */
function nearestScores(scores: readonly ClusteringComparison[] | null, sets: number): ClusteringComparison | null {
  const order = [...(scores ?? [])].sort((p, q) => Math.abs(p.sets - sets) - Math.abs(q.sets - sets) || p.sets - q.sets);
  return order[0] ?? null;
}
