import { program } from '../contract/program.ts';
import type { SweepCellRow, SweepView } from '../contract/sweep.ts';
import { csvText } from './csv-text.ts';
import type { CsvCell } from './csv-text.ts';

type Column = readonly [string, (row: SweepCellRow) => CsvCell];

const mapColumns: readonly Column[] = [
  ['basins', ({ outcome }) => (outcome?.kind === 'map' ? outcome.basins : null)],
  ['trees', ({ outcome }) => (outcome?.kind === 'map' ? outcome.trees : null)],
  ['states', ({ outcome }) => (outcome?.kind === 'map' ? outcome.states : null)],
  ['largest_share', ({ outcome }) => (outcome?.kind === 'map' ? outcome.largestShare : null)],
  ['lowest_barrier', ({ outcome }) => (outcome?.kind === 'map' ? outcome.lowestBarrier : null)],
  ['highest_barrier', ({ outcome }) => (outcome?.kind === 'map' ? outcome.highestBarrier : null)],
  ['alpha_in_use', ({ outcome }) => (outcome?.kind === 'map' ? outcome.alpha : null)],
];

const trainColumns: readonly Column[] = [
  ['updates', ({ outcome }) => (outcome?.kind === 'train' ? outcome.updates : null)],
  ['d_s', ({ outcome }) => (outcome?.kind === 'train' ? outcome.energyDifference : null)],
  ['d_s_sd', ({ outcome }) => (outcome?.kind === 'train' ? outcome.energySpread : null)],
  ['r_s', ({ outcome }) => (outcome?.kind === 'train' ? outcome.gradientNorm : null)],
  ['verdict', ({ outcome }) => (outcome?.kind === 'train' ? outcome.verdict : null)],
];

/** Columns of a sweep's table: its axes by the settings' own names, the seed, what cells came to, how they stand and where they are. */
function columnsOf({ kind, axes }: SweepView): Column[] {
  return [
    ...axes.map(({ setting, words }, axis): Column => [setting, ({ values, at }) => (typeof values[axis] === 'number' ? values[axis] : words[at[axis]!]!)]),
    ...(axes.some(({ setting }) => setting === 'seed') ? [] : [['seed', ({ seed }): CsvCell => seed] as Column]),
    ...(kind === 'map' ? mapColumns : trainColumns),
    ['chain_steps', ({ outcome }) => outcome?.chainSteps ?? null],
    ['seconds', ({ outcome }) => outcome?.seconds ?? null],
    ['status', ({ status }) => status],
    ['failure', ({ failure }) => failure],
    [kind === 'map' ? 'map' : 'run', ({ job }) => job],
  ];
}

/** A sweep as a table, a row a cell. */
export function sweepCsv(view: SweepView): string {
  const columns = columnsOf(view);
  return csvText(columns.map(([name]) => name), view.rows.map((row) => columns.map(([, read]) => read(row))));
}

/** The same as JSON, with the plan that it is of. */
export function sweepJson(view: SweepView): string {
  return `${JSON.stringify(sweepRecord(view), null, 2)}\n`;
}

export function sweepRecord(view: SweepView): Record<string, unknown> {
  const { id, name, kind, status, cells, done, failed, seconds, plan, axes } = view;
  const columns = columnsOf(view);
  return {
    program: `${program.name} ${program.version}`, sweep: id, name, kind, status, cells, done, failed, seconds,
    axes: axes.map(({ setting, label, values, words }) => ({ setting, label, values, words })),
    rows: view.rows.map((row) => Object.fromEntries(columns.map(([column, read]) => [column, read(row)]))),
    plan,
  };
}
