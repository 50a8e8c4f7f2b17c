import type { ResolvedKinetic, ResolvedMapSettings } from '../contract/map-settings.ts';

/**
 * Rows that a piece of a map's work runs at once, as a part of its slots. One thread of a CPU is fastest with batches that its caches hold, and trials that end
 * one by one leave rows empty, which small batches do less; a GPU takes all at once. Measured on the bundled digits, one thread, µs a row of ∇U: 68, 55, 51, 46, 56
 * and 66 in batches of 4, 8, 16, 32, 64 and 256.
 */
export function rowsAPiece({ slots, device }: Pick<ResolvedMapSettings | ResolvedKinetic, 'slots' | 'device'>, whose: 'all alike' | 'ending one by one'): number {
  if (device !== 'cpu') return slots;
  return Math.max(1, Math.ceil(slots / (whose === 'all alike' ? 2 : 4)));
}
