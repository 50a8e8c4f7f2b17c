import { hasEffect, settingOf, settingsCatalog } from '../../../../core/contract/map-setting-list.ts';
import type { MapMethod, SettingKey } from '../../../../core/contract/map-settings.ts';
import type { NumberRule } from '../../../../core/contract/setting.ts';
import { axisValues } from '../../../../core/contract/sweep-axis-values.ts';
import { axisTitle, axisWords, POTENTIAL_AXIS } from '../../../../core/contract/sweep-setting.ts';
import type { SweepAxis, SweepValue } from '../../../../core/contract/sweep.ts';
import { hasEffect as trainingHasEffect, trainingSettings } from '../../../../core/contract/training-settings.ts';
import type { TrainingConfig } from '../../../../core/contract/training-config.ts';
import { valueAt } from '../../train/config/config-path.ts';

/** How the values of an axis are given. */
export type Spacing = 'log' | 'linear' | 'list';

export interface AxisChoice {
  readonly value: string;
  readonly label: string;
}

/** What a map's cells cannot differ in by an axis: how it is made at all, and what runs it. */
const NO_AXES: readonly string[] = ['method', 'engine', 'device', 'threads', 'skipBadImages'];
const FIRST: readonly string[] = ['temperature', 'alpha', 'seed', POTENTIAL_AXIS, 'states'];

/** Settings that an axis of maps can go over, those that are asked for most first. */
export function mapAxes(method: MapMethod | null): AxisChoice[] {
  const known = settingsCatalog.filter((setting) => setting.kind !== 'switch' && hasEffect(setting, method) && !NO_AXES.includes(setting.key)).map(({ key }) => key as string);
  const rank = (key: string): number => (FIRST.includes(key) ? FIRST.indexOf(key) : FIRST.length);
  return [...known, POTENTIAL_AXIS].sort((a, b) => rank(a) - rank(b)).map((value) => ({ value, label: axisTitle(axisWords('map', value)) }));
}

/** The same of trainings by a config. */
export function trainAxes(config: TrainingConfig): AxisChoice[] {
  const inConfig = trainingSettings.filter((setting) => setting.kind === 'number' && setting.key !== 'seed' && trainingHasEffect(setting, config) && typeof valueAt(config, setting.key.replace(/^phases\./, 'phases.0.')) === 'number');
  return ['seed', ...inConfig.map(({ key }) => key)].map((value) => ({ value, label: axisTitle(axisWords('train', value)) }));
}

/** One axis of a sweep about to be made. */
export class AxisForm {
  readonly kind: 'map' | 'train';
  /** Empty: no axis. */
  setting = $state('');
  spacing = $state<Spacing>('log');
  from = $state<number | null>(null);
  to = $state<number | null>(null);
  count = $state<number | null>(6);
  list = $state('');
  /** Values that are chosen one by one: of a choice, or potentials. */
  picked = $state.raw<readonly string[]>([]);

  constructor(kind: 'map' | 'train') {
    this.kind = kind;
  }

  readonly rule = $derived.by<NumberRule | null>(() => (this.setting === '' ? null : axisWords(this.kind, this.setting).rule));
  /** What can be picked of a setting that is no number; potentials are the form's to offer. */
  readonly choices = $derived.by<readonly AxisChoice[]>(() => {
    const setting = this.kind === 'map' ? settingOf(this.setting as SettingKey) : null;
    return setting?.kind === 'choice' ? setting.choices.map(({ value, label }) => ({ value, label })) : [];
  });
  readonly picks = $derived(this.setting === POTENTIAL_AXIS || this.choices.length > 0);

  /** The axis, or why there is none yet. */
  readonly result = $derived.by<{ axis: SweepAxis; values: readonly SweepValue[] } | { problem: string } | null>(() => {
    if (this.setting === '') return null;
    const asked = this.#asked();
    if (typeof asked === 'string') return { problem: asked };
    try {
      const axis: SweepAxis = { setting: this.setting, values: asked };
      return { axis, values: axisValues(axis, this.rule?.integer === true) };
    } catch (error) {
      return { problem: error instanceof Error ? error.message : String(error) };
    }
  });

  /** Takes another setting, with a range around the value that it has now. */
  choose(setting: string, now: unknown): void {
    this.setting = setting;
    this.list = '';
    this.picked = this.choices.map(({ value }) => value);
    if (setting === 'seed') {
      Object.assign(this, { spacing: 'linear', from: 1, to: 4, count: 4 });
      return;
    }
    const value = typeof now === 'number' && now > 0 ? now : 1;
    const whole = this.rule?.integer === true;
    this.spacing = whole ? 'linear' : 'log';
    this.count = whole ? 4 : 6;
    [this.from, this.to] = whole ? [Math.max(this.rule?.min ?? 0, Math.round(value / 2)), Math.round(value * 2)] : setting === 'temperature' ? [0.25, 8] : [value / 4, value * 8];
  }

  #asked(): SweepAxis['values'] | string {
    if (this.picks) return this.picked.length === 0 ? 'Choose at least one.' : [...this.picked];
    if (this.spacing === 'list') {
      const words = this.list.split(/[\s,;]+/).filter((word) => word !== '');
      const numbers = words.map((word) => Number(word.replace('−', '-')));
      const wrong = words.find((_, i) => !Number.isFinite(numbers[i]));
      if (words.length === 0) return 'Write the values, with commas between.';
      if (wrong !== undefined) return `“${wrong}” is no number.`;
      const broken = this.rule?.integer === true ? words.find((_, i) => !Number.isInteger(numbers[i])) : undefined;
      return broken !== undefined ? `${broken} is no whole number.` : numbers;
    }
    const { from, to, count } = this;
    if (from === null || to === null || count === null) return 'Say from where to where, and how many values.';
    return { from, to, count, scale: this.spacing };
  }
}
