import { axisValues } from '../contract/sweep-axis-values.ts';
import { axisTitle, axisWords } from '../contract/sweep-setting.ts';
import type { JobStatus } from '../contract/job-event.ts';
import type { SweepCellRow, SweepSummary, SweepView } from '../contract/sweep.ts';
import { standingOf } from '../jobs/sweep-cell.ts';
import type { RunStore } from '../runs/run-store.ts';
import type { StoredCell, StoredSweep } from '../store/sweep-store.ts';
import type { Workspace } from '../store/workspace.ts';
import { valueWords } from './cell-words.ts';
import { cellsOf } from './cells.ts';
import { potentialName } from './potential-name.ts';
import type { SweepCell } from './cells.ts';

/** A sweep as lists show it. Throws StoreError. */
export function summarizeSweep(workspace: Workspace, sweep: StoredSweep): SweepSummary {
  const cells = cellsOf(sweep.plan);
  const known = workspace.sweeps.cells(sweep.id);
  const count = (is: (cell: StoredCell) => boolean): number => cells.filter(({ key }) => known.has(key) && is(known.get(key)!)).length;
  const { id, plan, status, seconds, createdAt, failure } = sweep;
  const { name, kind } = plan;
  const subject = kind === 'map' ? potentialName(workspace, plan.potential) : plan.config.name;
  const jobs = [...known.values()].flatMap(({ job }) => job ?? []);
  return { id, name, kind, subject, status, cells: cells.length, done: count(({ outcome }) => outcome !== null), failed: count((cell) => cell.failure !== null), seconds, createdAt, failure, jobs };
}

/** A sweep with all its cells as they stand. Throws StoreError, RunError. */
export function composeSweep(workspace: Workspace, runs: RunStore, id: string): SweepView {
  const sweep = workspace.sweeps.get(id);
  const { plan } = sweep;
  const known = workspace.sweeps.cells(id);
  const nameOf = (potential: string): string => potentialName(workspace, potential);
  return {
    ...summarizeSweep(workspace, sweep),
    plan,
    axes: plan.axes.map((axis) => {
      const words = axisWords(plan.kind, axis.setting);
      const values = axisValues(axis, words.rule?.integer === true);
      return {
        setting: axis.setting,
        label: axisTitle(words),
        short: words.symbol ?? words.label,
        unit: words.unit ?? null,
        values,
        words: values.map((value) => valueWords(axis.setting, value, nameOf)),
        log: !Array.isArray(axis.values) && axis.values.scale === 'log',
      };
    }),
    rows: cellsOf(plan).map((cell) => rowOf(workspace, runs, cell, known.get(cell.key))),
  };
}

function rowOf(workspace: Workspace, runs: RunStore, { at, repeat, values, seed, spec }: SweepCell, known: StoredCell | undefined): SweepCellRow {
  const standing = standingOf({ workspace, runs }, spec.kind, known?.job ?? null);
  const outcome = known?.outcome ?? null;
  const failure = known?.failure ?? null;
  // A map that failed for want of a queue is no cell that failed: it is tried again.
  const status: JobStatus = outcome !== null ? 'done' : failure !== null ? 'failed' : standing === null || standing === 'failed' ? 'queued' : standing;
  return { at: [...at], repeat, values: [...values], seed, status, job: standing === null ? null : known!.job, outcome, failure };
}
