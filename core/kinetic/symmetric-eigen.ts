/** Eigenvalues, largest first, and eigenvectors as rows [n, n], flat, orthonormal. */
export interface Eigensystem {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
}

/** Turns of the QL iteration for one eigenvalue, after which something is wrong: two or three are usual. */
const MOST_TURNS = 60;

/**
 * All eigenpairs of a dense symmetric matrix [n, n], flat, of which the lower triangle is read.
 *
 * Householder reflections make it tridiagonal, implicit QL with Wilkinson's shift diagonal (Golub and Van Loan 2013, sections 8.3.1 and 8.3.3);
 * about 9 n³ operations. Throws RangeError when the matrix is not n × n or holds what is not a number.
 */
export function symmetricEigen(matrix: Float64Array, n: number): Eigensystem {
  if (matrix.length !== n * n) throw new RangeError(`A symmetric matrix of ${n} rows has ${n * n} entries; got ${matrix.length}.`);
  const a = new Float64Array(n * n);
  for (let row = 0; row < n; row++) {
    for (let column = 0; column <= row; column++) {
      const value = matrix[row * n + column]!;
      if (!Number.isFinite(value)) throw new RangeError(`Entry (${row}, ${column}) of the matrix is ${value}: an eigenvalue problem needs finite numbers.`);
      a[row * n + column] = a[column * n + row] = value;
    }
  }
  const rows = new Float64Array(n * n);
  const off = tridiagonalise(a, n, rows);
  const diagonal = Float64Array.from({ length: n }, (_, i) => a[i * n + i]!);
  diagonalise(diagonal, off, rows, n);
  const order = Array.from({ length: n }, (_, i) => i).sort((p, q) => diagonal[q]! - diagonal[p]! || p - q);
  const vectors = new Float64Array(n * n);
  order.forEach((from, to) => vectors.set(rows.subarray(from * n, (from + 1) * n), to * n));
  return { values: Float64Array.from(order, (from) => diagonal[from]!), vectors };
}

/** A ← Qᵀ A Q tridiagonal, in place; `rows` becomes Qᵀ. Returns the entries beside the diagonal, [n], the last 0. */
function tridiagonalise(a: Float64Array, n: number, rows: Float64Array): Float64Array {
  const off = new Float64Array(n);
  const reflections: { readonly v: Float64Array; readonly scale: number }[] = [];
  for (let k = 0; k + 1 < n; k++) {
    // Row k from its diagonal on, which equals column k.
    const v = a.slice(k * n, (k + 1) * n).fill(0, 0, k + 1);
    const head = v[k + 1]!;
    let below = 0;
    for (let i = k + 2; i < n; i++) below += v[i]! * v[i]!;
    if (below === 0) {
      off[k] = head;
      reflections.push({ v, scale: 0 });
      continue;
    }
    const length = Math.sqrt(head * head + below) * (head > 0 ? -1 : 1);
    off[k] = length;
    v[k + 1] = head - length;
    const scale = 2 / (v[k + 1]! * v[k + 1]! + below);
    reflections.push({ v, scale });
    reflect(a, n, k + 1, v, scale);
  }
  for (let i = 0; i < n; i++) rows[i * n + i] = 1;
  for (let k = n - 2; k >= 0; k--) {
    const { v, scale } = reflections[k]!;
    if (scale === 0) continue;
    for (let row = k + 1; row < n; row++) {
      const at = row * n;
      let dot = 0;
      for (let i = k + 1; i < n; i++) dot += rows[at + i]! * v[i]!;
      dot *= scale;
      for (let i = k + 1; i < n; i++) rows[at + i]! -= dot * v[i]!;
    }
  }
  return off;
}

/** The part of A from `first` on, H A H with H = I − scale·v vᵀ. */
function reflect(a: Float64Array, n: number, first: number, v: Float64Array, scale: number): void {
  const w = new Float64Array(n);
  let dot = 0;
  for (let i = first; i < n; i++) {
    let sum = 0;
    for (let j = first; j < n; j++) sum += a[i * n + j]! * v[j]!;
    w[i] = scale * sum;
    dot += w[i]! * v[i]!;
  }
  for (let i = first; i < n; i++) w[i]! -= (scale / 2) * dot * v[i]!;
  for (let i = first; i < n; i++) {
    const [vi, wi] = [v[i]!, w[i]!];
    for (let j = first; j < n; j++) a[i * n + j]! -= vi * w[j]! + wi * v[j]!;
  }
}

/** Implicit QL on a tridiagonal matrix: `diagonal` becomes its eigenvalues, rows are turned along. */
function diagonalise(diagonal: Float64Array, off: Float64Array, rows: Float64Array, n: number): void {
  for (let l = 0; l < n; l++) {
    for (let turn = 0; ; turn++) {
      let m = l;
      while (m + 1 < n && Math.abs(off[m]!) > Number.EPSILON * (Math.abs(diagonal[m]!) + Math.abs(diagonal[m + 1]!))) m++;
      if (m === l) break;
      if (turn === MOST_TURNS) throw new RangeError(`The eigenvalues of a matrix of ${n} rows did not converge.`);
      chase(diagonal, off, rows, n, l, m);
    }
  }
}

/** One sweep over the block l … m, from its end to its start. */
function chase(diagonal: Float64Array, off: Float64Array, rows: Float64Array, n: number, l: number, m: number): void {
  const half = (diagonal[l + 1]! - diagonal[l]!) / (2 * off[l]!);
  let bulge = diagonal[m]! - diagonal[l]! + off[l]! / (half + Math.sqrt(half * half + 1) * (half >= 0 ? 1 : -1));
  let [sine, cosine, moved] = [1, 1, 0];
  for (let i = m - 1; i >= l; i--) {
    const across = sine * off[i]!;
    const along = cosine * off[i]!;
    const radius = Math.sqrt(across * across + bulge * bulge);
    off[i + 1] = radius;
    if (radius === 0) {
      diagonal[i + 1]! -= moved;
      off[m] = 0;
      return;
    }
    sine = across / radius;
    cosine = bulge / radius;
    const shifted = diagonal[i + 1]! - moved;
    const turned = (diagonal[i]! - shifted) * sine + 2 * cosine * along;
    moved = sine * turned;
    diagonal[i + 1] = shifted + moved;
    bulge = cosine * turned - along;
    const upper = i * n;
    const lower = upper + n;
    for (let k = 0; k < n; k++) {
      const [p, q] = [rows[upper + k]!, rows[lower + k]!];
      rows[lower + k] = sine * p + cosine * q;
      rows[upper + k] = cosine * p - sine * q;
    }
  }
  diagonal[l]! -= moved;
  off[l] = bulge;
  off[m] = 0;
}
