const MOST_BINS = 40;

/**
 * Histogram of finite values with an edge at 0, so that no bar mixes signs: about √n bins of equal width. Null of no values.
 * Values far out (beyond the outermost 0.5 %) are counted in the last bin of their side.
 */
export function signedHistogram(values: ArrayLike<number>): { readonly edges: number[]; readonly counts: number[] } | null {
  const sorted = Float64Array.from(values).filter(Number.isFinite).sort();
  if (sorted.length === 0) return null;
  const cut = Math.floor(0.005 * sorted.length);
  const low = Math.min(0, sorted[cut]);
  const high = Math.max(0, sorted[sorted.length - 1 - cut]);
  const bins = Math.min(MOST_BINS, Math.max(4, Math.ceil(Math.sqrt(sorted.length))));
  const width = high > low ? (high - low) / bins : 1;
  const below = Math.ceil(-low / width - 1e-9);
  const above = Math.max(1, Math.ceil(high / width - 1e-9));
  const counts = new Array<number>(below + above).fill(0);
  for (const value of sorted) counts[Math.min(below + above - 1, Math.max(0, below + Math.floor(value / width)))] += 1;
  return { edges: counts.map((_, i) => (i - below) * width).concat(above * width), counts };
}
