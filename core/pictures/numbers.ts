/** A number for people: up to `digits` significant digits, a true minus sign, no exponent in the usual range. */
export function readable(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? '–' : value > 0 ? '∞' : '−∞';
  const magnitude = Math.abs(value);
  const text =
    magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e6)
      ? value.toExponential(digits - 1)
      : String(magnitude >= 10 ** digits ? Math.round(value) : Number(value.toPrecision(digits)));
  return text.replaceAll('-', '−');
}

/** Round numbers between two ends, about `count` of them, and how many decimals they need. */
export function ticks(low: number, high: number, count: number): { readonly values: number[]; readonly decimals: number } {
  const span = high - low;
  if (!(span > 0)) return { values: [low], decimals: 2 };
  const raw = span / Math.max(1, count);
  const power = Math.floor(Math.log10(raw));
  const fraction = raw / 10 ** power;
  const [factor, carry] = fraction < 1.5 ? [1, 0] : fraction < 3.5 ? [2, 0] : fraction < 7.5 ? [5, 0] : [1, 1];
  const step = factor * 10 ** (power + carry);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return {
    values: Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step),
    decimals: Math.max(0, -(power + carry)),
  };
}

export function tickLabel(value: number, decimals: number): string {
  const text = Math.abs(value) >= 1e6 ? value.toExponential(1) : value.toFixed(decimals);
  const grouped = Math.abs(value) >= 1e4 && Math.abs(value) < 1e6 ? text.replace(/(\d)(?=(\d{3})+(?!\d))/, '$1,') : text;
  return (Number(text) === 0 ? grouped.replace('-', '') : grouped).replace('-', '−');
}

/** A whole number in words of text: 12,345. */
export function counted(value: number): string {
  return value.toLocaleString('en');
}
