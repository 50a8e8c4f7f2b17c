import type { SeriesBuffer } from './series-buffer.ts';

export interface DrawnCurve {
  /** Numbers of updates (from 1), rising. */
  readonly x: Float64Array;
  readonly raw: Float64Array;
  /** Running mean at the same updates; null where nothing is smoothed. */
  readonly smooth: Float64Array | null;
}

/**
 * What of a long curve is worth drawing: of every column of the plot its lowest and its highest value, at the updates where
 * they were recorded, so that no peak is lost and every point drawn is a true one. Values that are no numbers are left out.
 *
 * `first` and `last` are numbers of updates (from 1). The smoothed value is the mean over `span` updates around, fewer at the
 * ends. A stretch with no more than two updates a column comes as it is.
 */
export function decimate(buffer: SeriesBuffer, first: number, last: number, columns: number, span: number): DrawnCurve {
  const from = Math.max(0, Math.floor(first) - 1);
  const to = Math.min(buffer.length, Math.ceil(last));
  const values = buffer.values;
  const count = Math.max(0, to - from);
  const wanted = Math.max(1, Math.floor(columns));
  const places = count <= 2 * wanted ? every(values, from, to) : extremes(values, from, to, wanted);
  const x = new Float64Array(places.length);
  const raw = new Float64Array(places.length);
  const smooth = span > 1 ? new Float64Array(places.length) : null;
  places.forEach((place, i) => {
    x[i] = place + 1;
    raw[i] = values[place]!;
    if (smooth) smooth[i] = smoothedAt(buffer, place, span);
  });
  return { x, raw, smooth };
}

/** Mean over `span` updates around index `place`, shorter where the curve ends. */
export function smoothedAt(buffer: SeriesBuffer, place: number, span: number): number {
  const half = (span - 1) / 2;
  return buffer.mean(Math.ceil(place - half), Math.floor(place + half) + 1);
}

function every(values: Float32Array, from: number, to: number): number[] {
  const places: number[] = [];
  for (let i = from; i < to; i++) if (Number.isFinite(values[i])) places.push(i);
  return places;
}

function extremes(values: Float32Array, from: number, to: number, columns: number): number[] {
  const places: number[] = [];
  for (let column = 0; column < columns; column++) {
    const start = from + Math.floor(((to - from) * column) / columns);
    const end = from + Math.floor(((to - from) * (column + 1)) / columns);
    let low = -1;
    let high = -1;
    for (let i = start; i < end; i++) {
      const value = values[i]!;
      if (!Number.isFinite(value)) continue;
      if (low < 0 || value < values[low]!) low = i;
      if (high < 0 || value > values[high]!) high = i;
    }
    if (low < 0) continue;
    if (low === high) places.push(low);
    else places.push(Math.min(low, high), Math.max(low, high));
  }
  return places;
}

/**
 * The range of values worth showing: all of them, or the typical ones, where a few wild updates would press the rest flat
 * (the middle nine in ten, with half their width beside). `include` stays in view. Null where there is nothing.
 */
export function valueRange(buffer: SeriesBuffer, first: number, last: number, how: 'typical' | 'all', include: number | null): [number, number] | null {
  const values = buffer.values;
  const from = Math.max(0, Math.floor(first) - 1);
  const to = Math.min(values.length, Math.ceil(last));
  const stride = how === 'all' ? 1 : Math.max(1, Math.floor((to - from) / 4096));
  let low = Infinity;
  let high = -Infinity;
  if (how === 'all') {
    for (let i = from; i < to; i++) {
      const value = values[i]!;
      if (!Number.isFinite(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  } else {
    const numbers: number[] = [];
    for (let i = from; i < to; i += stride) if (Number.isFinite(values[i])) numbers.push(values[i]!);
    // Typed arrays sort as numbers by themselves, five times as fast as by a comparison of ours.
    const sample = Float64Array.from(numbers).sort();
    if (sample.length > 0) {
      const cut = Math.floor(sample.length * 0.05);
      low = sample[cut]!;
      high = sample[sample.length - 1 - cut]!;
      const margin = (high - low) * 0.5;
      // No margin beyond what there is: a curve that is all typical is shown as it is.
      low = Math.max(sample[0]!, low - margin);
      high = Math.min(sample.at(-1)!, high + margin);
    }
  }
  if (!(low <= high)) return null;
  if (include !== null) {
    low = Math.min(low, include);
    high = Math.max(high, include);
  }
  const pad = (high - low) * 0.05 || Math.abs(high) * 0.05 || 1e-3;
  return [low - pad, high + pad];
}
