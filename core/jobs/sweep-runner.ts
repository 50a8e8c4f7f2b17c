import type { JobEvent } from '../contract/job-event.ts';
import { RunStore } from '../runs/run-store.ts';
import type { Workspace } from '../store/workspace.ts';
import { cellsOf } from '../sweeps/cells.ts';
import { cellWords } from '../sweeps/cell-words.ts';
import { potentialName } from '../sweeps/potential-name.ts';
import { createSweepJob } from '../sweeps/sweep-job.ts';
import type { SweepInfo, SweepState } from '../sweeps/sweep-job.ts';
import type { CheckpointSink } from './checkpoint-sink.ts';
import { startClaimed } from './lifecycle.ts';
import type { PiecesFor } from './lifecycle.ts';
import { runJob } from './runner.ts';
import type { RunningJob } from './runner.ts';
import { outcomeOf, startCell } from './sweep-cell.ts';
import type { CellPlace } from './sweep-cell.ts';

export interface SweepRunOptions {
  /** Of the sweep. */
  readonly onEvent: (event: JobEvent) => void;
  /** Of the maps or trainings that are its cells. */
  readonly onCellEvent?: (event: JobEvent) => void;
  /** The program's own folder of resources. */
  readonly resources: string;
  /** Cells at once; 1 by default, since each uses all cores. */
  readonly width?: number;
  /** Who computes the pieces of its cells, in place of the engine here. */
  readonly piecesFor?: PiecesFor;
  /** What people should know: that cells wait for a queue that is away. */
  readonly onNotice?: (text: string) => void;
}

/**
 * Runs a sweep of a workspace: all cells that are neither done nor failed, in order; those that an earlier sitting left under way go on
 * from where they stand. The workspace stays open and is the caller's to close after the job's `finished` has resolved.
 *
 * A cell that fails is noted, and the sweep goes on. Throws StoreError while another program runs the sweep, SweepError for a plan that has no cells.
 */
export async function runSweep(workspace: Workspace, id: string, { onEvent, onCellEvent, resources, width = 1, piecesFor, onNotice }: SweepRunOptions): Promise<RunningJob> {
  const { sweeps, sweepLock } = workspace;
  const token = sweepLock.claim(id);
  const life = {
    id,
    claim: { beat: () => sweepLock.beat(id, token), release: () => sweepLock.release(id, token) },
    noteFailure: (message: string) => sweeps.setStatus(id, 'failed', message),
  };
  return startClaimed(life, onEvent, (letGo) => {
    const { plan, seconds } = sweeps.get(id);
    const place: CellPlace = { workspace, runs: new RunStore(workspace.folder), resources, width, ...(piecesFor === undefined ? {} : { piecesFor }) };
    const cells = cellsOf(plan);
    const names = cells.map((cell) => cellWords(plan, cell, (potential) => potentialName(workspace, potential)));
    const nameOf = new Map(cells.map(({ key }, i) => [key, names[i]!]));
    const state = sweepState(workspace, id, cells);
    const job = createSweepJob({
      cells,
      names,
      state,
      width,
      start: (cell, hear) => startCell(place, id, cell, nameOf.get(cell.key)!, (event) => {
        hear(event);
        onCellEvent?.(event);
      }),
      outcomeOf: (cell) => outcomeOf(place, id, cell),
      ...(onNotice === undefined ? {} : { onNotice }),
    });
    return Promise.resolve(runJob({
      id,
      job: {
        ...job,
        close: async () => {
          try {
            await job.close();
          } finally {
            letGo();
          }
        },
      },
      engine: engineWords(plan.kind === 'map' ? plan.settings : plan.engine),
      sink: sweepSink(workspace, id, token, cells.map(({ key }) => key)),
      resume: { state, seconds },
      frameName: 'sweep',
      onEvent,
    }));
  });
}

/** Where a sweep stands by what is written down of its cells. */
export function sweepState(workspace: Workspace, id: string, cells: readonly { readonly key: string }[]): SweepState {
  const known = workspace.sweeps.cells(id);
  return {
    cells: cells.map(({ key }) => {
      const cell = known.get(key);
      return cell === undefined || (cell.outcome === null && cell.failure === null) ? 'open' : cell.outcome === null ? 'failed' : 'done';
    }),
  };
}

/** Saves a running sweep: what cells came to, each checkpoint in one transaction. */
function sweepSink(workspace: Workspace, id: string, token: string, keys: readonly string[]): CheckpointSink<SweepState, SweepInfo> {
  const { sweeps, sweepLock } = workspace;
  return {
    commit: ({ status, infos, seconds }) => workspace.transaction(() => {
      sweepLock.check(id, token);
      for (const { cell, end } of infos.flatMap((info) => info.ended)) sweeps.setEnd(id, keys[cell]!, end);
      sweeps.setSeconds(id, seconds);
      sweeps.setStatus(id, status);
    }),
    fail: (message) => workspace.transaction(() => {
      sweepLock.check(id, token);
      sweeps.setStatus(id, 'failed', message);
    }),
  };
}

function engineWords({ engine, device }: { readonly engine: string; readonly device: string }): string {
  return `${engine}, ${device}`;
}
