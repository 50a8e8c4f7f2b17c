import { mean } from './correlations.ts';

/** What a stretch of a series says about its mean. */
export interface MeanEstimate {
  readonly mean: number;
  /** Standard deviation of the values. */
  readonly spread: number;
  /** Standard error of the mean, neighbours' dependence counted: spread · √(time / n). */
  readonly error: number;
  /** Integrated autocorrelation time 1 + 2 Σ ρ_k, in entries: 1 for independent values, below 1 where they alternate. */
  readonly time: number;
  /** Independent values that would tell the mean as well: n / time. */
  readonly effective: number;
}

/**
 * Mean of a stationary series and its standard error.
 *
 * The autocorrelation time is the sum of ρ over pairs of neighbouring lags up to the first pair that is not positive, no pair
 * counting more than the one before (initial monotone sequence, Geyer 1992): noise in the far lags is left out, and a series that
 * oscillates, whose mean is known better than its spread says, is not treated as independent. Never below 1/n, which a
 * strictly alternating series has. An empty series gives zeros.
 */
export function estimateMean(values: ArrayLike<number>): MeanEstimate {
  const n = values.length;
  const centre = mean(values);
  const centred = Float64Array.from({ length: n }, (_, i) => values[i] - centre);
  const variance = n < 2 ? 0 : product(centred, 0) / n;
  const time = variance > 0 ? autocorrelationTime(centred, variance) : 1;
  const spread = n < 2 ? 0 : Math.sqrt((variance * n) / (n - 1));
  return { mean: centre, spread, error: n === 0 ? 0 : spread * Math.sqrt(time / n), time, effective: n / time };
}

function autocorrelationTime(centred: Float64Array, variance: number): number {
  const n = centred.length;
  const rho = (lag: number): number => product(centred, lag) / n / variance;
  let sum = 0;
  let least = Infinity;
  for (let lag = 0; lag + 1 < n; lag += 2) {
    const pair = Math.min(least, rho(lag) + rho(lag + 1));
    if (pair <= 0) break;
    sum += pair;
    least = pair;
  }
  return Math.min(n, Math.max(1 / n, 2 * sum - 1));
}

function product(values: Float64Array, lag: number): number {
  let sum = 0;
  for (let i = 0; i + lag < values.length; i++) sum += values[i] * values[i + lag];
  return sum;
}

/** A straight line through a series: its slope an entry, with the residuals' dependence counted in the error. */
export function estimateSlope(values: ArrayLike<number>): { readonly slope: number; readonly error: number } {
  const n = values.length;
  if (n < 3) return { slope: 0, error: 0 };
  const middle = (n - 1) / 2;
  const centre = mean(values);
  let cross = 0;
  let square = 0;
  for (let i = 0; i < n; i++) {
    cross += (i - middle) * (values[i] - centre);
    square += (i - middle) ** 2;
  }
  const slope = cross / square;
  const { spread, time } = estimateMean(Float64Array.from({ length: n }, (_, i) => values[i] - centre - slope * (i - middle)));
  return { slope, error: spread * Math.sqrt(time / square) };
}

/** Value below which the part `share` (0 … 1) of the finite values lies, between neighbours linearly; NaN of none. */
export function quantile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).filter(Number.isFinite).sort();
  if (sorted.length === 0) return NaN;
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}
