import type { Forest } from '../../contract/landscape.ts';
import { freeEnergies, setFluxes } from '../../kinetic/free-energy-tree.ts';
import type { FreeEnergies } from '../../kinetic/free-energy-tree.ts';
import { potentialTree } from '../../kinetic/graph-barriers.ts';
import type { PotentialTree } from '../../kinetic/graph-barriers.ts';
import { degrees } from '../../kinetic/kinetic-graph.ts';
import { setStates } from '../../kinetic/set-states.ts';
import { buildForest } from '../forest.ts';
import type { KineticMap } from './kinetic-map.ts';
import { spreadApart } from './kinetic-plane.ts';

/** Sets of a kinetic map where it is cut, by index in the order of their ids. */
export interface KineticCut {
  readonly ids: readonly number[];
  /** Set of each state. */
  readonly ofState: Int32Array;
  readonly representatives: Int32Array;
  /** State with the lowest inherent energy, and that energy. */
  readonly bottoms: Int32Array;
  readonly energies: readonly number[];
  /** Membership of each state in its own set. */
  readonly memberships: Float64Array;
  /** Its mean over each set. */
  readonly strengths: Float64Array;
  readonly free: FreeEnergies;
  /** Part of all steps that pass between two sets, in either direction [sets, sets], flat. */
  readonly fluxes: Float64Array;
  readonly potential: PotentialTree;
  /** Lowest maximum of U between bottoms [sets, sets], flat; Infinity where no way leads. */
  readonly graphBarriers: Float64Array;
  readonly setTree: Forest;
  readonly freeEnergyTree: Forest;
  readonly places: readonly (readonly [number, number])[];
}

/** Cuts by their number of sets, as long as their map is kept: a slider goes back and forth. */
const kept = new WeakMap<KineticMap, Map<number, KineticCut>>();

/** The cut into the sets `ids` (nodes of the hierarchy, rising), `ofState` being the set of each state. Throws RangeError for more sets than are shown. */
export function kineticCut(map: KineticMap, ids: readonly number[], ofState: Int32Array): KineticCut {
  const cuts = kept.get(map) ?? new Map<number, KineticCut>();
  kept.set(map, cuts);
  const known = cuts.get(ids.length);
  if (known !== undefined) return known;
  const sets = ids.length;
  const { representatives, bottoms } = setStates(ofState, sets, map.coordinates, map.energies);
  const energies = Array.from(bottoms, (state) => map.energies[state]!);
  const flows = setFluxes(map.graph, ofState, sets);
  const total = degrees(map.graph).reduce((sum, value) => sum + value, 0);
  const free = freeEnergies(flows, map.temperature);
  const potential = potentialTree(map.ways, bottoms);
  const memberships = ownMemberships(map, ofState, sets);
  const cut: KineticCut = {
    ids,
    ofState,
    representatives,
    bottoms,
    energies,
    memberships,
    strengths: means(memberships, ofState, sets),
    free,
    fluxes: flows.fluxes.map((flux) => (total > 0 ? (2 * flux) / total : 0)),
    potential,
    graphBarriers: barriersOf(potential, energies),
    setTree: buildForest(new Array<number>(sets).fill(0), setJoins(map, ids)),
    freeEnergyTree: buildForest([...free.energies], freeJoins(free)),
    places: spreadApart(homes(map, ofState, sets)),
  };
  cuts.set(sets, cut);
  return cut;
}

/** Memberships add up: that in a set is the sum of those in its parts. */
function ownMemberships({ count, finest }: KineticMap, ofState: Int32Array, sets: number): Float64Array {
  const setOfPart = new Int32Array(finest.sets);
  for (let i = 0; i < count; i++) setOfPart[finest.ofState[i]!] = ofState[i]!;
  if (sets > finest.sets) throw new RangeError(`Memberships are known for up to ${finest.sets} sets; got ${sets}.`);
  return Float64Array.from({ length: count }, (_, i) => {
    let sum = 0;
    for (let part = 0; part < finest.sets; part++) if (setOfPart[part] === ofState[i]) sum += finest.memberships[i * finest.sets + part]!;
    return Math.min(1, sum);
  });
}

function means(values: Float64Array, ofState: Int32Array, sets: number): Float64Array {
  const sums = new Float64Array(sets);
  const sizes = new Int32Array(sets);
  ofState.forEach((set, i) => {
    sums[set]! += values[i]!;
    sizes[set]!++;
  });
  return sums.map((sum, set) => sum / sizes[set]!);
}

/** A set stands at the mean of its states' places. */
function homes({ plane }: KineticMap, ofState: Int32Array, sets: number): [number, number][] {
  const [xs, ys] = [0, 1].map((axis) => means(plane.filter((_, at) => at % 2 === axis), ofState, sets));
  return Array.from({ length: sets }, (_, set) => [xs![set]!, ys![set]!]);
}

interface TreeEdge {
  readonly a: number;
  readonly b: number;
  readonly barrier: number;
  readonly refined: null;
}

/** Joins of the hierarchy above the cut, between any two sets of what is joined. */
function setJoins({ linkage }: KineticMap, ids: readonly number[]): TreeEdge[] {
  const within = new Map(ids.map((id, set) => [id, set]));
  const edges: TreeEdge[] = [];
  for (let join = linkage.leaves - ids.length; join < linkage.a.length; join++) {
    const [a, b] = [within.get(linkage.a[join]!)!, within.get(linkage.b[join]!)!];
    edges.push({ a, b, barrier: linkage.heights[join]!, refined: null });
    within.set(linkage.leaves + join, a);
  }
  return edges;
}

function freeJoins({ linkage }: FreeEnergies): TreeEdge[] {
  const within = Array.from({ length: linkage.leaves }, (_, set) => set);
  return Array.from(linkage.a, (a, join) => {
    const edge = { a: within[a]!, b: within[linkage.b[join]!]!, barrier: linkage.heights[join]!, refined: null };
    within.push(edge.a);
    return edge;
  });
}

/** Between every two sets the height at which their waters meet. */
function barriersOf({ linkage }: PotentialTree, energies: readonly number[]): Float64Array {
  const sets = energies.length;
  const barriers = new Float64Array(sets * sets).fill(Infinity);
  const within = energies.map((energy, set) => {
    barriers[set * sets + set] = energy;
    return [set];
  });
  for (let join = 0; join < linkage.a.length; join++) {
    const [first, second] = [within[linkage.a[join]!]!, within[linkage.b[join]!]!];
    for (const a of first) for (const b of second) barriers[a * sets + b] = barriers[b * sets + a] = linkage.heights[join]!;
    within.push([...first, ...second]);
  }
  return barriers;
}
