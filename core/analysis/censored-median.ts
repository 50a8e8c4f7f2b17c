/** A median with its interval; null: beyond the largest value that was looked at (`low` then too: all of the interval is). */
export interface CensoredMedian {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** Coverage that an interval is to have at least. */
const COVERAGE = 0.95;

/**
 * Median of `values`, of which those not reached (Infinity) are only known to be larger than all others, with a distribution-free interval: from the r-th
 * smallest to the r-th largest value, r the largest whose coverage 1 − 2·P(B < r), B ~ Binomial(n, ½), is 95 %. Of fewer than six values
 * none has that, and the interval is their range (5 values: 94 %). Of an even number of values the lower of the middle two counts, so that it is one
 * that was met. Throws RangeError without values.
 */
export function censoredMedian(values: readonly number[]): CensoredMedian {
  const count = values.length;
  if (count === 0) throw new RangeError('There is no median of no values.');
  const sorted = [...values].sort((p, q) => (p === q ? 0 : p - q));
  const below = rankBelow(count);
  const at = (index: number): number | null => (sorted[index] === Infinity ? null : sorted[index]!);
  return { value: at(Math.floor((count - 1) / 2)), low: at(below), high: at(count - 1 - below) };
}

/** Values left out at either end. */
function rankBelow(count: number): number {
  let term = 0.5 ** count;
  let tail = 0;
  for (let below = 0; below < count / 2; below++) {
    tail += term;
    // With `below` left out at either end the interval misses the median where no more values than these lie on one side of it.
    if (2 * tail > 1 - COVERAGE) return Math.max(0, below - 1);
    term *= (count - below) / (below + 1);
  }
  return Math.floor(count / 2);
}
