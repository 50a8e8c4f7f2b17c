import type { ReplayMeasure } from '../contract/bundle.ts';

/** A number held against its bound; one that is no number does not hold. */
export function measured(measure: Omit<ReplayMeasure, 'holds'>): ReplayMeasure {
  const { value, bound, is } = measure;
  return { ...measure, holds: is === 'at least' ? value >= bound : value <= bound };
}
