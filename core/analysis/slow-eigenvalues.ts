import { fillGaussian } from '../random/fill-gaussian.ts';
import { streamKey } from '../random/stream-key.ts';

/** A linear operator: `apply` writes A·v into out. */
export interface LinearOperator {
  readonly cells: number;
  apply(v: Float64Array, out: Float64Array): void;
}

/** Vectors beside those that are asked for, which make the rest converge sooner. */
const SPARE = 4;
const MOST_ROUNDS = 60;
/** Least upper end of what is damped. */
const LEAST_BELOW = 0.3;
/** Degree of the filter of a round: a higher one drowns the small eigenvalues' part of a vector in the rounding of the largest's. */
const DEGREE = 8;
const MOST_TURNS = 500;
const LEAST_WEIGHT = 1e-30;
/** Rest of a row beside its eigenvalue. */
const SETTLED = 1e-13;

/**
 * The `count` largest eigenvalues of an operator whose spectrum is real, or nearly so, and at least about 0, such as a nearly reversible
 * transition kernel, largest first: subspace iteration, each round a Chebyshev filter that damps what lies between 0 and the smallest
 * eigenvalue of the block so far (Saad 2011, chapters 5 and 7).
 *
 * The operator need not be symmetric, but should be nearly so in the inner product with `weights` (for a transition kernel: about its
 * stationary distribution, in any unit): far from it the block says little of where the spectrum ends. An eigenvalue stands when it changes
 * from round to round by less than `tolerance` of 1 − λ. There should be a gap behind the last one that is asked for. Throws RangeError
 * when it does not converge.
 */
export function slowEigenvalues(given: LinearOperator, count: number, weights: ArrayLike<number>, tolerance = 1e-5): Float64Array {
  const { cells } = given;
  const operator = weighted(given, weights);
  const block = Math.min(cells, count + SPARE);
  let basis = Array.from({ length: block }, (_, k) => {
    const noise = new Float32Array(cells);
    fillGaussian(noise, 0, cells, streamKey(1970, k), 0);
    return Float64Array.from(noise);
  });
  let before = new Float64Array(count).fill(NaN);
  let below = LEAST_BELOW;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    basis = basis.map((vector) => filtered(operator, vector, below));
    orthonormalise(basis);
    const images = basis.map((vector) => applied(operator, vector));
    below = Math.min(0.999, Math.max(LEAST_BELOW, dot(basis[block - 1], images[block - 1])));
    // The first vectors span what the filter favours most: their block has the eigenvalues that are asked for.
    const found = realEigenvalues(Float64Array.from({ length: count * count }, (_, at) => dot(basis[Math.floor(at / count)], images[at % count])), count);
    if (found !== null && found.every((value, k) => Math.abs(value - before[k]) <= tolerance * Math.max(1 - value, 1e-9))) return found;
    before = found ?? before;
  }
  throw new RangeError(`The ${count} largest eigenvalues did not converge in ${MOST_ROUNDS} rounds.`);
}

/** √w·A·1/√w: the same eigenvalues. */
function weighted({ cells, apply }: LinearOperator, weights: ArrayLike<number>): LinearOperator {
  const most = Float64Array.from(weights).reduce((largest, weight) => Math.max(largest, weight), 0);
  // Where next to nothing ever is, any weight serves.
  const roots = Float64Array.from(weights, (weight) => Math.sqrt(Math.max(weight / most, LEAST_WEIGHT)));
  const scaled = new Float64Array(cells);
  return {
    cells,
    apply(v, out) {
      for (let i = 0; i < cells; i++) scaled[i] = v[i] / roots[i];
      apply(scaled, out);
      for (let i = 0; i < cells; i++) out[i] *= roots[i];
    },
  };
}

/** T_m(2A/below − 1)·v, of length about 1. */
function filtered(operator: LinearOperator, vector: Float64Array, below: number): Float64Array<ArrayBuffer> {
  const mapped = (v: Float64Array): Float64Array<ArrayBuffer> => applied(operator, v).map((value, i) => (2 / below) * value - v[i]);
  let last = Float64Array.from(vector);
  let now = mapped(last);
  for (let degree = 1; degree < DEGREE; degree++) {
    const next = mapped(now);
    for (let i = 0; i < next.length; i++) next[i] = 2 * next[i] - last[i];
    last = now;
    now = next;
  }
  const length = Math.sqrt(dot(now, now));
  return now.map((value) => value / length);
}

function applied(operator: LinearOperator, vector: Float64Array): Float64Array<ArrayBuffer> {
  const out = new Float64Array(operator.cells);
  operator.apply(vector, out);
  return out;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** Modified Gram–Schmidt, twice, in place. */
function orthonormalise(basis: readonly Float64Array[]): void {
  for (const [k, vector] of basis.entries()) {
    for (let pass = 0; pass < 2; pass++) {
      for (const other of basis.slice(0, k)) {
        const part = dot(vector, other);
        for (let i = 0; i < vector.length; i++) vector[i] -= part * other[i];
      }
      const length = Math.sqrt(dot(vector, vector));
      for (let i = 0; i < vector.length; i++) vector[i] /= length;
    }
  }
}

/**
 * Eigenvalues, largest first, of a small dense matrix [n, n], flat, all of which are real, null where they are not: QR iteration, the last
 * entry as shift (Golub and Van Loan, section 7.5).
 */
export function realEigenvalues(matrix: Float64Array, n: number): Float64Array<ArrayBuffer> | null {
  let a = Float64Array.from(matrix);
  const values: number[] = [];
  for (let size = n; size > 0; size--) {
    for (let turn = 0; ; turn++) {
      if (Math.hypot(...a.subarray((size - 1) * size, size * size - 1)) < SETTLED) break;
      if (turn === MOST_TURNS) return null;
      a = turned(a, size);
    }
    values.push(a[size * size - 1]);
    const kept = a;
    a = Float64Array.from({ length: (size - 1) ** 2 }, (_, at) => kept[Math.floor(at / (size - 1)) * size + (at % (size - 1))]);
  }
  return Float64Array.from(values).sort().reverse();
}

/** R·Q + s of A − s = Q·R, s the last entry: Qᵀ A Q. */
function turned(a: Float64Array, n: number): Float64Array<ArrayBuffer> {
  const shift = a[n * n - 1];
  const q = Array.from({ length: n }, (_, j) => Float64Array.from({ length: n }, (_row, i) => a[i * n + j] - (i === j ? shift : 0)));
  // A shift that is an eigenvalue leaves the last column nothing of its own: any vector beside the others serves.
  const length = Math.sqrt(q.reduce((sum, column) => sum + dot(column, column), 0));
  orthonormalise(q.slice(0, n - 1));
  for (let i = 0; i < n && !completes(q, length); i++) q[n - 1] = Float64Array.from({ length: n }, (_, j) => (j === i ? length : 0));
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const image = Float64Array.from({ length: n }, (_, row) => dot(a.subarray(row * n, (row + 1) * n), q[i]));
    for (let j = 0; j < n; j++) out[j * n + i] = dot(q[j], image);
  }
  return out;
}

/** Makes the last vector of an orthonormal set a part of it, in place; false where it has no direction of its own. */
function completes(q: readonly Float64Array[], length: number): boolean {
  const last = q[q.length - 1];
  for (let pass = 0; pass < 2; pass++) {
    for (const other of q.slice(0, -1)) {
      const part = dot(last, other);
      for (let i = 0; i < last.length; i++) last[i] -= part * other[i];
    }
    if (Math.sqrt(dot(last, last)) < 1e-12 * length) return false;
  }
  const own = Math.sqrt(dot(last, last));
  for (let i = 0; i < last.length; i++) last[i] /= own;
  return true;
}
