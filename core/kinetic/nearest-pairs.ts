import type { MatrixProducts } from './matrix-products.ts';

/** A search for nearest neighbours, at any point of its work. Plain data. */
export interface NearestSearch {
  readonly count: number;
  /** Neighbours of each state. */
  readonly k: number;
  /** [count, k]: the nearest other states, nearest first; equal distances in order of their numbers. */
  readonly neighbours: Int32Array;
  /** Squared Euclidean distances to them, [count, k], in float64. */
  readonly squared: Float64Array;
  /** States whose neighbours are found. */
  found: number;
}

/** Unordered pairs of states, each once, a < b, in order of (a, b). */
export interface StatePairs {
  readonly a: Int32Array;
  readonly b: Int32Array;
}

/** Points to search among: as given, and centred for the products of float32. */
export interface NearestPoints {
  readonly positions: Float32Array;
  readonly dimensions: number;
  readonly centred: Float32Array;
  /** ‖centred‖² of each, [n]. */
  readonly squaredNorms: Float64Array;
}

/** Unit roundoff of float32. */
const ROUNDOFF = 2 ** -24;

/** A search for the `k` nearest of `count` states (all others where there are fewer), before its first step. Throws RangeError for k below 1. */
export function createNearestSearch(count: number, k: number): NearestSearch {
  if (!Number.isInteger(k) || k < 1) throw new RangeError(`Each state needs at least one neighbour; ${k} were asked for.`);
  const most = Math.max(0, Math.min(k, count - 1));
  return { count, k: most, neighbours: new Int32Array(count * most), squared: new Float64Array(count * most), found: most === 0 ? count : 0 };
}

/** Moves the points' mean to 0, where float32 products lose least. `positions` [n, dimensions], flat. */
export function nearestPoints(positions: Float32Array, dimensions: number): NearestPoints {
  const count = positions.length / dimensions;
  const mean = new Float64Array(dimensions);
  for (let i = 0; i < count; i++) for (let d = 0; d < dimensions; d++) mean[d]! += positions[i * dimensions + d]! / count;
  const centred = new Float32Array(positions.length);
  const squaredNorms = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    for (let d = 0; d < dimensions; d++) {
      const value = (centred[i * dimensions + d] = positions[i * dimensions + d]! - mean[d]!);
      squaredNorms[i]! += centred[i * dimensions + d]! * value;
    }
  }
  return { positions, dimensions, centred, squaredNorms };
}

/**
 * Finds the neighbours of the next `products.rows` states, in place, exactly: float32 products x·yᵀ of the engine narrow all states down to
 * those that can be among the k nearest whatever the products' rounding was (|error| ≤ N·u·‖x‖‖y‖, Higham 2002, section 3.1, and that
 * of the centring), float64 distances of these decide. The result depends neither on the engine nor on the block.
 */
export async function stepNearestSearch(search: NearestSearch, points: NearestPoints, products: MatrixProducts): Promise<void> {
  const { count, k } = search;
  const { positions, dimensions, centred, squaredNorms } = points;
  const first = search.found;
  const rows = Math.min(products.rows, count - first);
  if (rows === 0) return;
  const left = centred.subarray(first * dimensions, (first + rows) * dimensions);
  const rough = new Float32Array(rows * count);
  for (let from = 0; from < count; from += products.columns) {
    const to = Math.min(count, from + products.columns);
    const block = await products.multiply(left, centred.subarray(from * dimensions, to * dimensions));
    for (let row = 0; row < rows; row++) {
      const at = row * products.columns;
      for (let j = from; j < to; j++) rough[row * count + j] = squaredNorms[j]! - 2 * block[at + j - from]!;
    }
  }
  const largest = Math.sqrt(squaredNorms.reduce((most, value) => Math.max(most, value), 0));
  const heap = new Float64Array(k);
  const candidates = new Int32Array(count);
  for (let row = 0; row < rows; row++) {
    const i = first + row;
    const at = row * count;
    rough[at + i] = Infinity;
    const limit = kthSmallest(rough.subarray(at, at + count), heap);
    // Products, the rounding of both centred vectors, and the float32 that the rough value is kept in.
    const slack = 2 * ROUNDOFF * (2 * (dimensions + 8) * Math.sqrt(squaredNorms[i]!) * largest + 4 * largest * largest);
    let found = 0;
    for (let j = 0; j < count; j++) if (rough[at + j]! <= limit + slack) candidates[found++] = j;
    keepNearest(search, i, candidates.subarray(0, found), positions, dimensions);
  }
  search.found += rows;
}

/** The same by float64 distances of all to all: for small numbers, and to check against. */
export function nearestByDistances(positions: Float32Array, dimensions: number, k: number): NearestSearch {
  const count = positions.length / dimensions;
  const search = createNearestSearch(count, k);
  const others = new Int32Array(Math.max(0, count - 1));
  for (let i = search.found; i < count; i++) {
    for (let j = 0; j < count - 1; j++) others[j] = j < i ? j : j + 1;
    keepNearest(search, i, others, positions, dimensions);
  }
  search.found = count;
  return search;
}

/** Every pair of a finished search of which one is among the other's nearest. */
export function pairsOf({ count, k, neighbours }: NearestSearch): StatePairs {
  const keys = new Float64Array(count * k);
  for (let i = 0; i < count; i++) {
    for (let place = 0; place < k; place++) {
      const j = neighbours[i * k + place]!;
      keys[i * k + place] = Math.min(i, j) * count + Math.max(i, j);
    }
  }
  const sorted = keys.sort();
  const distinct = sorted.filter((key, at) => at === 0 || key !== sorted[at - 1]);
  return { a: Int32Array.from(distinct, (key) => Math.floor(key / count)), b: Int32Array.from(distinct, (key) => key % count) };
}

function keepNearest(search: NearestSearch, i: number, candidates: Int32Array, positions: Float32Array, dimensions: number): void {
  const { k, neighbours, squared } = search;
  const distances = Float64Array.from(candidates, (j) => squaredDistance(positions, i, j, dimensions));
  const order = Array.from(candidates.keys()).sort((p, q) => distances[p]! - distances[q]! || candidates[p]! - candidates[q]!);
  for (let place = 0; place < k; place++) {
    neighbours[i * k + place] = candidates[order[place]!]!;
    squared[i * k + place] = distances[order[place]!]!;
  }
}

function squaredDistance(positions: Float32Array, i: number, j: number, dimensions: number): number {
  let sum = 0;
  for (let d = 0, p = i * dimensions, q = j * dimensions; d < dimensions; d++) sum += (positions[p + d]! - positions[q + d]!) ** 2;
  return sum;
}

/** The k-th smallest of `values`, k = heap.length, by a heap of the smallest so far with the largest of them on top. */
function kthSmallest(values: Float32Array, heap: Float64Array): number {
  const k = heap.length;
  heap.fill(Infinity);
  for (const value of values) {
    if (!(value < heap[0]!)) continue;
    let at = 0;
    for (let child = 1; child < k; child = 2 * at + 1) {
      if (child + 1 < k && heap[child + 1]! > heap[child]!) child++;
      if (heap[child]! <= value) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = value;
  }
  return heap[0]!;
}
