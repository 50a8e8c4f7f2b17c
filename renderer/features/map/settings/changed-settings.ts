import type { AnySettings, MapSettings, SettingKey } from '../../../../core/contract/map-settings.ts';

/** Those settings of an earlier map that differ from what would be chosen by itself. Its α stays open where the sweep chose it. */
export function changedSettings(earlier: MapSettings, defaults: Partial<AnySettings>): Partial<AnySettings> {
  const made: Partial<AnySettings> = earlier;
  const keys = Object.keys(made) as SettingKey[];
  return Object.fromEntries(keys.filter((key) => made[key] !== null && made[key] !== defaults[key]).map((key) => [key, made[key]]));
}
