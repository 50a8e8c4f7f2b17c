import type { SweepAxis, SweepValue } from './sweep.ts';

/** Digits to which the values of a range are given: a third of 0.1 to 0.2 is no 0.13333333333333336. */
const DIGITS = 12;

/** The values of an axis one by one; `whole`: a range gives whole numbers. Throws RangeError for a range that cannot be, and for a value that is there twice. */
export function axisValues({ setting, values }: SweepAxis, whole = false): SweepValue[] {
  const list = Array.isArray(values) ? values : rangeValues(setting, values, whole);
  const twice = list.find((value, i) => list.indexOf(value) !== i);
  if (twice !== undefined) {
    throw new RangeError(`The axis ${setting} has ${String(twice)} twice${Array.isArray(values) ? '' : ', since its values are whole numbers: give it fewer'}. Every value may be there once.`);
  }
  return list;
}

function rangeValues(setting: string, { from, to, count, scale }: Exclude<SweepAxis['values'], SweepValue[]>, whole: boolean): number[] {
  if (from === to) throw new RangeError(`The axis ${setting} goes from ${from} to ${to}: that is one value. Give a list of one, or another end.`);
  if (scale === 'log' && !(from > 0 && to > 0)) throw new RangeError(`The axis ${setting} goes from ${from} to ${to} by equal factors, which only numbers above 0 have. Take them evenly, or other ends.`);
  return Array.from({ length: count }, (_, i) => {
    const share = i / (count - 1);
    // The ends as they were given.
    const value = share === 0 ? from : share === 1 ? to : scale === 'log' ? from * (to / from) ** share : from + (to - from) * share;
    return whole ? Math.round(value) : Number(value.toPrecision(DIGITS));
  });
}
