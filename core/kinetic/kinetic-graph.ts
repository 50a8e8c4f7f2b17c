import { disjointSets, rootOf, unite } from '../hierarchy/disjoint-sets.ts';
import { floorExcess } from './excess-floor.ts';
import type { StatePairs } from './nearest-pairs.ts';

/** A weighted graph of states, symmetric, by rows (CSR): row i holds `targets` and `weights` from `starts[i]` to `starts[i + 1]`. */
export interface KineticGraph {
  readonly count: number;
  readonly starts: Int32Array;
  readonly targets: Int32Array;
  readonly weights: Float64Array;
}

export interface GraphSettings {
  /** Edges of lowest cost that each state keeps. */
  readonly keep: number;
  /** Which smallest cost at a state is its scale. */
  readonly scaleRank: number;
  /** T of the states, in units of the costs: no rate falls off faster than exp(−c/T). 0: nothing is thermal, the local scale alone counts. */
  readonly temperature: number;
  /** What costs count from; absent: their 1st percentile. */
  readonly floor?: number;
}

/** Edges per state and rank of the scale: 8 to 12 and 7 score alike on digits. */
export const GRAPH_DEFAULTS: GraphSettings = { keep: 10, scaleRank: 7, temperature: 1 };

/** A graph and how it came together. */
export interface BuiltGraph {
  readonly graph: KineticGraph;
  /** Pairs of the scan that are edges, in order. */
  readonly edges: Int32Array;
  /** Of these, pairs that no state keeps by itself and that join what would have fallen apart. */
  readonly bridges: Int32Array;
  /** Connected component of each state, numbered in order of their first states. */
  readonly components: Int32Array;
  readonly componentCount: number;
}

/** Weights below the smallest normal number over the largest degree would make a state leave the graph unseen. */
const SMALLEST_WEIGHT = 1e-280;

/**
 * The kinetic graph of states: rates w_ij = exp(−2·c_ij/√(s_i s_j)) over the chords of lowest cost, of a map their actions (`chordActions`).
 *
 * Each state keeps its `keep` pairs of lowest cost, and an edge is there where either end keeps it. Costs count from
 * `floor`, not from 0; s_i is the `scaleRank`-th smallest at i, a local temperature, at least 2T: a rise that T itself carries a state over
 * parts nothing (in the plane quenched states lie so close that only this keeps a well in one piece; on images s is tens of T). Where the kept edges leave
 * parts unconnected, the pairs of the scan that join them at the lowest cost are added (Kruskal's order), so that only what no scanned pair
 * connects stays apart: components that no rate leads out of. Pairs of infinite cost are no way at all. Throws RangeError for a temperature below 0.
 */
export function buildKineticGraph(count: number, pairs: StatePairs, costs: ArrayLike<number>, { keep, scaleRank, temperature, floor }: GraphSettings = GRAPH_DEFAULTS): BuiltGraph {
  if (!(temperature >= 0)) throw new RangeError(`The graph needs a temperature of at least 0; got ${temperature}.`);
  const raised = floorExcess(costs, floor);
  const order = lowestFirst(raised);
  const seen = new Int32Array(count);
  const isEdge = new Uint8Array(raised.length);
  const parents = disjointSets(count);
  for (const pair of order) {
    const [a, b] = [pairs.a[pair]!, pairs.b[pair]!];
    const kept = seen[a]! < keep || seen[b]! < keep;
    seen[a]!++;
    seen[b]!++;
    if (!kept) continue;
    isEdge[pair] = 1;
    joinSets(parents, a, b);
  }
  const bridges = order.filter((pair) => isEdge[pair] === 0 && joinSets(parents, pairs.a[pair]!, pairs.b[pair]!));
  for (const pair of bridges) isEdge[pair] = 1;
  const edges = Int32Array.from(raised.keys()).filter((pair) => isEdge[pair] === 1);
  const scales = localScales(count, pairs, raised, order, { scaleRank, temperature });
  const weights = Float64Array.from(edges, (pair) => rateOver(raised[pair]!, scales[pairs.a[pair]!]!, scales[pairs.b[pair]!]!));
  const graph = graphOf(count, Int32Array.from(edges, (pair) => pairs.a[pair]!), Int32Array.from(edges, (pair) => pairs.b[pair]!), weights);
  const { groups, groupCount } = groupsOf(parents);
  return { graph, edges, bridges: Int32Array.from(bridges), components: groups, componentCount: groupCount };
}

/** exp(−2·c/√(s_i s_j)), and no rate so small that a state would leave the graph unseen. */
export function rateOver(raised: number, scaleA: number, scaleB: number): number {
  return Math.max(SMALLEST_WEIGHT, Math.exp((-2 * raised) / Math.sqrt(scaleA * scaleB)));
}

/** Pairs of finite cost, lowest first, of equal ones the earlier. */
export function lowestFirst(raised: Float64Array): number[] {
  return Array.from(raised.keys()).filter((pair) => Number.isFinite(raised[pair]!)).sort((p, q) => raised[p]! - raised[q]! || p - q);
}

/** The local temperature of each state: its `scaleRank`-th smallest cost of those in `order`, its largest where it has fewer, at least 2T, [count]. */
export function localScales(
  count: number, pairs: StatePairs, raised: Float64Array, order: readonly number[], { scaleRank, temperature }: Pick<GraphSettings, 'scaleRank' | 'temperature'>,
): Float64Array {
  const seen = new Int32Array(count);
  const scales = new Float64Array(count);
  for (const pair of order) {
    for (const end of [pairs.a[pair]!, pairs.b[pair]!]) {
      seen[end]!++;
      if (seen[end]! <= scaleRank) scales[end] = raised[pair]!;
    }
  }
  // States that lie on each other have no scale of their own; without a temperature they take the smallest there is.
  const smallest = scales.reduce((least, scale) => (scale > 0 ? Math.min(least, scale) : least), Infinity);
  const floor = temperature > 0 ? 2 * temperature : Number.isFinite(smallest) ? smallest : 1;
  return scales.map((scale) => Math.max(scale, floor));
}

/** The symmetric graph of edges a[i] – b[i] of weight weights[i]: rows in order, targets in order. Throws RangeError for an edge to nowhere or to itself. */
export function graphOf(count: number, a: ArrayLike<number>, b: ArrayLike<number>, weights: ArrayLike<number>): KineticGraph {
  const starts = new Int32Array(count + 1);
  for (let edge = 0; edge < a.length; edge++) {
    const [p, q] = [a[edge]!, b[edge]!];
    if (!(p >= 0 && p < count && q >= 0 && q < count) || p === q) throw new RangeError(`An edge joins states ${p} and ${q}: two different ones of ${count} are needed.`);
    starts[p + 1]!++;
    starts[q + 1]!++;
  }
  for (let i = 0; i < count; i++) starts[i + 1]! += starts[i]!;
  const filled = starts.slice(0, count);
  const targets = new Int32Array(starts[count]!);
  const values = new Float64Array(starts[count]!);
  const low = (edge: number): number => Math.min(a[edge]!, b[edge]!);
  const high = (edge: number): number => Math.max(a[edge]!, b[edge]!);
  const order = Array.from({ length: a.length }, (_, edge) => edge).sort((p, q) => low(p) - low(q) || high(p) - high(q));
  const put = (from: number, to: number, weight: number): void => {
    const at = filled[from]!++;
    targets[at] = to;
    values[at] = weight;
  };
  // Lower targets come from edges whose other end is lower: those first.
  for (const edge of order) put(high(edge), low(edge), weights[edge]!);
  for (const edge of order) put(low(edge), high(edge), weights[edge]!);
  return { count, starts, targets, weights: values };
}

/** Σ_j w_ij of each state, [count]. */
export function degrees({ count, starts, weights }: KineticGraph): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => {
    let sum = 0;
    for (let at = starts[i]!; at < starts[i + 1]!; at++) sum += weights[at]!;
    return sum;
  });
}

/** Connected component of each state, numbered in order of their first states. */
export function componentsOf({ count, starts, targets }: KineticGraph): { readonly groups: Int32Array; readonly groupCount: number } {
  const parents = disjointSets(count);
  for (let i = 0; i < count; i++) for (let at = starts[i]!; at < starts[i + 1]!; at++) unite(parents, targets[at]!, i);
  return groupsOf(parents);
}

/** Joins the sets of a and b; false where they are one already. */
function joinSets(parents: Int32Array, a: number, b: number): boolean {
  if (rootOf(parents, a) === rootOf(parents, b)) return false;
  unite(parents, b, a);
  return true;
}

function groupsOf(parents: Int32Array): { groups: Int32Array; groupCount: number } {
  const numbers = new Map<number, number>();
  const groups = parents.map((_, i) => {
    const root = rootOf(parents, i);
    const known = numbers.get(root) ?? numbers.size;
    numbers.set(root, known);
    return known;
  });
  return { groups, groupCount: numbers.size };
}
