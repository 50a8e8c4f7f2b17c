import { axisWords, POTENTIAL_AXIS } from '../contract/sweep-setting.ts';
import type { SweepPlan, SweepValue } from '../contract/sweep.ts';
import { readable } from '../pictures/numbers.ts';
import type { SweepCell } from './cells.ts';

/** A value of an axis as people read it. `nameOf`: of a potential. */
export function valueWords(setting: string, value: SweepValue, nameOf: (potential: string) => string): string {
  if (typeof value === 'number') return setting === 'seed' ? String(value) : readable(value, 4);
  return setting === POTENTIAL_AXIS ? nameOf(String(value)) : String(value);
}

/** What sets a cell apart from the others of its sweep: "T = 0.5, α = 4, seed 2". */
export function cellWords({ kind, axes, repeats }: SweepPlan, { values, seed }: Pick<SweepCell, 'values' | 'seed'>, nameOf: (potential: string) => string): string {
  const words = axes.map(({ setting }, i) => {
    const { symbol, label } = axisWords(kind, setting);
    const value = valueWords(setting, values[i]!, nameOf);
    return setting === POTENTIAL_AXIS ? value : setting === 'seed' ? `seed ${value}` : `${symbol ?? label} = ${value}`;
  });
  return [...words, ...(repeats > 1 ? [`seed ${seed}`] : [])].join(', ');
}
