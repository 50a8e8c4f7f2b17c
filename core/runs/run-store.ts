import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { JobStatus } from '../contract/job-event.ts';
import type { RunSummary } from '../contract/training-run.ts';
import { MetricsReader } from './metrics-file.ts';
import { RunError } from './run-error.ts';
import { RunFolder } from './run-folder.ts';
import { RunLock } from './run-lock.ts';
import { summaryOf } from './run-record.ts';
import type { RunRecord } from './run-record.ts';

/** The training runs of a workspace: its folder `runs`, a folder of it a run. */
export class RunStore {
  readonly #folder: string;
  readonly #onProblem: (message: string) => void;
  readonly #metrics = new Map<string, MetricsReader>();

  /** `onProblem` hears of folders that are no runs, or damaged ones: they are left out of the list. */
  constructor(workspaceFolder: string, onProblem: (message: string) => void = () => {}) {
    this.#folder = join(workspaceFolder, 'runs');
    this.#onProblem = onProblem;
  }

  /** Oldest first. */
  list(): RunSummary[] {
    return this.#ids()
      .flatMap((id) => {
        try {
          return [this.get(id)];
        } catch (error) {
          this.#onProblem(`${join(this.#folder, id)} is left out of the list of runs: ${error instanceof Error ? error.message : String(error)}`);
          return [];
        }
      })
      .sort((p, q) => (p.createdAt < q.createdAt ? -1 : p.createdAt > q.createdAt ? 1 : 0));
  }

  /** Throws RunError when there is none of this id, or it is damaged. */
  get(id: string): RunSummary {
    const folder = this.folderOf(id);
    const record = folder.read();
    const there = new Map(folder.checkpointFiles().map(({ update, bytes }) => [update, bytes]));
    return {
      ...summaryOf(record, folder.path),
      id,
      status: this.#standing(folder, record),
      checkpoints: record.checkpoints.flatMap((checkpoint) => (there.has(checkpoint.update) ? [{ ...checkpoint, bytes: there.get(checkpoint.update)! }] : [])),
    };
  }

  /** The folder of a run, which need not be there. Throws RunError for an id that could lead elsewhere. */
  folderOf(id: string): RunFolder {
    if (!/^[\w-]{1,100}$/.test(id)) throw new RunError(`"${id}" is no id of a training run.`);
    return new RunFolder(join(this.#folder, id));
  }

  lockOf(id: string): RunLock {
    return new RunLock(this.folderOf(id).path);
  }

  /** A place for a new run. */
  newFolder(): { id: string; folder: RunFolder } {
    const id = randomBytes(8).toString('hex');
    return { id, folder: this.folderOf(id) };
  }

  /** Rows of all updates, read on as the run goes on. */
  metricsOf(id: string): MetricsReader {
    let reader = this.#metrics.get(id);
    if (reader === undefined) {
      reader = new MetricsReader(this.folderOf(id).metricsFile);
      this.#metrics.set(id, reader);
    }
    return reader;
  }

  /** Changes the record of a run at rest. */
  change(id: string, change: Partial<Pick<RunRecord, 'status' | 'failure' | 'name'>>): void {
    const folder = this.folderOf(id);
    folder.writeSync({ ...folder.read(), ...change });
  }

  async remove(id: string): Promise<void> {
    this.#metrics.delete(id);
    await this.folderOf(id).remove();
  }

  /** Runs left running by a program that died become interrupted, to be resumed. */
  recover(): void {
    for (const { id, status } of this.list()) {
      if (status === 'interrupted' && this.folderOf(id).read().status === 'running') this.release(id);
    }
  }

  /** Frees a run whose worker is gone. */
  release(id: string): void {
    this.lockOf(id).free();
    if (this.folderOf(id).read().status === 'running') this.change(id, { status: 'interrupted' });
  }

  #standing(folder: RunFolder, { status }: RunRecord): JobStatus {
    return status === 'running' && !new RunLock(folder.path).held() ? 'interrupted' : status;
  }

  #ids(): string[] {
    try {
      return readdirSync(this.#folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() && /^[\w-]{1,100}$/.test(entry.name) ? [entry.name] : []));
    } catch {
      // No run was ever made here.
      return [];
    }
  }
}
