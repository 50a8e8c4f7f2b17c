import { kineticSettings } from '../contract/map-methods/kinetic-settings.ts';
import type { KineticSettings } from '../contract/map-methods/kinetic-settings.ts';
import { mapSettings, methodsOf, settingKeys } from '../contract/map-settings.ts';
import type { MapSettings, ResolvedKinetic, ResolvedMapSettings, SettingKey, SettingsWarning } from '../contract/map-settings.ts';
import { resolveKinetic } from '../kinetic/job/kinetic-defaults.ts';
import { resolveSettings } from '../mapping/defaults.ts';
import type { SettingsBasis } from '../mapping/defaults.ts';
import { MappingError } from '../mapping/mapping-error.ts';
import { methodFor } from '../mapping/map-method.ts';

/** Settings of any method filled in, with what is to be said about them; a method not named is that for the potential (`methodFor`). Throws MappingError for settings that cannot work together. */
export function resolveMap(
  potential: SettingsBasis, settings: MapSettings, dataset: { readonly count: number } | null,
): { settings: ResolvedMapSettings | ResolvedKinetic; warnings: SettingsWarning[] } {
  const method = settings.method ?? methodFor(potential);
  if (method !== 'kinetic') return resolveSettings(potential, settings, dataset);
  return resolveKinetic(potential, settings.method === 'kinetic' ? settings : asKinetic(settings), dataset);
}

/** Settings of a method left open as those of a kinetic map. Throws MappingError where one was given that it does not have. */
function asKinetic(settings: Exclude<MapSettings, KineticSettings>): KineticSettings {
  const known = settingKeys('kinetic');
  const open = mapSettings.parse({ method: null });
  const [foreign] = Object.entries(settings).filter(([key, value]) => !(known as readonly string[]).includes(key) && value !== (open as Record<string, unknown>)[key]);
  if (foreign !== undefined) {
    throw new MappingError(`A map of this potential is kinetic unless another method is named, and ${foreign[0]} belongs to ${methodsOf(foreign[0] as SettingKey).join(' and ')}: leave it out, or name the method.`);
  }
  return kineticSettings.parse({ ...Object.fromEntries(Object.entries(settings).filter(([key]) => (known as readonly string[]).includes(key))), method: 'kinetic' });
}
