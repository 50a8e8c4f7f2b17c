/** Standard deviations of the normal distribution that leave 5 % outside. */
const NORMAL_95 = 1.959963984540054;

/** A share of independent trials with its 95 % interval. */
export interface Share {
  readonly count: number;
  readonly of: number;
  /** count/of; NaN of none. */
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The share `count`/`of` with Wilson's score interval (Wilson 1927), which holds near 0 and 1 and for few trials, where share ± 2 errors does
 * not. Of no trials the interval is all of 0 … 1. Throws RangeError unless 0 ≤ count ≤ of.
 */
export function wilsonInterval(count: number, of: number): Share {
  if (!(count >= 0 && count <= of)) throw new RangeError(`A share is of 0 to all trials; got ${count} of ${of}.`);
  if (of === 0) return { count, of, share: NaN, low: 0, high: 1 };
  const share = count / of;
  const square = NORMAL_95 * NORMAL_95;
  const centre = (share + square / (2 * of)) / (1 + square / of);
  const half = (NORMAL_95 / (1 + square / of)) * Math.sqrt((share * (1 - share)) / of + square / (4 * of * of));
  return { count, of, share, low: count === 0 ? 0 : Math.max(0, centre - half), high: count === of ? 1 : Math.min(1, centre + half) };
}
