import type { Command } from 'commander';
import { Option } from 'commander';
import { engineChoice } from '../contract/engine.ts';
import { kineticSettings } from '../contract/map-methods/kinetic-settings.ts';
import { minimumSettings } from '../contract/map-methods/minimum-settings.ts';
import { placingSettings } from '../contract/map-methods/placing-settings.ts';
import { settingsCatalog } from '../contract/map-setting-list.ts';
import { mapMethods, methodsOf, settingKeys } from '../contract/map-settings.ts';
import type { AnySettings, MapMethod } from '../contract/map-settings.ts';
import { CommandError } from './command-error.ts';
import { settingOption } from './setting-flags.ts';

/** Every setting of a map but the engine's, which every command has. */
const flags = settingsCatalog.filter(({ key }) => !(key in engineChoice.shape));

/** What `--mode` of earlier programs said. */
const MODES: Readonly<Record<string, MapMethod>> = { minimum: 'minimum', sample: 'placing' };

/** burnIn → burn-in */
export function flagName(setting: string): string {
  return setting.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Adds a flag for every setting of a map. Values given land among commander's options under the settings' own names. */
export function addMapFlags(command: Command): Command {
  const defaults: Partial<AnySettings> = { ...placingSettings.parse({ method: 'placing' }), ...minimumSettings.parse({ method: 'minimum' }), ...kineticSettings.parse({ method: 'kinetic' }), method: null };
  for (const setting of flags) {
    const value = defaults[setting.key] ?? null;
    const methods = methodsOf(setting.key);
    const before = methods.length === mapMethods.length ? '' : `Method ${methods.join(', ')}: `;
    command.addOption(settingOption(setting, flagName(setting.key), setting.flag, value === null ? setting.otherwise : setting.kind === 'switch' ? undefined : String(value), before));
  }
  return command.addOption(new Option('--mode <mode>', 'the method, as earlier programs called it').choices(Object.keys(MODES)).hideHelp());
}

/** The settings that were given as flags, by name; those left out are not there. Throws CommandError where --mode and --method differ. */
export function givenSettings(options: Readonly<Record<string, unknown>>): Partial<AnySettings> {
  const given: Partial<AnySettings> = Object.fromEntries(flags.filter(({ key }) => options[key] !== undefined).map(({ key }) => [key, options[key]]));
  const mode = options['mode'];
  if (mode === undefined) return given;
  const method = MODES[String(mode)]!;
  if (given.method !== undefined && given.method !== method) throw new CommandError(`--mode ${String(mode)} is the method ${method}, not ${String(given.method)}: leave one of the two out.`, { exitCode: 2 });
  return { ...given, method };
}

/** Throws CommandError for a setting that the method does not have. */
export function checkBelongs(given: Partial<AnySettings>, method: MapMethod): void {
  const known = settingKeys(method);
  for (const { key } of flags) {
    if (given[key] === undefined || known.includes(key)) continue;
    throw new CommandError(`--${flagName(key)} belongs to the ${methodsOf(key).length > 1 ? 'methods' : 'method'} ${methodsOf(key).join(' and ')}, and this map is made by ${method}: leave it out, or give --method.`, { exitCode: 2 });
  }
}
