import type { JobStatus } from '../../core/contract/job-event.ts';

const minus = '−';

function signed(text: string): string {
  return text.startsWith('-') ? minus + text.slice(1) : text;
}

/** A whole number with thousands separators: 12,345. */
export function formatCount(value: number): string {
  return signed(Math.round(value).toLocaleString('en-US'));
}

/** "1 basin", "2 basins". */
export function formatPlural(value: number, one: string, many = `${one}s`): string {
  return `${formatCount(value)} ${value === 1 ? one : many}`;
}

/** Decimals that resolve a thousandth of a range of energies (between 0 and 6). */
export function energyDecimals(lowest: number, highest: number): number {
  const range = Math.abs(highest - lowest);
  if (!Number.isFinite(range) || range === 0) return 3;
  return Math.min(6, Math.max(0, Math.ceil(3 - Math.log10(range))));
}

/** An energy with a fixed number of decimals; an en dash where there is none. */
export function formatEnergy(value: number | null | undefined, decimals = 3): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : `${minus}∞`;
  const text = value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return signed(/^-0(\.0*)?$/.test(text) ? text.slice(1) : text);
}

/** A number with so many significant digits, without trailing zeros; powers of ten where it is very large or small. */
export function formatNumber(value: number | null | undefined, digits = 4): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : `${minus}∞`;
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e7 || size < 1e-4) {
    const [mantissa, exponent] = value.toExponential(digits - 1).split('e') as [string, string];
    const short = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa;
    return signed(`${short}e${exponent.replace('+', '').replace('-', minus)}`);
  }
  return signed(Number(value.toPrecision(digits)).toLocaleString('en-US', { maximumFractionDigits: 12 }));
}

/** A number to the place of the second digit of its spread, which is as far as it is known: 0.014 where the spread is 0.038. */
export function formatWithin(value: number, spread: number): string {
  if (!(spread > 0 && Number.isFinite(spread) && Number.isFinite(value))) return formatNumber(value);
  return formatNumber(Number(value.toFixed(Math.min(20, Math.max(0, 1 - Math.floor(Math.log10(spread)))))), 12);
}

/** The same with its spread: 0.014 ± 0.038. */
export function formatMeasured(value: number, spread: number): string {
  return `${formatWithin(value, spread)} ± ${formatNumber(spread, 2)}`;
}

/** A share of one as a percentage: 43 %. */
export function formatShare(value: number, decimals = 0): string {
  return `${(value * 100).toFixed(decimals)} %`;
}

/** A duration in words: 0.4 s, 38 s, 2 min 05 s, 1 h 12 min, 3 d 4 h. */
export function formatDuration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return '–';
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const two = (value: number): string => String(value).padStart(2, '0');
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  if (whole < 86400) return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
  return `${Math.floor(whole / 86400)} d ${Math.floor((whole % 86400) / 3600)} h`;
}

/** A large number in three digits: 941, 12.4 k, 3.05 M. */
export function formatCompact(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  for (const [limit, suffix] of [
    [1e12, 'T'],
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const) {
    if (size >= limit * 0.9995) return signed(`${Number((value / limit).toPrecision(3))} ${suffix}`);
  }
  return signed(String(size >= 100 ? Math.round(value) : Number(value.toPrecision(3))));
}

/** Shape of one state: "2D point" or "1 × 32 × 32". */
/** 1.2 MB, 340 kB. */
export function formatBytes(bytes: number): string {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${formatNumber(bytes / 1e6, 3)} MB`;
}

export function formatShape(shape: readonly number[]): string {
  if (isPlane(shape)) return '2D point';
  return shape.join(' × ');
}

/** Whether states of this shape are points of the plane. */
export function isPlane(shape: readonly number[]): boolean {
  return shape.length === 3 && shape[0] === 2 && shape[1] === 1 && shape[2] === 1;
}

/** A point of the plane: (1.04, 0.03). */
export function formatPoint(position: readonly [number, number] | null): string {
  if (!position) return '–';
  return `(${formatEnergy(position[0], 3)}, ${formatEnergy(position[1], 3)})`;
}

/** The first eight digits of a hash. */
export function formatHash(sha256: string): string {
  return sha256.slice(0, 8);
}

/** The last part of a path, whichever slashes it has. */
export function fileNameOf(path: string): string {
  return path.split(/[\\/]/).filter(Boolean).at(-1) ?? path;
}

/** The folder of a path, whichever slashes it has. */
export function folderOf(path: string): string {
  const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  return cut > 0 ? path.slice(0, cut) : '';
}

/** A file name without its known weights ending, as a first name for a potential. */
export function stemOf(fileName: string): string {
  return fileName.replace(/\.(pth|pt|safetensors|onnx|ckpt|bin)$/i, '') || fileName;
}

/** A moment in the reader's time zone: 24 Nov 2026, 04:03. */
export function formatMoment(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return '–';
  const day = date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
  return `${day}, ${date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })}`;
}

const statusWords: Record<JobStatus, string> = {
  queued: 'Queued',
  running: 'Running',
  paused: 'Paused',
  interrupted: 'Interrupted',
  done: 'Done',
  cancelled: 'Cancelled',
  failed: 'Failed',
};

/** A job's status in a word. */
export function formatStatus(status: JobStatus): string {
  return statusWords[status];
}
