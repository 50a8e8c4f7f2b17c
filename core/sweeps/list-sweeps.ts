import type { SweepSummary } from '../contract/sweep.ts';
import type { Workspace } from '../store/workspace.ts';
import { SweepError } from './sweep-error.ts';
import { summarizeSweep } from './sweep-view.ts';

/** The sweeps of a workspace, oldest first, but for those whose plan this program cannot have. Throws StoreError. */
export function listSweeps(workspace: Workspace): SweepSummary[] {
  return workspace.sweeps.list().flatMap((sweep) => {
    try {
      return [summarizeSweep(workspace, sweep)];
    } catch (error) {
      if (error instanceof SweepError) return [];
      throw error;
    }
  });
}
