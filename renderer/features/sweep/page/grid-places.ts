import type { JobStatus } from '../../../../core/contract/job-event.ts';
import { meanOf, placesOf, type SweepMeasure } from '../../../../core/contract/sweep-measures.ts';
import { POTENTIAL_AXIS } from '../../../../core/contract/sweep-setting.ts';
import type { MapOutcome, SweepCellRow, SweepView } from '../../../../core/contract/sweep.ts';
import type { MapMethod } from '../../../../core/contract/map-settings.ts';
import { formatDuration, formatNumber, formatShare, formatStatus } from '../../../lib/format.ts';
import { foundWords } from '../../../lib/found-words.ts';

/** One place of the grid of a sweep, with all repeats at it. */
export interface GridPlace {
  /** Along the first axis fastest. */
  readonly index: number;
  readonly column: number;
  /** From below. */
  readonly row: number;
  readonly rows: readonly SweepCellRow[];
  /** Of the whole place: what is at work stands before what is over. */
  readonly status: JobStatus;
  /** Mean over its repeats; null where there is none. */
  readonly value: number | null;
  /** "T = 2, Seed = 3". */
  readonly name: string;
}

/** What stands for a place whose repeats stand differently. */
const ORDER: readonly JobStatus[] = ['running', 'paused', 'interrupted', 'failed', 'cancelled', 'queued', 'done'];

export function gridPlaces(view: SweepView, measure: SweepMeasure): GridPlace[] {
  const across = view.axes[0]!.values.length;
  return placesOf(view).map((rows, index) => {
    const [column, row] = [index % across, Math.floor(index / across)];
    return {
      index, column, row, rows,
      status: ORDER.find((status) => rows.some((one) => one.status === status)) ?? 'queued',
      value: meanOf(measure, rows),
      name: placeName(view, [column, row]),
    };
  });
}

/** How a place is called by its values. */
export function placeName({ axes }: Pick<SweepView, 'axes'>, at: readonly number[]): string {
  return axes.map(({ setting, short, words }, axis) => (setting === POTENTIAL_AXIS ? words[at[axis]!]! : `${short} = ${words[at[axis]!]!}`)).join(', ');
}

/** A title without its unit. */
export function shortLabel(label: string): string {
  return label.replace(/ \([^)]*\)$/, '');
}

/** Least and greatest value of a grid; null where there is none. */
export function rangeOf(places: readonly GridPlace[]): { readonly low: number; readonly high: number } | null {
  const values = places.flatMap(({ value }) => value ?? []);
  return values.length === 0 ? null : { low: Math.min(...values), high: Math.max(...values) };
}

export function formatMeasure({ share }: Pick<SweepMeasure, 'share'>, value: number): string {
  return share === true ? formatShare(value) : formatNumber(value, 3);
}

/** "−43.1 … −40.2", the lowest and the highest barrier of a cell; one where they are the same to three digits, an en dash where there is none. */
export function barrierWords({ lowestBarrier, highestBarrier }: Pick<MapOutcome, 'lowestBarrier' | 'highestBarrier'>): string {
  return [...new Set([lowestBarrier, highestBarrier].map((barrier) => formatNumber(barrier, 3)))].join(' … ');
}

/** What pointing at a place says, line by line; `method`: of the maps. */
export function placeLines(rows: readonly SweepCellRow[], method: MapMethod | null): string {
  return rows.map((row) => `${rows.length > 1 ? `Seed ${row.seed}: ` : ''}${rowLine(row, method)}`).join('\n');
}

function rowLine({ outcome, status, failure }: SweepCellRow, method: MapMethod | null): string {
  if (outcome === null) return status === 'failed' ? `Failed: ${failure ?? 'no reason was given'}` : status === 'queued' ? 'To come' : formatStatus(status);
  const time = formatDuration(outcome.seconds);
  if (outcome.kind === 'train') return `${outcome.verdict}, d_s ${formatNumber(outcome.energyDifference, 2)} ± ${formatNumber(outcome.energySpread, 2)}, r_s ${formatNumber(outcome.gradientNorm, 3)}, ${time}`;
  const barriers = outcome.highestBarrier === null ? '' : `, barriers ${barrierWords(outcome)}`;
  return `${foundWords(method, outcome.basins, outcome.states)}${outcome.largestShare === null ? '' : `, the largest ${formatShare(outcome.largestShare)}`}${barriers}, ${time}`;
}
