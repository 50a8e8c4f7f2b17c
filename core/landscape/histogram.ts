import type { BasinDetail } from '../contract/landscape.ts';

const MOST_BINS = 40;

/** Histogram of values in rising order: about √n bins of equal width; one bin where all values are the same. */
export function histogram(values: readonly number[]): BasinDetail['histogram'] {
  const low = values[0];
  const high = values.at(-1);
  if (low === undefined || high === undefined) return { edges: [], counts: [] };
  const bins = high > low ? Math.min(MOST_BINS, Math.max(1, Math.ceil(Math.sqrt(values.length)))) : 1;
  const width = (high - low) / bins;
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) counts[width > 0 ? Math.min(bins - 1, Math.floor((value - low) / width)) : 0]! += 1;
  // A bin of no width cannot be drawn.
  const edges = width > 0 ? Array.from({ length: bins + 1 }, (_, index) => (index === bins ? high : low + index * width)) : [low - 0.5, low + 0.5];
  return { edges, counts };
}
