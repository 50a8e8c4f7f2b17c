import type { Evaluator } from '../../../core/potentials/create-evaluator.ts';
import { fillGaussian } from '../../../core/random/fill-gaussian.ts';
import { streamKey } from '../../../core/random/stream-key.ts';

/** One pair of wells, at ±`half` along a direction of its own; `weight` is that of the one at +`half`. */
export interface WellPair {
  readonly half: number;
  readonly weight: number;
}

/** A stationary point: where, U there, and which well of each pair it is in (+1, −1) or on the ridge between them (0). */
export interface StationaryPoint {
  readonly x: Float64Array;
  readonly energy: number;
  readonly sides: readonly number[];
}

/** A mixture of Gaussians with everything that a map of it is to find. */
export interface GaussianMixture {
  readonly dimensions: number;
  readonly sigma: number;
  readonly weights: readonly number[];
  /** Centres of the Gaussians, in the order of `minima`. */
  readonly means: readonly Float64Array[];
  /** U(x), and ∇U(x) into `gradient` where it is given. */
  energyAt(x: ArrayLike<number>, gradient?: Float64Array): number;
  /** One minimum for each Gaussian, and every saddle of index 1. */
  readonly minima: readonly StationaryPoint[];
  readonly saddles: readonly StationaryPoint[];
  /** The saddles as joins of the two minima beside each, by their places in `minima`. */
  readonly joins: readonly Join[];
}

/** Two points of a list with the height that the way between them comes over. */
export interface Join {
  readonly a: number;
  readonly b: number;
  readonly height: number;
}

/**
 * A Gaussian mixture in N dimensions whose minima and saddles are known: U(x) = −log Σ_k w_k exp(−‖x − μ_k‖²/2σ²), T = 1.
 *
 * The centres are the corners of a box, μ = Σ_j ±half_j q_j with orthonormal q_j that point along no axis, and the weights are products, so
 * that the density is a product of one two-Gaussian density for each pair and a Gaussian in what is left. Then U is a sum of functions
 * of one variable z_j = q_j·x: u_j(z) = z²/2σ² + half²/2σ² − log(w e^(half·z/σ²) + (1 − w) e^(−half·z/σ²)). Its stationary points are
 * the roots of z = half·tanh(half·z/σ² + ½ log(w/(1 − w))), found by bisection to the last bit: two minima and between them a maximum.
 * All stationary points of U are the products of these. A minimum has every z_j at a minimum, a saddle of index 1 exactly one
 * at its maximum, and the barrier between two minima is `lowestWay` over the saddles.
 * Throws RangeError where a pair's wells run into one another.
 */
export function gaussianMixture(dimensions: number, sigma: number, pairs: readonly WellPair[]): GaussianMixture {
  const directions = orthonormal(pairs.length, dimensions);
  const roots = pairs.map((pair) => rootsOf(pair, sigma));
  const at = (parts: readonly number[]): Float64Array => {
    const x = new Float64Array(dimensions);
    directions.forEach((direction, j) => direction.forEach((value, i) => (x[i]! += parts[j]! * value)));
    return x;
  };
  const corners = Array.from({ length: 2 ** pairs.length }, (_, bits) => pairs.map((_pair, j): number => ((bits >> j) & 1 ? 1 : -1)));
  const weights = corners.map((sides) => sides.reduce((product, side, j) => product * (side > 0 ? pairs[j]!.weight : 1 - pairs[j]!.weight), 1));
  const means = corners.map((sides) => at(sides.map((side, j) => side * pairs[j]!.half)));

  const energyAt = (x: ArrayLike<number>, gradient?: Float64Array): number => {
    const logs = means.map((mean, k) => Math.log(weights[k]!) - squaredDistance(x, mean) / (2 * sigma * sigma));
    const highest = Math.max(...logs);
    const parts = logs.map((log) => Math.exp(log - highest));
    const sum = parts.reduce((total, part) => total + part, 0);
    gradient?.fill(0);
    if (gradient !== undefined) means.forEach((mean, k) => mean.forEach((value, i) => (gradient[i]! += ((parts[k]! / sum) * (x[i]! - value)) / (sigma * sigma))));
    return -highest - Math.log(sum);
  };
  const pointOf = (sides: readonly number[]): StationaryPoint => {
    const x = at(sides.map((side, j) => roots[j]![side === 0 ? 'ridge' : side > 0 ? 'right' : 'left']));
    return { x, energy: energyAt(x), sides };
  };
  const minima = corners.map(pointOf);
  const saddles = corners.flatMap((sides) => sides.flatMap((side, j) => (side > 0 ? [pointOf(sides.with(j, 0))] : [])));
  const indexOf = (sides: readonly number[]): number => corners.findIndex((corner) => corner.every((side, j) => side === sides[j]));
  const joins = saddles.map(({ energy, sides }): Join => {
    const ridge = sides.indexOf(0);
    return { a: indexOf(sides.with(ridge, -1)), b: indexOf(sides.with(ridge, 1)), height: energy };
  });
  return { dimensions, sigma, weights, means, energyAt, minima, saddles, joins };
}

/** `count` orthonormal directions, Gaussian draws made orthogonal one after the other (Gram–Schmidt): the same for the same numbers. */
function orthonormal(count: number, dimensions: number): Float64Array[] {
  const directions: Float64Array[] = [];
  for (let j = 0; j < count; j++) {
    const draws = new Float32Array(dimensions);
    fillGaussian(draws, 0, dimensions, streamKey(64, j), 0);
    const direction = Float64Array.from(draws);
    for (const other of directions) {
      const part = direction.reduce((sum, value, i) => sum + value * other[i]!, 0);
      other.forEach((value, i) => (direction[i]! -= part * value));
    }
    const length = Math.hypot(...direction);
    directions.push(direction.map((value) => value / length));
  }
  return directions;
}

/** The two minima of one pair and the ridge between them, along its direction. */
function rootsOf({ half, weight }: WellPair, sigma: number): { left: number; ridge: number; right: number } {
  const slope = (z: number): number => z - half * Math.tanh((half * z) / (sigma * sigma) + Math.log(weight / (1 - weight)) / 2);
  // The slope turns where half·sech²(…)·half/σ² = 1: a falling stretch lies between, if there is one.
  const turn = Math.acosh(half / sigma);
  const turns = [-turn, turn].map((angle) => ((angle - Math.log(weight / (1 - weight)) / 2) * sigma * sigma) / half) as [number, number];
  if (!(slope(turns[0]) > 0 && slope(turns[1]) < 0)) throw new RangeError(`Wells at ±${half} of width ${sigma} and weight ${weight} are one: move them apart.`);
  return { left: bisect(slope, -2 * half, turns[0]), ridge: bisect(slope, turns[0], turns[1]), right: bisect(slope, turns[1], 2 * half) };
}

function bisect(f: (z: number) => number, from: number, to: number): number {
  const rising = f(to) > 0;
  for (;;) {
    const middle = (from + to) / 2;
    if (middle === from || middle === to) return middle;
    if (f(middle) > 0 === rising) to = middle;
    else from = middle;
  }
}

/** The lowest height that a way from a to b must come over: joins taken from the lowest up until the two are one. Infinity where they never are. */
export function lowestWay(joins: readonly Join[], a: number, b: number): number {
  const group = new Map(joins.flatMap((join): [number, number][] => [[join.a, join.a], [join.b, join.b]]));
  for (const join of [...joins].sort((p, q) => p.height - q.height)) {
    const [from, into] = [group.get(join.a)!, group.get(join.b)!];
    for (const [point, one] of group) if (one === from) group.set(point, into);
    if (group.has(a) && group.get(a) === group.get(b)) return join.height;
  }
  return Infinity;
}

function squaredDistance(x: ArrayLike<number>, y: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < y.length; i++) sum += (x[i]! - y[i]!) ** 2;
  return sum;
}

/** Evaluates a mixture in float64, rows of float32 states; `rows` counts the gradients asked for. */
export function evaluatorOfMixture(mixture: GaussianMixture, batch = 64): Evaluator & { readonly rows: () => number } {
  const { dimensions } = mixture;
  let rows = 0;
  const evaluate = (states: Float32Array, gradients: Float32Array | null): Float32Array => {
    const gradient = new Float64Array(dimensions);
    return Float32Array.from({ length: states.length / dimensions }, (_, row) => {
      const energy = mixture.energyAt(states.subarray(row * dimensions, (row + 1) * dimensions), gradients === null ? undefined : gradient);
      gradients?.set(gradient, row * dimensions);
      return energy;
    });
  };
  return {
    dimensions,
    batch,
    rows: () => rows,
    energies: async (states) => evaluate(states, null),
    energiesAndGradients: async (states) => {
      rows += states.length / dimensions;
      const gradients = new Float32Array(states.length);
      return { energies: evaluate(states, gradients), gradients };
    },
    close: async () => undefined,
  };
}
