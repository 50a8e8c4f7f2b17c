/** Part of the pairs that lie below the floor. */
const LOW = 0.01;

/** The floor that excess energies are counted from: their 1st percentile; 0 where none is finite. */
export function lowExcess(excess: ArrayLike<number>): number {
  const sorted = Float64Array.from(excess).filter((value) => Number.isFinite(value)).sort();
  return sorted[Math.floor(LOW * sorted.length)] ?? 0;
}

/**
 * Excess energies counted from the lowest of all, max(0, e − e_low), with e_low their 1st percentile.
 *
 * Where many chords sag below their ends a cut at 0 would leave nothing to tell them apart; the lowest single one is an accident.
 */
export function floorExcess(excess: ArrayLike<number>, low = lowExcess(excess)): Float64Array {
  return Float64Array.from(excess, (value) => Math.max(0, value - low));
}
