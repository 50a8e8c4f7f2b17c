import type { SweepPlan } from '../contract/sweep.ts';
import type { StoredSweep } from '../store/sweep-store.ts';
import type { Workspace } from '../store/workspace.ts';
import { cellsOf } from './cells.ts';
import { SweepError } from './sweep-error.ts';

/** What a plan that was changed does to the cells there were. */
export interface PlanChange {
  /** Cells of the new plan that the old one had. */
  readonly kept: number;
  readonly added: number;
  /** Cells of the old plan that the new one has no more; what they came to stays, should they come back. */
  readonly dropped: number;
}

/** Writes a sweep down, queued; `runSweep` runs it. Throws SweepError as `cellsOf`. */
export function createSweep(workspace: Workspace, plan: SweepPlan): StoredSweep {
  cellsOf(plan);
  return workspace.sweeps.add(plan);
}

/**
 * Gives a sweep at rest another plan; null where it is the one that it has. Cells are the same where what decides their result is the same.
 * Throws SweepError for a plan of another kind, or while a program runs the sweep.
 */
export function changePlan(workspace: Workspace, id: string, plan: SweepPlan): PlanChange | null {
  return workspace.transaction(() => {
    const before = workspace.sweeps.get(id).plan;
    if (JSON.stringify(before) === JSON.stringify(plan)) return null;
    if (before.kind !== plan.kind) throw new SweepError(`kind: the sweep ${before.name} is one of ${before.kind === 'map' ? 'maps' : 'trainings'}. Give this plan another name, or another folder.`);
    if (workspace.sweepLock.held(id)) throw new SweepError(`The sweep ${before.name} is at work in another program: its plan cannot be changed meanwhile. Stop it there first.`);
    const old = new Set(cellsOf(before).map(({ key }) => key));
    const cells = cellsOf(plan);
    const kept = cells.filter(({ key }) => old.has(key)).length;
    workspace.sweeps.setPlan(id, plan);
    return { kept, added: cells.length - kept, dropped: old.size - kept };
  });
}

/** Opens the failed cells of a sweep's plan again; returns how many. `only`: the keys of those that are meant. */
export function retryCells(workspace: Workspace, id: string, only: ReadonlySet<string> | null = null): number {
  return workspace.transaction(() => {
    const known = workspace.sweeps.cells(id);
    const failed = cellsOf(workspace.sweeps.get(id).plan).filter(({ key }) => (known.get(key)?.failure ?? null) !== null && (only === null || only.has(key)));
    for (const { key } of failed) workspace.sweeps.reopen(id, key);
    return failed.length;
  });
}
