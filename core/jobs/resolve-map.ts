import type { MapSettings, ResolvedKinetic, ResolvedMapSettings, SettingsWarning } from '../contract/map-settings.ts';
import { resolveKinetic } from '../kinetic/job/kinetic-defaults.ts';
import { resolveSettings } from '../mapping/defaults.ts';
import type { SettingsBasis } from '../mapping/defaults.ts';

/** Settings of any method filled in, with what is to be said about them. Throws MappingError for settings that cannot work together. */
export function resolveMap(
  potential: SettingsBasis, settings: MapSettings, dataset: { readonly count: number } | null,
): { settings: ResolvedMapSettings | ResolvedKinetic; warnings: SettingsWarning[] } {
  return settings.method === 'kinetic' ? resolveKinetic(potential, settings, dataset) : resolveSettings(potential, settings, dataset);
}
