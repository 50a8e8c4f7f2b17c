import type { JobEvent, JobStatus } from '../contract/job-event.ts';
import type { CellOutcome } from '../contract/sweep.ts';
import type { RunStore } from '../runs/run-store.ts';
import type { Workspace } from '../store/workspace.ts';
import type { SweepCell } from '../sweeps/cells.ts';
import { readMapOutcome } from '../sweeps/map-outcome.ts';
import { readTrainOutcome } from '../sweeps/train-outcome.ts';
import type { PiecesFor } from './lifecycle.ts';
import { runMap } from './map-runner.ts';
import { prepareMap } from './new-map.ts';
import { createRun } from './new-run.ts';
import type { RunningJob } from './runner.ts';
import { runTraining } from './train-runner.ts';

/** Where the cells of a sweep are: maps in the workspace's store, trainings in folders beside it. */
export interface CellPlace {
  readonly workspace: Workspace;
  readonly runs: RunStore;
  /** The program's own folder of resources. */
  readonly resources: string;
  /** Who computes the pieces of its cells, in place of the engine here. */
  readonly piecesFor?: PiecesFor;
  /** Cells at once. */
  readonly width: number;
}

/** How a cell's map or run stands; null where there is none, or none any more. */
export function standingOf({ workspace, runs }: Pick<CellPlace, 'workspace' | 'runs'>, kind: 'map' | 'train', job: string | null): JobStatus | null {
  if (job === null) return null;
  if (kind === 'train') return runs.folderOf(job).holdsRun() ? runs.get(job).status : null;
  return workspace.maps.has(job) ? workspace.maps.get(job).status : null;
}

/** Starts a cell's map or training, which is made where it is not there yet, or was cancelled; null where it is done. Throws what keeps it from that. */
export async function startCell(place: CellPlace, sweep: string, cell: SweepCell, name: string, onEvent: (event: JobEvent) => void): Promise<RunningJob | null> {
  const { workspace, runs, resources, piecesFor, width } = place;
  const computing = piecesFor === undefined ? { sideBySide: width } : { piecesFor };
  const known = workspace.sweeps.cells(sweep).get(cell.key)?.job ?? null;
  const standing = standingOf(place, cell.spec.kind, known);
  if (standing === 'done') return null;
  const job = known === null || standing === null || standing === 'cancelled' ? await makeCell(place, sweep, cell, name) : known;
  return cell.spec.kind === 'map' ? runMap(workspace, job, { ...computing, onEvent }) : runTraining(runs.folderOf(job), { ...computing, resources, onEvent });
}

/** Makes the map or run of a cell, and writes down that it is the cell's. */
async function makeCell({ workspace, runs, resources }: CellPlace, sweep: string, { key, spec }: SweepCell, name: string): Promise<string> {
  if (spec.kind === 'map') {
    const map = await prepareMap(workspace, { ...spec, name });
    return workspace.transaction(() => {
      const { id } = workspace.maps.add(map);
      workspace.sweeps.setJob(sweep, key, id);
      return id;
    });
  }
  const { id, folder } = runs.newFolder();
  // Before its folder is there: a run that nobody knows to be the cell's would be made twice.
  workspace.sweeps.setJob(sweep, key, id);
  const { kind: _, ...start } = spec;
  await createRun(folder, { start: { ...start, name }, resources, id });
  return id;
}

/** What a cell's map or run that is done came to. */
export function outcomeOf({ workspace, runs }: CellPlace, sweep: string, { key, spec }: SweepCell): CellOutcome {
  const job = workspace.sweeps.cells(sweep).get(key)!.job!;
  return spec.kind === 'map' ? readMapOutcome(workspace, job) : readTrainOutcome(runs.folderOf(job));
}
