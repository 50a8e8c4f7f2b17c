import type { NumberRule } from '../../core/contract/setting.ts';

export type ParsedNumber = { ok: true; value: number } | { ok: false; problem: string };

/** Digits in groups of three, as thousands are set apart: 1,000 and 12,345,678, never 0,015. */
const THOUSANDS = /^[+-]?[1-9]\d{0,2}([.,])\d{3}(?:\1\d{3})*$/;

/**
 * Reads what someone typed as a number: 0.0075, 7.5e-3, 0,015 (a decimal comma), 1 000, 1,000,000, 1,234.5, −2.
 *
 * A comma is a decimal comma unless it stands where only thousands are set apart. What can be read both ways, `1,000` in a
 * field that takes fractions, is refused: a rate read a thousand times too large costs a run.
 */
export function parseNumber(text: string, rule: NumberRule = {}): ParsedNumber {
  const typed = text
    .trim()
    .replace(/−/g, '-')
    .replace(/(\d)[\s\u00a0\u202f](?=\d{3}(?!\d))/g, '$1');
  if (rule.integer !== true && /^[+-]?[1-9]\d{0,2},\d{3}$/.test(typed)) {
    const digits = typed.replace(',', '');
    return { ok: false, problem: `“${typed}” may mean ${digits} or ${Number(typed.replace(',', '.'))}: write ${digits} or ${typed.replace(',', '.')}.` };
  }
  const plain = withPoint(typed, rule.integer === true);
  if (plain === '') return { ok: false, problem: 'A number is needed.' };
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain)) return { ok: false, problem: `“${text.trim()}” is not a number.` };
  const value = Number(plain);
  if (!Number.isFinite(value)) return { ok: false, problem: 'This number is too large.' };
  if (rule.integer && !Number.isInteger(value)) return { ok: false, problem: 'A whole number is needed.' };
  if (rule.above !== undefined && value <= rule.above) return { ok: false, problem: `Must be greater than ${rule.above}.` };
  if (rule.min !== undefined && value < rule.min) return { ok: false, problem: `Must be at least ${rule.min.toLocaleString('en-US')}.` };
  if (rule.max !== undefined && value > rule.max) return { ok: false, problem: `Must be at most ${rule.max.toLocaleString('en-US')}.` };
  return { ok: true, value };
}

/** The same number with a decimal point and no separators, as far as it is one. */
function withPoint(typed: string, integer: boolean): string {
  const [, head = '', exponent = ''] = /^(.*?)(e[+-]?\d+)?$/i.exec(typed) ?? [];
  const commas = head.split(',').length - 1;
  const points = head.split('.').length - 1;
  if (commas === 0 && (points <= 1 || !THOUSANDS.test(head))) return typed;
  // The last of two kinds is the decimal one, and what stands before it must be thousands.
  if (commas > 0 && points > 0) {
    const last = head.lastIndexOf(',') > head.lastIndexOf('.') ? ',' : '.';
    const whole = head.slice(0, head.lastIndexOf(last));
    if (head.split(last).length > 2 || !THOUSANDS.test(whole)) return typed;
    return `${whole.replace(/[.,]/g, '')}.${head.slice(head.lastIndexOf(last) + 1)}${exponent}`;
  }
  if ((commas > 1 || points > 1 || integer) && THOUSANDS.test(head)) return head.replace(/[.,]/g, '') + exponent;
  return commas === 1 ? head.replace(',', '.') + exponent : typed;
}

/** How a number is shown in a field: all digits that matter, no separators, so that it can be edited. */
export function editableNumber(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  const short = Number(value.toPrecision(6));
  return size >= 1e7 || size < 1e-4 ? short.toExponential().replace('e+', 'e') : Number.isInteger(value) ? String(value) : String(short);
}

/** The next value for an arrow key: whole steps for integers, about a tenth of the value otherwise. */
export function stepNumber(value: number, direction: 1 | -1, rule: NumberRule, large: boolean): number {
  const lowest = rule.min ?? (rule.above !== undefined ? rule.above + Number.EPSILON : -Infinity);
  const highest = rule.max ?? Infinity;
  let next: number;
  if (rule.integer) {
    next = value + direction * (large ? 10 : 1);
  } else {
    const power = value === 0 ? 0.01 : 10 ** (Math.floor(Math.log10(Math.abs(value))) - 1);
    next = Number((value + direction * power * (large ? 10 : 1)).toPrecision(6));
    if (rule.above !== undefined && next <= rule.above) next = value / 2;
  }
  return Math.max(lowest, Math.min(highest, next));
}
