import { MarkovError } from './markov-error.ts';
import type { TransitionMatrix } from './reversible-matrix.ts';
import { spectrumOf } from './timescales.ts';

/** Memberships of states in the metastable sets of a reversible process. */
export interface Memberships {
  readonly states: number;
  readonly sets: number;
  /** χ [states, sets], flat: 0 … 1, rows sum to 1. Sets in order of falling weight Σ_i π_i χ_i. */
  readonly memberships: Float64Array;
  /** How nearly each set keeps to itself, its self-transition ⟨χ, Pχ⟩/⟨χ, 1⟩ (⟨ , ⟩ weighted with π), [sets]. 1: it is never left. */
  readonly metastability: Float64Array;
}

/** Slow modes as PCCA+ takes them. */
export interface Modes {
  /** λ_k, largest first, the first 1, [modes]. */
  readonly eigenvalues: ArrayLike<number>;
  /** ψ_k as rows [modes, states], flat, Σ_i π_i ψ_k(i)² = 1, the first constant. */
  readonly vectors: Float64Array;
  readonly stationary: ArrayLike<number>;
}

const MOST_ROUNDS = 200;
/** Step of the search, part of the largest entry, at which it ends. */
const FINEST = 1e-7;

/**
 * PCCA+ (Deuflhard and Weber 2005): `sets` memberships χ = ΨA of a reversible transition matrix, linear in its slowest right eigenvectors.
 *
 * Throws MarkovError where there are fewer states than sets, or the modes do not part them.
 */
export function pcca(matrix: TransitionMatrix, sets: number): Memberships {
  const { values, vectors } = spectrumOf(matrix);
  return pccaOfModes({ eigenvalues: values, vectors, stationary: matrix.stationary }, sets);
}

/**
 * PCCA+ of slow modes that are known, as those of a kinetic graph.
 *
 * The states of the `sets` slowest modes span a simplex in the coordinates ψ; the inner-simplex algorithm finds its corners, which give a
 * first A. The constraints Σ_a χ_a = 1 and χ ≥ 0 leave (sets − 1)² entries of A free, which a search by coordinates moves while the sum of
 * metastabilities Σ_a Σ_k λ_k A_ka²/A_0a rises. Throws as `pcca`.
 */
export function pccaOfModes({ eigenvalues, vectors, stationary }: Modes, sets: number): Memberships {
  const states = stationary.length;
  if (!Number.isInteger(sets) || sets < 1 || sets > states || sets > eigenvalues.length) {
    throw new MarkovError(`PCCA+ makes 1 to ${Math.min(states, eigenvalues.length)} sets of ${states} states and ${eigenvalues.length} modes; ${sets} were asked for.`);
  }
  // The first mode is constant by definition; its sign and rounding are not.
  const psi = Float64Array.from({ length: states * sets }, (_, at) => (at % sets === 0 ? 1 : vectors[(at % sets) * states + Math.floor(at / sets)]));
  const corners = innerSimplex(psi, states, sets);
  const start = inverse(Float64Array.from({ length: sets * sets }, (_, at) => psi[corners[Math.floor(at / sets)] * sets + (at % sets)]), sets);
  const best = search(psi, states, sets, eigenvalues, start);
  return inOrder(product(psi, best, states, sets), best, eigenvalues, stationary, states, sets);
}

/** States at the corners: the furthest from the origin's state, then again and again the furthest from the span so far. */
function innerSimplex(psi: Float64Array, states: number, sets: number): number[] {
  const rest = Float64Array.from(psi);
  const normOf = (i: number): number => rest.subarray(i * sets, (i + 1) * sets).reduce((sum, value) => sum + value * value, 0);
  const furthest = (): number => Array.from({ length: states }, (_, i) => i).reduce((most, i) => (normOf(i) > normOf(most) * (1 + 1e-12) ? i : most), 0);
  const corners = [furthest()];
  const origin = rest.slice(corners[0] * sets, (corners[0] + 1) * sets);
  for (let at = 0; at < rest.length; at++) rest[at] -= origin[at % sets];
  while (corners.length < sets) {
    const corner = furthest();
    const length = Math.sqrt(normOf(corner));
    if (!(length > 1e-10)) throw new MarkovError(`The ${sets} slowest modes part only ${corners.length} sets: some of them say the same. Ask for fewer.`);
    const direction = rest.slice(corner * sets, (corner + 1) * sets).map((value) => value / length);
    corners.push(corner);
    for (let i = 0; i < states; i++) {
      let part = 0;
      for (let k = 0; k < sets; k++) part += rest[i * sets + k] * direction[k];
      for (let k = 0; k < sets; k++) rest[i * sets + k] -= part * direction[k];
    }
  }
  return corners;
}

/** A of the largest Σ metastability that the free entries of `start` are led to. */
function search(psi: Float64Array, states: number, sets: number, eigenvalues: ArrayLike<number>, start: Float64Array): Float64Array {
  const goal = (a: Float64Array): number => {
    let sum = 0;
    for (let set = 0; set < sets; set++) for (let k = 0; k < sets; k++) sum += (eigenvalues[k] * a[k * sets + set] ** 2) / a[set];
    return sum;
  };
  let best = feasible(psi, states, sets, start);
  let value = goal(best);
  let step = 0.1;
  for (let round = 0; round < MOST_ROUNDS && step > FINEST; round++) {
    const before = value;
    const scale = step * best.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);
    for (let k = 1; k < sets; k++) {
      for (let set = 1; set < sets; set++) {
        for (const sign of [1, -1]) {
          const trial = Float64Array.from(best);
          trial[k * sets + set] += sign * scale;
          const moved = feasible(psi, states, sets, trial);
          const reached = goal(moved);
          if (!(reached > value)) continue;
          best = moved;
          value = reached;
          break;
        }
      }
    }
    if (value - before < 1e-12) step /= 2;
  }
  return best;
}

/** The A with the free entries of the given one (rows and columns from 1) that makes rows of ΨA sum to 1 and its least entries 0. */
function feasible(psi: Float64Array, states: number, sets: number, given: Float64Array): Float64Array {
  const a = Float64Array.from(given);
  for (let k = 1; k < sets; k++) {
    let sum = 0;
    for (let set = 1; set < sets; set++) sum += a[k * sets + set];
    a[k * sets] = -sum;
  }
  for (let set = 0; set < sets; set++) {
    let least = Infinity;
    for (let i = 0; i < states; i++) {
      let value = 0;
      for (let k = 1; k < sets; k++) value += psi[i * sets + k] * a[k * sets + set];
      least = Math.min(least, value);
    }
    a[set] = sets === 1 ? 1 : -least;
  }
  const total = a.subarray(0, sets).reduce((sum, value) => sum + value, 0);
  return a.map((value) => value / total);
}

/** Gauss–Jordan with row pivots. */
function inverse(matrix: Float64Array, n: number): Float64Array {
  const left = Float64Array.from(matrix);
  const right = Float64Array.from({ length: n * n }, (_, at) => (Math.floor(at / n) === at % n ? 1 : 0));
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let row = column + 1; row < n; row++) if (Math.abs(left[row * n + column]) > Math.abs(left[pivot * n + column])) pivot = row;
    if (left[pivot * n + column] === 0) throw new MarkovError(`The ${n} slowest modes do not part ${n} sets. Ask for fewer.`);
    for (const side of [left, right]) {
      const row = side.slice(pivot * n, (pivot + 1) * n);
      side.copyWithin(pivot * n, column * n, (column + 1) * n);
      side.set(row, column * n);
    }
    const scale = left[column * n + column];
    for (const side of [left, right]) for (let k = 0; k < n; k++) side[column * n + k] /= scale;
    for (let row = 0; row < n; row++) {
      const factor = left[row * n + column];
      if (row === column || factor === 0) continue;
      for (const side of [left, right]) for (let k = 0; k < n; k++) side[row * n + k] -= factor * side[column * n + k];
    }
  }
  return right;
}

function product(psi: Float64Array, a: Float64Array, states: number, sets: number): Float64Array {
  return Float64Array.from({ length: states * sets }, (_, at) => {
    let sum = 0;
    for (let k = 0; k < sets; k++) sum += psi[Math.floor(at / sets) * sets + k] * a[k * sets + (at % sets)];
    // Rounding leaves −1e-17 for 0.
    return Math.min(1, Math.max(0, sum));
  });
}

function inOrder(chi: Float64Array, a: Float64Array, eigenvalues: ArrayLike<number>, stationary: ArrayLike<number>, states: number, sets: number): Memberships {
  const weights = Array.from({ length: sets }, (_, set) => {
    let sum = 0;
    for (let i = 0; i < states; i++) sum += stationary[i] * chi[i * sets + set];
    return sum;
  });
  const order = weights.map((_weight, set) => set).sort((p, q) => weights[q] - weights[p] || p - q);
  const stay = (set: number): number => {
    let sum = 0;
    for (let k = 0; k < sets; k++) sum += eigenvalues[k] * a[k * sets + set] ** 2;
    return sum / a[set];
  };
  return {
    states,
    sets,
    memberships: Float64Array.from({ length: states * sets }, (_, at) => chi[Math.floor(at / sets) * sets + order[at % sets]]),
    metastability: Float64Array.from(order, stay),
  };
}
