import type { ReplayMeasure } from '../contract/bundle.ts';

/** A number held against its bound; one that is none does not hold. */
export function measured({ value, ...measure }: Omit<ReplayMeasure, 'holds' | 'value'> & { readonly value: number }): ReplayMeasure {
  const { bound, is } = measure;
  return { ...measure, value: Number.isFinite(value) ? value : null, holds: is === 'at least' ? value >= bound : value <= bound };
}
