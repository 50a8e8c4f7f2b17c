import type { Command } from 'commander';
import { engineChoice } from '../contract/engine.ts';
import { settingsCatalog } from '../contract/map-setting-list.ts';
import { mapSettings } from '../contract/map-settings.ts';
import type { MapSettings } from '../contract/map-settings.ts';
import { settingOption } from './setting-flags.ts';

/** Every setting of a map but the engine's, which every command has. */
const flags = settingsCatalog.filter(({ key }) => !(key in engineChoice.shape));

/** burnIn → burn-in */
export function flagName(setting: string): string {
  return setting.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Adds a flag for every setting of a map. Values given land among commander's options under the settings' own names. */
export function addMapFlags(command: Command): Command {
  const defaults = mapSettings.parse({});
  for (const setting of flags) {
    const value = defaults[setting.key];
    const { mode } = setting;
    command.addOption(settingOption(setting, flagName(setting.key), setting.flag, value === null ? setting.otherwise : String(value), mode === undefined ? '' : `Mode ${mode}: `));
  }
  return command;
}

/** The settings that were given as flags, by name; those left out are not there. */
export function givenSettings(options: Readonly<Record<string, unknown>>): Partial<MapSettings> {
  return Object.fromEntries(flags.filter(({ key }) => options[key] !== undefined).map(({ key }) => [key, options[key]]));
}
