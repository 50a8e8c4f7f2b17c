import { Option } from 'commander';
import type { Command } from 'commander';
import { mapSettings } from '../contract/map-settings.ts';
import type { MapSettings } from '../contract/map-settings.ts';
import { numberFlag, seedFlag, wholeFlag } from './number-flags.ts';

/** One setting as a flag: how it is written, what it means, how its text is read. */
interface SettingFlag {
  readonly value: string;
  readonly help: string;
  readonly choices?: readonly string[];
  readonly parse?: (text: string) => number;
  /** Shown where the setting's own default is left to the potential. */
  readonly otherwise?: string;
}

const count = wholeFlag({ least: 1 });
const positive = numberFlag({ least: 0, above: true });

/** Every setting of a map but the engine's, which every command has. In the order of the pipeline. */
const FLAGS: Readonly<Record<Exclude<keyof MapSettings, 'engine' | 'device' | 'threads'>, SettingFlag>> = {
  mode: { value: 'mode', help: 'minimum: descend to local minima; sample: long-run samples at T in order of energy', choices: ['minimum', 'sample'], otherwise: 'minimum in the plane, sample for images' },
  start: { value: 'start', help: 'where states start', choices: ['uniform', 'gaussian', 'data'], otherwise: 'data with --dataset, else uniform' },
  startScale: { value: 'x', help: 'scale of uniform and Gaussian starts, for densities wider than [−1, 1]', parse: positive },
  states: { value: 'n', help: 'states to place, those of burn-in included', parse: wholeFlag({ least: 1, most: 1_000_000 }), otherwise: 'by dimension and data set' },
  burnIn: { value: 'n', help: 'the first of these, after which basins are consolidated', parse: wholeFlag({ least: 0, most: 100_000 }), otherwise: 'a fifth of the states' },
  epsilon: { value: 'ε', help: 'step noise of trials', parse: positive, otherwise: 'the ε of training' },
  temperature: { value: 'T', help: 'temperature of exp(−U/T)', parse: positive },
  alpha: { value: 'α', help: 'magnet strength, α‖x − x*‖₂; not divided by T', parse: positive, otherwise: 'chosen by a sweep' },
  delta: { value: 'δ', help: 'success radius of a trial, ‖x − x*‖₂', parse: positive, otherwise: 'by dimension and ε' },
  patience: { value: 'M', help: 'steps without coming nearer after which a trial fails', parse: count, otherwise: '50' },
  maxSteps: { value: 'L', help: 'steps after which a trial fails', parse: count, otherwise: 'by dimension' },
  repeats: { value: 'R', help: 'repeats of the trials against a candidate, both directions', parse: wholeFlag({ least: 1, most: 1000 }) },
  nearest: { value: 'k', help: 'candidate basins tried for a new state', parse: wholeFlag({ least: 1, most: 1000 }) },
  rank: { value: 'rule', help: 'how candidates are ranked: highest U on a line to the representative, or distance', choices: ['line', 'distance'] },
  minDepth: { value: 'U', help: 'minimum mode: basins less deep than this are one', parse: numberFlag({ least: 0 }), otherwise: 'T in the plane' },
  descentPatience: { value: 'n', help: 'minimum mode: steps without a lower energy after which a descent stops', parse: count, otherwise: '10' },
  descentSteps: { value: 'n', help: 'minimum mode: most steps of a descent', parse: count, otherwise: 'by dimension' },
  sampleSteps: { value: 'n', help: 'sample mode: Langevin steps at T from the start to the sample', parse: wholeFlag({ least: 0 }), otherwise: '1000' },
  consolidateNearest: { value: 'n', help: 'neighbours tried per basin when consolidating', parse: wholeFlag({ least: 1, most: 1000 }) },
  barrierAlphaFactor: { value: 'x', help: 'barriers: α times this', parse: positive },
  barrierNearest: { value: 'n', help: 'barriers: nearest basins tried', parse: wholeFlag({ least: 0, most: 1000 }) },
  barrierRepeats: { value: 'n', help: 'barriers: repeats', parse: wholeFlag({ least: 1, most: 1000 }) },
  refine: { value: 'how', help: 'relaxation of the best path of a joined pair', choices: ['string', 'none'], otherwise: 'string in minimum mode' },
  refineImages: { value: 'n', help: 'points of a relaxed path', parse: wholeFlag({ least: 3, most: 1000 }), otherwise: 'by dimension' },
  refineSteps: { value: 'n', help: 'steps of relaxation', parse: count, otherwise: 'by dimension' },
  slots: { value: 'n', help: 'chains that run as one batch', parse: wholeFlag({ least: 1, most: 65536 }), otherwise: 'by dimension' },
  seed: { value: 'n', help: 'seed of all random numbers', parse: seedFlag },
};

const names = Object.keys(FLAGS) as (keyof typeof FLAGS)[];

/** burnIn → burn-in */
export function flagName(setting: string): string {
  return setting.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Adds a flag for every setting of a map. Values given land among commander's options under the settings' own names. */
export function addMapFlags(command: Command): Command {
  const defaults = mapSettings.parse({});
  for (const name of names) {
    const flag = FLAGS[name];
    const shown = defaults[name] === null ? flag.otherwise : String(defaults[name]);
    const option = new Option(`--${flagName(name)} <${flag.value}>`, `${flag.help}${shown === undefined ? '' : ` (default: ${shown})`}`);
    if (flag.choices !== undefined) option.choices([...flag.choices]);
    if (flag.parse !== undefined) option.argParser(flag.parse);
    command.addOption(option);
  }
  return command;
}

/** The settings that were given as flags, by name; those left out are not there. */
export function givenSettings(options: Readonly<Record<string, unknown>>): Partial<MapSettings> {
  return Object.fromEntries(names.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]));
}
