/**
 * Cross-correlation of d_s with r_s and autocorrelation of both, as the diagnosis plot shows them.
 *
 * d_s is scaled to unit mean square but not centred (its mean is what is being judged); r_s is standardized
 * [A, section 4 and its reference implementation].
 */
export interface Correlations {
  /** lags −max…max: mean over t of d_s(t) · r_s(t + lag). */
  readonly cross: Float64Array;
  /** lags 0…max. */
  readonly autoEnergy: Float64Array;
  readonly autoGradient: Float64Array;
}

export function correlate(energyDifference: ArrayLike<number>, gradientNorm: ArrayLike<number>, maxLag = 15): Correlations {
  const length = energyDifference.length;
  if (gradientNorm.length !== length) {
    throw new RangeError(`Correlations want d_s and r_s of one length, got ${length} and ${gradientNorm.length}.`);
  }
  const d = scaled(energyDifference, 0);
  const r = scaled(gradientNorm, mean(gradientNorm));
  const cross = new Float64Array(2 * maxLag + 1);
  for (let lag = -maxLag; lag <= maxLag; lag++) cross[lag + maxLag] = product(d, r, lag);
  return { cross, autoEnergy: autocorrelation(d, maxLag), autoGradient: autocorrelation(r, maxLag) };
}

/** Autocorrelation at lags 0…maxLag, each divided by the number of all samples (the biased estimate, which stays positive definite). */
export function autocorrelation(values: ArrayLike<number>, maxLag: number): Float64Array {
  const result = new Float64Array(maxLag + 1);
  for (let lag = 0; lag <= maxLag; lag++) result[lag] = product(values, values, lag);
  const zero = result[0];
  if (zero > 0) for (let lag = 0; lag <= maxLag; lag++) result[lag] /= zero;
  return result;
}

export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return values.length === 0 ? 0 : sum / values.length;
}

function scaled(values: ArrayLike<number>, centre: number): Float64Array {
  const result = Float64Array.from({ length: values.length }, (_, i) => values[i] - centre);
  let square = 0;
  for (const value of result) square += value * value;
  const scale = Math.sqrt(square / Math.max(1, result.length));
  if (scale > 0) for (let i = 0; i < result.length; i++) result[i] /= scale;
  return result;
}

function product(a: ArrayLike<number>, b: ArrayLike<number>, lag: number): number {
  const length = a.length;
  let sum = 0;
  for (let t = Math.max(0, -lag); t < Math.min(length, length - lag); t++) sum += a[t] * b[t + lag];
  return length === 0 ? 0 : sum / length;
}
