export interface NumberRule {
  integer?: boolean;
  min?: number;
  max?: number;
  /** Exclusive lower bound: the value must be greater than this. */
  above?: number;
}

export type ParsedNumber = { ok: true; value: number } | { ok: false; problem: string };

/** Reads what someone typed as a number: 0.0075, 7.5e-3, 1,000, 1 000, −2. */
export function parseNumber(text: string, rule: NumberRule = {}): ParsedNumber {
  const plain = text
    .trim()
    .replace(/−/g, '-')
    .replace(/(\d)[,\s\u202f](?=\d{3}(\D|$))/g, '$1');
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
