import { smoothedAt } from '../series/decimate.ts';
import type { SeriesBuffer } from '../series/series-buffer.ts';

export interface OverlaidCurve {
  readonly name: string;
  readonly color: `--${string}`;
  readonly buffer: SeriesBuffer;
}

/** Points that a plot of several runs draws at most. */
const points = 1500;

/**
 * Running means of several curves at the same updates, for one plot: one column for each, null beyond its end (and, on a
 * logarithmic axis, where it is not positive).
 */
export function overlayData(curves: readonly OverlaidCurve[], span: number, log: boolean): [number[], ...(number | null)[][]] {
  const longest = Math.max(0, ...curves.map(({ buffer }) => buffer.length));
  const count = Math.min(longest, points);
  const x = Array.from({ length: count }, (_, i) => (count < 2 ? 1 : 1 + Math.round((i * (longest - 1)) / (count - 1))));
  const columns = curves.map(({ buffer }) =>
    x.map((update) => {
      if (update > buffer.length) return null;
      const value = smoothedAt(buffer, update - 1, Math.max(1, span));
      return Number.isFinite(value) && (!log || value > 0) ? value : null;
    }),
  );
  return [x, ...columns];
}

/** A range in which most of what several curves show is seen, 0 included: a run that goes astray does not press the others flat. */
export function typicalRange(columns: readonly (readonly (number | null)[])[]): readonly [number, number] | null {
  let low = 0;
  let high = 0;
  for (const column of columns) {
    const values = column.filter((value) => value !== null).sort((a, b) => a - b);
    if (values.length === 0) continue;
    const cut = Math.floor(values.length * 0.05);
    const [from, to] = [values[cut]!, values[values.length - 1 - cut]!];
    const margin = (to - from) * 0.5;
    low = Math.min(low, Math.max(values[0]!, from - margin));
    high = Math.max(high, Math.min(values.at(-1)!, to + margin));
  }
  const pad = (high - low) * 0.05;
  return high > low ? [low - pad, high + pad] : null;
}
