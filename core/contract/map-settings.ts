import { z } from 'zod';
import { kineticSettings } from './map-methods/kinetic-settings.ts';
import type { KineticSettings } from './map-methods/kinetic-settings.ts';
import { minimumSettings } from './map-methods/minimum-settings.ts';
import type { MinimumSettings } from './map-methods/minimum-settings.ts';
import { placingSettings } from './map-methods/placing-settings.ts';
import type { PlacingSettings } from './map-methods/placing-settings.ts';
import { trialSettings } from './map-methods/trial-settings.ts';

/** The settings of each method: a new method adds its member, in a file of its own. */
const METHODS = { placing: placingSettings, minimum: minimumSettings, kinetic: kineticSettings } as const;

export type MapMethod = keyof typeof METHODS;
export const mapMethods = Object.keys(METHODS) as readonly MapMethod[];

/** The method left to the potential (`methodFor` in core/mapping/map-method.ts): what only one method has cannot be set. */
const openSettings = z.strictObject({ method: z.null(), ...trialSettings });

/** What maps of earlier programs called their methods. */
const MODES: Readonly<Record<string, MapMethod>> = { sample: 'placing', minimum: 'minimum' };

/**
 * Settings of earlier programs as those of today: `mode` was the method, and a map kept the settings of both. A method not named is left
 * open. Anything else is returned as it came.
 */
function fromEarlier(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const { mode, ...others } = value as Record<string, unknown>;
  if (mode === undefined) return { method: null, ...others };
  if ('method' in others || (mode !== null && !(String(mode) in MODES))) return value;
  const method = mode === null ? null : MODES[String(mode)]!;
  const known = settingKeys(method);
  const foreign: readonly string[] = mapMethods.flatMap((other) => settingKeys(other)).filter((key) => !known.includes(key));
  return { method, ...Object.fromEntries(Object.entries(others).filter(([key]) => !foreign.includes(key))) };
}

/**
 * Every setting of a map (science.md, section 5), by its method. Energies are in units of U, distances in units of pixel values
 * ([-1, 1] per coordinate, Euclidean). Settings that depend on the potential are `null` until `resolveSettings`
 * (core/mapping/defaults.ts) fills them in; the record of a map holds the resolved ones.
 */
export const settingsByMethod = z.discriminatedUnion('method', [placingSettings, minimumSettings, kineticSettings, openSettings]);
export type SettingsByMethod = z.infer<typeof settingsByMethod>;
export const mapSettings = z.preprocess(fromEarlier, settingsByMethod);
export type MapSettings = z.infer<typeof mapSettings>;

/** All settings that some method has, for forms and lists that go through them by name. */
export type AnySettings = Omit<PlacingSettings, 'method'> & Omit<MinimumSettings, 'method'> & Omit<KineticSettings, 'method'> & { method: MapMethod | null };
export type SettingKey = keyof AnySettings;

/** Names of the settings that a method has; null: those that can be set before it is chosen. */
export function settingKeys(method: MapMethod | null): readonly SettingKey[] {
  return Object.keys((method === null ? openSettings : METHODS[method]).shape) as SettingKey[];
}

/** The methods that have a setting. */
export function methodsOf(key: SettingKey): MapMethod[] {
  return mapMethods.filter((method) => settingKeys(method).includes(key));
}

/** Nothing left open, but for an α that the sweep is to choose and a number of sets that the timescales are to propose (null). */
type Filled<Settings> = { [K in keyof Settings]: K extends 'alpha' | 'sets' ? Settings[K] : NonNullable<Settings[K]> };
export type ResolvedPlacing = Filled<PlacingSettings>;
export type ResolvedMinimum = Filled<MinimumSettings>;
/** Those of the methods that place states by trials. */
export type ResolvedMapSettings = ResolvedPlacing | ResolvedMinimum;
export type ResolvedKinetic = Filled<KineticSettings>;

/** A remark about settings: something known to fail or to mislead (science.md, section 5, pitfalls). */
export const settingsWarning = z.object({ setting: z.string(), message: z.string() });
export type SettingsWarning = z.infer<typeof settingsWarning>;
