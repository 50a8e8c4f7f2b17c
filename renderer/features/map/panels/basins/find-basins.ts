import type { BasinRow } from '../../../../../core/contract/landscape.ts';
import { parseNumber } from '../../../../ui/parse-number.ts';
import { mainLabel } from '../../inspector/label-share.ts';

type Test = (basin: BasinRow) => boolean;

/** What of a basin a condition can name: U, and n, its members. */
const QUANTITIES: Readonly<Record<string, (basin: BasinRow) => number>> = {
  u: ({ energy }) => energy, energy: ({ energy }) => energy, n: ({ members }) => members, members: ({ members }) => members, size: ({ members }) => members,
};
const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b, '>': (a, b) => a > b, '<=': (a, b) => a <= b, '>=': (a, b) => a >= b, '=': (a, b) => a === b,
};

/**
 * Reads what is looked for, conditions apart by blanks, all of which have to hold: `#12` or `12` an id, `n>=5` members, `u<-40` an energy, anything
 * else the beginning of a basin's commonest label. Null: nothing is looked for.
 */
export function readFind(text: string): Test | null {
  const words = text.toLowerCase().replaceAll('≤', '<=').replaceAll('≥', '>=').replaceAll('−', '-').replace(/\s*([<>]=?|=)\s*/g, '$1').split(/\s+/).filter(Boolean);
  const tests = words.map((word): Test => {
    const [, name = '', sign = '', bound = ''] = /^([a-z]+)([<>]=?|=)(.+)$/.exec(word) ?? [];
    const [quantity, compare, value] = [QUANTITIES[name], COMPARISONS[sign], parseNumber(bound)];
    if (quantity && compare && value.ok) return (basin) => compare(quantity(basin), value.value);
    if (/^#\d+$/.test(word)) return ({ id }) => id === Number(word.slice(1));
    const isLabel: Test = ({ labelCounts }) => mainLabel(labelCounts)?.label.toLowerCase().startsWith(word) ?? false;
    // A plain number may be an id or a label of digits.
    return /^\d+$/.test(word) ? (basin) => basin.id === Number(word) || mainLabel(basin.labelCounts)?.label === word : isLabel;
  });
  return tests.length === 0 ? null : (basin) => tests.every((test) => test(basin));
}
