/**
 * Mean over the `width` entries around each (fewer at the ends), of the finite ones among them; NaN where there is none.
 * Sums are carried along: the cost is that of the series, whatever the width.
 */
export function runningMean(values: ArrayLike<number>, width: number): Float64Array {
  const n = values.length;
  const before = Math.floor((width - 1) / 2);
  const after = width - 1 - before;
  const result = new Float64Array(n);
  let sum = 0;
  let count = 0;
  const take = (i: number, sign: 1 | -1): void => {
    if (i < 0 || i >= n || !Number.isFinite(values[i])) return;
    sum += sign * values[i];
    count += sign;
  };
  for (let i = 0; i <= Math.min(after, n - 1); i++) take(i, 1);
  for (let i = 0; i < n; i++) {
    result[i] = count > 0 ? sum / count : NaN;
    take(i + after + 1, 1);
    take(i - before, -1);
  }
  return result;
}
