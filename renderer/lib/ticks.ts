/** Round values (1, 2 or 5 times a power of ten) between two ends, about `wanted` of them. */
export function niceTicks(low: number, high: number, wanted: number): number[] {
  if (!Number.isFinite(low) || !Number.isFinite(high) || high <= low || wanted < 1) return [];
  const step = niceStep((high - low) / wanted);
  const ticks: number[] = [];
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  for (let index = first; index <= last && ticks.length < 1000; index++) {
    // Adding the step up would gather rounding errors into labels such as 0.30000000000000004.
    ticks.push(Number((index * step).toPrecision(12)));
  }
  return ticks;
}

/** The smallest of 1, 2, 5 times a power of ten that is at least `rough`. */
export function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const lead = rough / power;
  const nice = lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10;
  return nice * power;
}

/** Decimals needed to tell neighbouring ticks apart. */
export function tickDecimals(ticks: readonly number[]): number {
  if (ticks.length < 2) return 0;
  const step = Math.abs((ticks[1] ?? 0) - (ticks[0] ?? 0));
  return Math.min(8, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
}
