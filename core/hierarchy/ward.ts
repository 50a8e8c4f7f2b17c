import type { Linkage } from '../contract/linkage.ts';

/** Coordinates between two looks at whether a distance is already too long. */
const STRIDE = 64;

/**
 * Ward's hierarchy of `points` [count, dimensions], flat, by Euclidean distances: each join is the one that raises the sum of squared
 * distances to the centres least (Ward 1963).
 *
 * The height of a join of sets a and b is √(2·|a||b|/(|a| + |b|))·‖c_a − c_b‖, the distance of two single points: √2 times the root of the
 * rise of that sum. Found by chains of nearest neighbours over the centres (Murtagh 1983; Bruynooghe 1978), which is exact, as Ward's
 * distance never shrinks by a join: time of order count²·dimensions, memory that of one copy of the points. Of equal distances the
 * set with the smaller number counts as nearer, a set having the number of its lowest point.
 * Throws RangeError when there are no points, or one of them is not finite.
 */
export function wardLinkage(points: Float32Array | Float64Array, dimensions: number): Linkage {
  const count = points.length / dimensions;
  if (!Number.isInteger(count) || count < 1) throw new RangeError(`Ward's hierarchy needs points of ${dimensions} values; ${points.length} values were given.`);
  const broken = points.findIndex((value) => !Number.isFinite(value));
  if (broken >= 0) throw new RangeError(`Point ${Math.floor(broken / dimensions)} has the coordinate ${points[broken]}: Ward's hierarchy needs finite ones.`);
  return sortJoins(count, findJoins(Float64Array.from(points), dimensions, count));
}

/** A join in the order in which it was found, of the sets with lowest points `low` < `high`. */
interface Join {
  readonly low: number;
  readonly high: number;
  readonly height: number;
}

/** All joins; `centres` is used up. */
function findJoins(centres: Float64Array, dimensions: number, count: number): Join[] {
  const sizes = new Float64Array(count).fill(1);
  const tops = new Float64Array(count);
  // Sets that stand, each by its lowest point, in rising order.
  const standing = Int32Array.from({ length: count }, (_, i) => i);
  let left = count;
  const chain: number[] = [];
  const joins: Join[] = [];
  while (left > 1) {
    if (chain.length === 0) chain.push(standing[0]);
    const tip = chain[chain.length - 1];
    const before = chain.length > 1 ? chain[chain.length - 2] : -1;
    // The set before the tip is tried first and only a nearer one replaces it, so that chains end where distances are equal.
    let nearest = before;
    let least = before < 0 ? Infinity : wardSquared(centres, sizes, dimensions, tip, before, Infinity);
    for (let s = 0; s < left; s++) {
      const other = standing[s];
      if (other === tip || other === before) continue;
      const squared = wardSquared(centres, sizes, dimensions, tip, other, least);
      if (squared < least) {
        least = squared;
        nearest = other;
      }
    }
    if (nearest !== before) {
      chain.push(nearest);
      continue;
    }
    chain.length -= 2;
    const [low, high] = tip < before ? [tip, before] : [before, tip];
    // Rounding must not put a join below those it joins.
    const height = Math.max(Math.sqrt(least), tops[low], tops[high]);
    joins.push({ low, high, height });
    join(centres, sizes, dimensions, low, high);
    tops[low] = height;
    const place = standing.subarray(0, left).indexOf(high);
    standing.copyWithin(place, place + 1, left);
    left--;
  }
  return joins;
}

/** 2·|a||b|/(|a| + |b|)·‖c_a − c_b‖²; some number above `most` where it is above that. */
function wardSquared(centres: Float64Array, sizes: Float64Array, dimensions: number, a: number, b: number, most: number): number {
  const weight = (2 * sizes[a] * sizes[b]) / (sizes[a] + sizes[b]);
  const enough = most / weight;
  const p = a * dimensions;
  const q = b * dimensions;
  let sum = 0;
  for (let d = 0; d < dimensions; ) {
    for (const end = Math.min(dimensions, d + STRIDE); d < end; d++) {
      const difference = centres[p + d] - centres[q + d];
      sum += difference * difference;
    }
    if (sum > enough) break;
  }
  return weight * sum;
}

function join(centres: Float64Array, sizes: Float64Array, dimensions: number, low: number, high: number): void {
  const size = sizes[low] + sizes[high];
  const [first, second] = [sizes[low] / size, sizes[high] / size];
  for (let d = 0; d < dimensions; d++) centres[low * dimensions + d] = first * centres[low * dimensions + d] + second * centres[high * dimensions + d];
  sizes[low] = size;
}

/** The joins as a table in order of height; of equal heights the one found first, which is the lower in the tree. */
function sortJoins(count: number, joins: readonly Join[]): Linkage {
  const order = joins.map((_, i) => i).sort((p, q) => joins[p].height - joins[q].height || p - q);
  // A set's number is that of its lowest point, and its node the newest over that point.
  const node = Int32Array.from({ length: count }, (_, i) => i);
  const size = new Int32Array(count).fill(1);
  const linkage = { leaves: count, a: new Int32Array(count - 1), b: new Int32Array(count - 1), heights: new Float64Array(count - 1), sizes: new Int32Array(count - 1) };
  order.forEach((index, row) => {
    const { low, high, height } = joins[index];
    linkage.a[row] = Math.min(node[low], node[high]);
    linkage.b[row] = Math.max(node[low], node[high]);
    size[low] += size[high];
    node[low] = count + row;
    linkage.heights[row] = height;
    linkage.sizes[row] = size[low];
  });
  return linkage;
}
