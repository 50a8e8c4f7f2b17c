import { fillGaussian } from '../random/fill-gaussian.ts';
import { streamKey } from '../random/stream-key.ts';
import { symmetricEigen } from './symmetric-eigen.ts';
import type { Eigensystem } from './symmetric-eigen.ts';

/** A symmetric operator: `apply` writes A·x into out, both [size]. */
export interface SymmetricOperator {
  readonly size: number;
  apply(x: Float64Array, out: Float64Array): void;
}

/** Any fixed seed: start vectors are to be generic, and the same every time. */
const SEED = 2002;
/** ‖A v − λ v‖ at which a pair counts as found, for ‖A‖ = 1. */
export const LANCZOS_TOLERANCE = 1e-9;
const MOST_RESTARTS = 200;
/** Below this part of ‖A v‖ what is left of a new direction is rounding: the space is invariant. */
const EXHAUSTED = 1e-12;
/** Values of a vector that stay in the cache while a basis is turned. */
const SEGMENT = 1024;

/**
 * The `count` largest eigenpairs of a symmetric operator with ‖A‖ about 1, by the thick-restart Lanczos method (Wu and Simon 2000) with full
 * reorthogonalisation, beside `known` unit eigenvectors, which are left out.
 *
 * One Krylov space holds one vector of a repeated eigenvalue. So when all are found, others are looked for in what is orthogonal to
 * them, from a new start, until the largest there is no larger than the smallest found: repeated eigenvalues come out as often
 * as they are. Start vectors are fixed: the result is a function of the operator. Throws RangeError when it does not converge.
 */
export function lanczos(operator: SymmetricOperator, count: number, known: readonly Float64Array[] = []): Eigensystem {
  const { size } = operator;
  const wanted = Math.min(count, size - known.length);
  let pairs: { value: number; vector: Float64Array }[] = largest(operator, wanted, known, 0);
  for (let round = 1; pairs.length > 0 && known.length + pairs.length < size; round++) {
    const [next] = largest(operator, 1, [...known, ...pairs.map(({ vector }) => vector)], round, pairs.at(-1)!.value);
    if (next === undefined || next.value <= pairs.at(-1)!.value + LANCZOS_TOLERANCE) break;
    pairs = [...pairs, next].sort((p, q) => q.value - p.value).slice(0, wanted);
  }
  const vectors = new Float64Array(pairs.length * size);
  pairs.forEach(({ vector }, i) => vectors.set(vector, i * size));
  return { values: Float64Array.from(pairs, ({ value }) => value), vectors };
}

/** One run of the method. It ends early, with nothing, where the largest eigenvalue left is surely not above `above`. */
function largest(
  operator: SymmetricOperator, count: number, locked: readonly Float64Array[], round: number, above = -Infinity,
): { value: number; vector: Float64Array }[] {
  const { size } = operator;
  if (count < 1) return [];
  const space = Math.min(size - locked.length, Math.max(2 * count + 40, 60));
  const basis = Array.from({ length: space }, () => new Float64Array(size));
  const projected = new Float64Array(space * space);
  const next = new Float64Array(size);
  startVector(next, round, 0, locked, [], 0);
  let draws = 1;
  let kept = 0;
  for (let restart = 0; restart < MOST_RESTARTS; restart++) {
    let rest = 0;
    for (let j = kept; j < space; j++) {
      basis[j]!.set(next);
      operator.apply(basis[j]!, next);
      const before = norm(next);
      for (let pass = 0; pass < 2; pass++) {
        for (const vector of locked) removePart(next, vector);
        for (let i = 0; i <= j; i++) {
          const part = removePart(next, basis[i]!);
          projected[j * space + i]! += part;
        }
      }
      for (let i = 0; i < j; i++) projected[i * space + j] = projected[j * space + i]!;
      rest = norm(next);
      if (rest <= EXHAUSTED * Math.max(before, EXHAUSTED)) {
        rest = 0;
        if (j + 1 < space) startVector(next, round, draws++, locked, basis, j + 1);
      } else for (let i = 0; i < size; i++) next[i]! /= rest;
    }
    const { values, vectors } = symmetricEigen(projected, space);
    const residual = (i: number): number => rest * Math.abs(vectors[i * space + space - 1]!);
    // A verifying run only has to know that nothing above is left: one well-separated value converges in the first round or two.
    if (restart > 0 && values[0]! + residual(0) < above + LANCZOS_TOLERANCE) return [];
    if (Array.from({ length: count }, (_, i) => residual(i)).every((value) => value < LANCZOS_TOLERANCE)) {
      turn(basis, vectors, space, count);
      return basis.slice(0, count).map((vector, i) => ({ value: values[i]!, vector }));
    }
    kept = Math.min(space - 1, count + Math.floor((space - count) / 3));
    turn(basis, vectors, space, kept);
    projected.fill(0);
    for (let i = 0; i < kept; i++) projected[i * space + i] = values[i]!;
  }
  throw new RangeError(`The ${count} largest eigenvalues of an operator of size ${size} did not converge in ${MOST_RESTARTS} restarts.`);
}

/** A unit vector of normal numbers, orthogonal to all there are. */
function startVector(out: Float64Array, round: number, draw: number, locked: readonly Float64Array[], basis: readonly Float64Array[], filled: number): void {
  const noise = new Float32Array(out.length);
  fillGaussian(noise, 0, out.length, streamKey(SEED, round), draw);
  out.set(noise);
  for (let pass = 0; pass < 2; pass++) {
    for (const vector of locked) removePart(out, vector);
    for (let i = 0; i < filled; i++) removePart(out, basis[i]!);
  }
  const length = norm(out);
  for (let i = 0; i < out.length; i++) out[i]! /= length;
}

/** x ← x − (x·v) v; returns x·v. */
function removePart(x: Float64Array, v: Float64Array): number {
  let dot = 0;
  for (let i = 0; i < x.length; i++) dot += x[i]! * v[i]!;
  for (let i = 0; i < x.length; i++) x[i]! -= dot * v[i]!;
  return dot;
}

function norm(x: Float64Array): number {
  let sum = 0;
  for (const value of x) sum += value * value;
  return Math.sqrt(sum);
}

/** The first `kept` basis vectors become the combinations that the first rows of `vectors` say. */
function turn(basis: readonly Float64Array[], vectors: Float64Array, space: number, kept: number): void {
  const size = basis[0]!.length;
  const turned = Array.from({ length: kept }, () => new Float64Array(SEGMENT));
  for (let from = 0; from < size; from += SEGMENT) {
    const to = Math.min(size, from + SEGMENT);
    for (let i = 0; i < kept; i++) {
      const out = turned[i]!.fill(0);
      for (let j = 0; j < space; j++) {
        const factor = vectors[i * space + j]!;
        const vector = basis[j]!;
        for (let at = from; at < to; at++) out[at - from]! += factor * vector[at]!;
      }
    }
    for (let i = 0; i < kept; i++) basis[i]!.set(turned[i]!.subarray(0, to - from), from);
  }
}
