/** Evenly spaced round values. */
export interface Ticks {
  values: number[];
  /** Distance between neighbours: 1, 2 or 5 times a power of ten. */
  step: number;
}

/**
 * Round values inside [low, high], about `wanted` of them.
 *
 * @throws RangeError when the bounds are not finite or not in order
 */
export function niceTicks(low: number, high: number, wanted: number): Ticks {
  if (!Number.isFinite(low) || !Number.isFinite(high) || high <= low) {
    throw new RangeError(`Ticks need a finite range with low < high; got ${low} to ${high}.`);
  }
  const raw = (high - low) / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(raw));
  const lead = raw / power;
  const step = (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10) * power;
  const values: number[] = [];
  // Counted in whole steps: adding up a step would drift.
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  for (let k = first; k <= last; k++) values.push(k === 0 ? 0 : Number((k * step).toPrecision(12)));
  return { values, step };
}

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';

function scientific(value: number, digits: number): string {
  const [mantissa, exponent] = value.toExponential(digits).split('e') as [string, string];
  const power = [...exponent.replace('+', '')].map((c) => (c === '-' ? '⁻' : superscripts[Number(c)])).join('');
  return `${mantissa}×10${power}`;
}

/** A tick's label: as many decimals as the step needs, powers of ten where the number would be long. */
export function formatTick(value: number, step: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  let text: string;
  if (size >= 1e6 || step < 1e-4) {
    const digits = Math.max(0, Math.min(6, Math.floor(Math.log10(size)) - Math.floor(Math.log10(step) + 1e-9)));
    text = scientific(size, digits);
  } else {
    const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    text = size.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  }
  return value < 0 ? `−${text}` : text;
}

/** A single value for reading, to a hundredth of the scale's range at least: "−2.07", "1,204", "3.1×10⁷". */
export function formatValue(value: number, range: number): string {
  if (Number.isNaN(value)) return 'unknown';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  const decimals = Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(Math.max(range, 1e-12)) + 1e-9)));
  const text = size >= 1e7 ? scientific(size, 3) : size.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return value < 0 && Number(text.replace(/,/g, '')) !== 0 ? `−${text}` : text;
}
