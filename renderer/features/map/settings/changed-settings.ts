import type { MapSettings } from '../../../../core/contract/map-settings.ts';

/** Those settings of an earlier map that differ from what would be chosen by itself. Its α stays open where the sweep chose it. */
export function changedSettings(earlier: MapSettings, defaults: Partial<MapSettings>): Partial<MapSettings> {
  const keys = Object.keys(earlier) as (keyof MapSettings)[];
  return Object.fromEntries(keys.filter((key) => earlier[key] !== null && earlier[key] !== defaults[key]).map((key) => [key, earlier[key]])) as Partial<MapSettings>;
}
