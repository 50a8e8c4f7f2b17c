import { Option } from 'commander';
import type { NumberRule, Setting } from '../contract/setting.ts';
import { numberFlag, wholeFlag } from './number-flags.ts';

/** Reads what a setting's rule allows from a flag. */
export function ruleFlag({ integer, min, max, above }: NumberRule): (text: string) => number {
  const least = above ?? min;
  return (integer === true ? wholeFlag : numberFlag)({ ...(least === undefined ? {} : { least }), ...(max === undefined ? {} : { most: max }), above: above !== undefined });
}

/**
 * The flag `--name <value>` of a setting, with its words, its choices or its bounds. `otherwise`: what holds where it is not given, in words, for
 * a flag that has no default of its own; `before`: what its words begin with, such as when it counts.
 */
export function settingOption(setting: Setting, name: string, value: string, otherwise?: string, before = ''): Option {
  const choices = setting.kind === 'choice' ? ` ${setting.choices.map((choice) => `${choice.value}: ${choice.label}`).join('; ')}.` : '';
  const words = before + (setting.kind === 'switch' ? setting.label : setting.meaning) + choices;
  // Terminals break lines at spaces alone.
  const help = (otherwise === undefined ? words : `${words} (default: ${otherwise})`).replaceAll('\u00a0', ' ').replaceAll('\u2060', '');
  if (setting.kind === 'switch') return new Option(`--${name}`, help);
  const option = new Option(`--${name} <${value}>`, help);
  return setting.kind === 'choice' ? option.choices(setting.choices.map((choice) => choice.value)) : option.argParser(ruleFlag(setting.rule));
}
