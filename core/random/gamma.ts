import { uniformAt } from './draw.ts';
import type { StreamKey } from './stream-key.ts';

/** The uniform numbers on (0, 1) of one step of a stream, one after the other. */
export function uniformSequence(key: StreamKey, step: number): () => number {
  let index = 0;
  return () => uniformAt(key, step, index++);
}

/**
 * A draw of the Gamma distribution with this shape and scale 1, from as many numbers of `next` as it takes (Marsaglia and Tsang 2000).
 * Throws RangeError unless the shape is positive.
 */
export function drawGamma(next: () => number, shape: number): number {
  if (!(shape > 0)) throw new RangeError(`A Gamma distribution needs a positive shape; got ${shape}.`);
  if (shape < 1) return drawGamma(next, shape + 1) * next() ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    // Box and Muller's transform of two uniform numbers.
    const normal = Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());
    const v = (1 + c * normal) ** 3;
    if (v > 0 && Math.log(next()) < (normal * normal) / 2 + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** A draw of the Beta distribution; 0 or 1 where the one or the other shape is 0. Throws RangeError for negative shapes or two zeros. */
export function drawBeta(next: () => number, a: number, b: number): number {
  if (a === 0 && b > 0) return 0;
  if (b === 0 && a > 0) return 1;
  const first = drawGamma(next, a);
  return first / (first + drawGamma(next, b));
}
