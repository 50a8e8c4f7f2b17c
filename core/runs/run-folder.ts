import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { schemaProblems } from '../formats/schema-problems.ts';
import { writeFileWhole, writeFileWholeSync } from '../store/write-file.ts';
import { RunError } from './run-error.ts';
import { runHead, runRecord, runVersion } from './run-record.ts';
import type { RunRecord } from './run-record.ts';
import { makeFolder } from '../store/make-folder.ts';

/** Room for a record on a disk that is full: several times what most take. */
const RESERVE = '.reserve';
const RESERVE_BYTES = 128 * 1024;
const RECORD = 'run.json';

/**
 * A training run on disk: a folder that describes itself, the same from the window and from the command line.
 *
 * `run.json` (what it is and how it stands), `metrics.csv` (a row an update), `checkpoints/<update>.safetensors` (kept
 * moments), `initial.safetensors` (what learning starts from, where that is a potential), `state/` (the newest state, to go on from), `newest.safetensors` (what was last seen, to look at),
 * `shortrun/` and `longrun/` (pictures), `diagnosis.svg`.
 */
export class RunFolder {
  /** Absolute path. */
  readonly path: string;

  constructor(path: string) {
    this.path = resolve(path);
  }

  get metricsFile(): string {
    return join(this.path, 'metrics.csv');
  }

  get stateFolder(): string {
    return join(this.path, 'state');
  }

  /** The potential that learning starts from, where it starts from one. */
  get initialFile(): string {
    return join(this.path, 'initial.safetensors');
  }

  get newestFile(): string {
    return join(this.path, 'newest.safetensors');
  }

  get longRunSamplesFile(): string {
    return join(this.path, 'newest-long-run.safetensors');
  }

  get diagnosisFile(): string {
    return join(this.path, 'diagnosis.svg');
  }

  get shortRunFolder(): string {
    return join(this.path, 'shortrun');
  }

  get longRunFolder(): string {
    return join(this.path, 'longrun');
  }

  get checkpointFolder(): string {
    return join(this.path, 'checkpoints');
  }

  checkpointFile(update: number): string {
    return join(this.checkpointFolder, `${update}.safetensors`);
  }

  /** Whether a run is in it. */
  holdsRun(): boolean {
    return isFile(join(this.path, RECORD));
  }

  /** Makes the folder and writes its first record. Throws RunError when a run is in it, what the file system throws when it cannot be written. */
  async create(record: RunRecord): Promise<void> {
    if (this.holdsRun()) throw new RunError(`${this.path} holds a run already. Go on with that one, or choose another folder.`);
    for (const folder of [this.path, this.checkpointFolder, this.stateFolder, this.shortRunFolder, this.longRunFolder]) makeFolder(folder);
    await this.write(record);
  }

  /** Throws RunError when there is no run here, or its record is damaged or of a newer version. */
  read(): RunRecord {
    const file = join(this.path, RECORD);
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch (error) {
      throw new RunError(`${this.path} is not a training run: its ${RECORD} cannot be read (${reasonOf(error)}). Give the folder that a run was written to.`, { cause: error });
    }
    return parsed(text, file);
  }

  async write(record: RunRecord): Promise<void> {
    await writeFileWhole(join(this.path, RECORD), recordText(record));
  }

  /** Keeps room for one more record on the disk, so that a full one can still be told of. Without room for that there is none. */
  keepReserve(): void {
    const reserve = join(this.path, RESERVE);
    // A record carries the graph of its network.
    const needed = Math.max(RESERVE_BYTES, 2 * (sizeOf(join(this.path, RECORD)) ?? 0));
    if ((sizeOf(reserve) ?? -1) >= needed) return;
    try {
      writeFileSync(reserve, new Uint8Array(needed));
    } catch {
      // Too full already: the run says so itself at its first checkpoint.
      rmSync(reserve, { force: true });
    }
  }

  /** Gives the room back: what has ended needs it no more. */
  async dropReserve(): Promise<void> {
    await rm(join(this.path, RESERVE), { force: true });
  }

  /** Writes a record that has to be written even where the disk is full, in the room that was kept for it. */
  async writeFromReserve(record: RunRecord): Promise<void> {
    await this.dropReserve();
    await this.write(record);
  }

  /** The same at once. */
  writeSync(record: RunRecord): void {
    writeFileWholeSync(join(this.path, RECORD), recordText(record));
  }

  /** Checkpoints that are there, by update, with their sizes. */
  checkpointFiles(): { update: number; bytes: number }[] {
    let names: string[];
    try {
      names = readdirSync(this.checkpointFolder);
    } catch {
      // A folder somebody took away holds no checkpoints.
      return [];
    }
    return names
      .flatMap((name) => {
        const match = /^(\d+)\.safetensors$/.exec(name);
        const bytes = match === null ? null : sizeOf(join(this.checkpointFolder, name));
        return bytes === null ? [] : [{ update: Number(match![1]), bytes }];
      })
      .sort((p, q) => p.update - q.update);
  }

  /** Takes the whole run away. */
  async remove(): Promise<void> {
    // The record first: what is left of a removal that broke off is no run any more.
    await rm(join(this.path, RECORD), { force: true });
    await rm(this.path, { recursive: true, force: true });
  }
}

function recordText(record: RunRecord): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}

function parsed(text: string, file: string): RunRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new RunError(`${file} is damaged: it is not JSON (${reasonOf(error)}). Restore it from a copy.`, { cause: error });
  }
  const head = runHead.safeParse(value);
  if (!head.success) throw new RunError(`${file} is not the record of a training run: its "format" is not "basinscope-run".`);
  if (head.data.version > runVersion) throw new RunError(`${file} was written by a newer Basinscope (version ${head.data.version} of its format; this one knows ${runVersion}). Update the program.`);
  const record = runRecord.safeParse(value);
  if (!record.success) throw new RunError(`${file} is damaged. ${schemaProblems(record.error)}`);
  return record.data;
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'there is none';
  return error instanceof Error ? error.message : String(error);
}

function isFile(path: string): boolean {
  return sizeOf(path) !== null;
}

function sizeOf(path: string): number | null {
  try {
    const stats = statSync(path);
    return stats.isFile() ? stats.size : null;
  } catch {
    // Not there or not to be looked at: whoever goes on to use it gets the reason.
    return null;
  }
}
