import { settingOf } from './map-setting-list.ts';
import type { NumberRule, SettingWords } from './setting.ts';
import { trainingSettings } from './training-settings.ts';

/** The axis whose values are potentials. */
export const POTENTIAL_AXIS = 'potential';

/** What is said of the setting of an axis; a setting that nothing describes has its own name. */
export type AxisWords = Pick<SettingWords, 'symbol' | 'label' | 'unit'> & {
  /** What a value has to be, where it is a number. */
  readonly rule: NumberRule | null;
};

/** The words of an axis: `phases.0.lrInit` is called as `phases.lrInit` is. */
export function axisWords(kind: 'map' | 'train', setting: string): AxisWords {
  if (setting === POTENTIAL_AXIS) return { label: 'Potential', rule: null };
  const key = setting.replace(/\.\d+(?=\.|$)/g, '');
  const known = kind === 'map' ? settingOf(key) : (trainingSettings.find((one) => one.key === key) ?? null);
  if (known === null) return { label: setting, rule: null };
  const { symbol, label, unit } = known;
  return { label, ...(symbol === undefined ? {} : { symbol }), ...(unit === undefined ? {} : { unit }), rule: known.kind === 'number' ? known.rule : null };
}

/** Symbol and name of an axis, and its unit: "Temperature T (of training)". */
export function axisTitle({ symbol, label, unit }: AxisWords): string {
  return `${label}${symbol === undefined ? '' : ` ${symbol}`}${unit === undefined || unit === label.toLowerCase() ? '' : ` (${unit})`}`;
}
