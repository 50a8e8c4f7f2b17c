/** The span of U that a view shows. */
export interface EnergyRange {
  low: number;
  high: number;
  /** Values above `high`: drawn at the top and said so. */
  above: number;
}

/** The value below which a fraction of the sorted values lies, linear between neighbours. */
export function quantile(sorted: ArrayLike<number>, fraction: number): number {
  const at = (sorted.length - 1) * fraction;
  const below = Math.floor(at);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below]! + (sorted[above]! - sorted[below]!) * (at - below);
}

/**
 * The range that shows every minimum, and every barrier but far outliers.
 *
 * One trial with an absurd path maximum must not press all basins flat: with eight or more barriers, what lies beyond the
 * 98th percentile by more than three quarters of the span below it is left above the top.
 *
 * @param energies U of the minima, finite
 * @param barriers may hold NaN (unknown), which counts for nothing
 */
export function energyRange(energies: Float32Array, barriers: Float32Array): EnergyRange {
  let low = Infinity;
  let lowest = -Infinity;
  for (const u of energies) {
    low = Math.min(low, u);
    lowest = Math.max(lowest, u);
  }
  const known = barriers.filter(Number.isFinite).sort();
  if (energies.length === 0) {
    if (known.length === 0) return { low: 0, high: 1, above: 0 };
    low = known[0]!;
    lowest = low;
  }
  let high = Math.max(lowest, known.length > 0 ? known[known.length - 1]! : -Infinity);
  if (known.length >= 8) {
    const usual = Math.max(lowest, quantile(known, 0.98));
    const limit = usual + 0.75 * (usual - low);
    if (high > limit) high = limit;
  }
  let above = 0;
  for (const b of barriers) if (b > high) above++;
  // A flat landscape still needs a scale to stand on.
  const least = Math.max(1e-6, Math.abs(low) * 1e-6);
  if (high - low < least) {
    const half = Math.max(0.5, least);
    return { low: low - half, high: high + half, above };
  }
  return { low, high, above };
}
