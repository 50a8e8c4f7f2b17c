import { closeSync, existsSync, fstatSync, ftruncateSync, fsyncSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import type { RunSeries } from '../contract/training-run.ts';
import { RunError } from './run-error.ts';

/** What one update recorded. */
export interface MetricRow {
  readonly update: number;
  readonly energyDifference: number;
  readonly gradientNorm: number;
  readonly learningRate: number;
  /** Seconds of work so far, over all sittings. */
  readonly seconds: number;
  /** Share of accepted proposals; null for Langevin. */
  readonly acceptance: number | null;
}

export const METRICS_HEADER = 'update,d_s,r_s,lr,seconds,acceptance';

/** Rows as text; every number with the digits that give it back exactly. */
export function metricLines(rows: readonly MetricRow[]): string {
  return rows.map((row) => `${row.update},${row.energyDifference},${row.gradientNorm},${row.learningRate},${row.seconds},${row.acceptance ?? ''}\n`).join('');
}

/** Adds rows at the end, on disk when it returns. */
export function appendMetrics(file: string, rows: readonly MetricRow[]): void {
  if (rows.length === 0) return;
  const handle = openSync(file, 'a');
  try {
    writeSync(handle, `${fstatSync(handle).size === 0 ? `${METRICS_HEADER}\n` : ''}${metricLines(rows)}`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/**
 * Leaves the rows of updates 1 … `update` and cuts off the rest, half a last line included: whoever goes on from there
 * writes them again, so that none is lost or doubled. Throws RunError when rows up to there are missing.
 */
export function cutMetrics(file: string, update: number): void {
  const { rows, ends } = parseMetrics(file);
  if (rows.length < update) throw new RunError(`${file} has ${rows.length} rows and the run stands at update ${update}: rows were taken out. Restore it from a copy.`);
  if (!existsSync(file)) return;
  const handle = openSync(file, 'r+');
  try {
    ftruncateSync(handle, update === 0 ? 0 : ends[update - 1]!);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** All rows of a file that may still grow: half a last line is left out. Throws RunError naming the line that is wrong. */
export function readMetrics(file: string): MetricRow[] {
  return parseMetrics(file).rows;
}

/** All rows of a file's text, which has to end with a whole line. Throws RunError naming the line that is wrong. */
export function parseMetricText(text: string, file: string): MetricRow[] {
  const rows: MetricRow[] = [];
  if (collect(text, 0, file, rows, []) !== text.length) throw new RunError(`${file} is damaged: it ends within a line. Restore it from a copy.`);
  return rows;
}

function parseMetrics(file: string): { rows: MetricRow[]; ends: number[] } {
  const rows: MetricRow[] = [];
  const ends: number[] = [];
  if (!existsSync(file)) return { rows, ends };
  collect(readFileSync(file, 'latin1'), 0, file, rows, ends);
  return { rows, ends };
}

/** Parses whole lines of `text`, which begins at byte `from` of the file; returns the byte after the last whole line. */
function collect(text: string, from: number, file: string, rows: MetricRow[], ends: number[]): number {
  let at = 0;
  for (let end = text.indexOf('\n', at); end >= 0; end = text.indexOf('\n', at)) {
    const line = text.slice(at, end).replace(/\r$/, '');
    at = end + 1;
    if (from === 0 && at === end + 1 && rows.length === 0 && line === METRICS_HEADER) continue;
    const fields = line.split(',');
    const [update, energyDifference, gradientNorm, learningRate, seconds] = fields.slice(0, 5).map(Number) as [number, number, number, number, number];
    if (fields.length !== 6 || update !== rows.length + 1 || fields.slice(0, 5).some((field) => field === '')) {
      throw new RunError(`${file} is damaged: after update ${rows.length} comes "${line.slice(0, 80)}". Restore it from a copy, or take the lines from there on out.`);
    }
    rows.push({ update, energyDifference, gradientNorm, learningRate, seconds, acceptance: fields[5] === '' ? null : Number(fields[5]) });
    ends.push(from + at);
  }
  return from + at;
}

/** The metrics of one run, read on as its file grows: asking again costs only what is new. */
export class MetricsReader {
  readonly #file: string;
  #rows: MetricRow[] = [];
  #read = 0;
  #last = '';

  constructor(file: string) {
    this.#file = file;
  }

  /** All rows so far. Throws RunError on a damaged file. */
  rows(): readonly MetricRow[] {
    if (!existsSync(this.#file)) return this.#reset();
    const handle = openSync(this.#file, 'r');
    try {
      const { size } = fstatSync(handle);
      // Cut back and written anew since: the last line read is no longer where it was.
      if (size < this.#read || this.#textAt(handle, this.#read - this.#last.length, this.#last.length) !== this.#last) this.#reset();
      const text = this.#textAt(handle, this.#read, size - this.#read);
      const end = collect(text, this.#read, this.#file, this.#rows, []);
      if (end > this.#read) {
        const whole = text.slice(0, end - this.#read);
        this.#last = whole.slice(whole.lastIndexOf('\n', whole.length - 2) + 1);
        this.#read = end;
      }
      return this.#rows;
    } finally {
      closeSync(handle);
    }
  }

  /** Rows after the first `from`, as the window takes them. */
  series(from: number): RunSeries {
    return seriesOf(this.rows().slice(from));
  }

  #reset(): readonly MetricRow[] {
    this.#rows = [];
    this.#read = 0;
    this.#last = '';
    return this.#rows;
  }

  #textAt(handle: number, position: number, length: number): string {
    const buffer = Buffer.alloc(length);
    const count = length === 0 ? 0 : readSync(handle, buffer, 0, length, position);
    return buffer.toString('latin1', 0, count);
  }
}

/** Columns of rows, in their order. */
export function seriesOf(rows: readonly MetricRow[]): RunSeries {
  return {
    energyDifference: Float32Array.from(rows, (row) => row.energyDifference),
    gradientNorm: Float32Array.from(rows, (row) => row.gradientNorm),
    learningRate: Float32Array.from(rows, (row) => row.learningRate),
    seconds: Float32Array.from(rows, (row) => row.seconds),
  };
}
