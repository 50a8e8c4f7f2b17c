import { constants, copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { RescueReport } from '../../contract/rescue.ts';
import { readPotentialFile } from '../../potentials/potential-file.ts';
import { Database } from '../database.ts';
import type { StoredMap } from '../map-store.ts';
import { readLandscape } from '../read-landscape.ts';
import { StoreError } from '../store-error.ts';
import { openWorkspace, Workspace, WORKSPACE_FILE } from '../workspace.ts';
import { copyTables } from './copy-tables.ts';
import { bytesIn, damageOf } from './damage.ts';
import { fileFromLog } from './file-from-log.ts';
import { reportText } from './report-text.ts';
import { nameAside, putInPlace } from './set-aside.ts';
import { hasMagic, limitPages, mendHeader } from './sqlite-header.ts';

/** What tables hold, in words for people; those that nobody misses have none. */
const NOUNS: Readonly<Record<string, string>> = {
  potential: 'potentials', map: 'maps', minimum: 'basins', member: 'states', inherent: 'inherent structures', kinetic: 'kinetic graphs', hierarchy: 'hierarchies', trial: 'trials', path: 'paths',
  merge: 'merges', hold: 'watched chains', checkpoint: 'saved states of unfinished maps', sweep_plan: 'sweeps', sweep_cell: 'cells of sweeps',
};

/**
 * Looks whether a workspace's file is damaged, and if so puts a new one in its place with everything that can be read of it. Null where nothing is wrong.
 *
 * The old file is kept beside it (`workspace-damaged-<day>.sqlite`, its log with it), with a text of what became of it; nothing is deleted, and nothing is
 * changed before the new file is whole. Potentials whose entries are lost are made anew from their weights files. Training runs lie in folders of their own.
 *
 * Throws StoreError where the file is held by another program, was written by a newer Basinscope, or the disk refuses.
 */
export async function rescueWorkspace(path: string, now: Date = new Date()): Promise<RescueReport | null> {
  const folder = resolve(path);
  const file = join(folder, WORKSPACE_FILE);
  const damage = damageOf(folder, WORKSPACE_FILE);
  if (damage === null) return null;
  const bench = makeBench(folder);
  try {
    const old = oldFiles(file, bench);
    if (!damage.alone) refuseHeld(file);
    const fresh = join(bench, 'rescued.sqlite');
    const found = await rescueInto(fresh, folder, damagedCopy(old, bench));
    const keptAs = nameAside(file, now);
    const report: RescueReport = { why: damage.why, keptAs, ...found };
    writeFileSync(keptAs.replace(/\.sqlite$/, '.txt'), reportText(report));
    putInPlace({ file, old, fresh, keptAs });
    return report;
  } catch (error) {
    throw error instanceof StoreError ? error : noRescue(folder, error);
  } finally {
    // Where a system keeps files that are still open the rest goes the next time.
    rmSync(bench, { recursive: true, force: true, maxRetries: 2 });
  }
}

function makeBench(folder: string): string {
  try {
    return mkdtempSync(join(folder, '.rescue-'));
  } catch (error) {
    throw noRescue(folder, error);
  }
}

/** What the system has against it; the workspace is as it was. */
function noRescue(folder: string, error: unknown): StoreError {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  const why = code === 'ENOSPC' || code === 'EDQUOT' ? 'the disk is full' : code === 'EROFS' || code === 'EACCES' || code === 'EPERM' ? 'the folder cannot be written' : error instanceof Error ? error.message : String(error);
  return new StoreError(`The workspace in ${folder} is damaged, and what can be read cannot be rescued yet: ${why}. Nothing was changed. Make room for a second file of its size, or let the folder be written, and start Basinscope again.`, { cause: error });
}

/** The damaged file and its log as they are found: where there is a log, copies, since whoever opens such a file writes the one into the other. */
function oldFiles(file: string, bench: string): string {
  if (bytesIn(`${file}-wal`) === 0) return file;
  const old = join(bench, 'old.sqlite');
  for (const ending of ['', '-wal']) if (existsSync(`${file}${ending}`)) copyFileSync(`${file}${ending}`, `${old}${ending}`, constants.COPYFILE_FICLONE);
  return old;
}

/** Throws StoreError while another program has the file open: it would go on writing to the one that is set aside. */
function refuseHeld(file: string): void {
  if (bytesIn(file) === 0) return;
  const database = new Database(file);
  try {
    database.takeAlone();
  } finally {
    database.close();
  }
}

/** A copy to read from, since reading a file with a log changes both; with a header where it has none, and made of the log where there is no file. */
function damagedCopy(file: string, bench: string): string {
  const copy = join(bench, 'damaged.sqlite');
  const log = bytesIn(`${file}-wal`) > 0 ? readFileSync(`${file}-wal`) : null;
  const bytes = bytesIn(file) > 0 ? readFileSync(file) : log === null ? null : fileFromLog(log);
  if (bytes === null) return copy;
  if (!hasMagic(bytes)) mendHeader(bytes);
  // SQLite reads nothing of a file that is shorter than it says.
  if (log === null) limitPages(bytes);
  writeFileSync(copy, bytes);
  if (log !== null && bytesIn(file) > 0) copyFileSync(`${file}-wal`, `${copy}-wal`);
  return copy;
}

async function rescueInto(fresh: string, folder: string, copy: string): Promise<Omit<RescueReport, 'why' | 'keptAs'>> {
  const rescued = new Database(fresh);
  const damaged = new Database(copy);
  try {
    const workspace = new Workspace(folder, rescued);
    const remade: string[] = [];
    const tables = await copyTables(damaged, rescued, async () => void remade.push(...(await remakePotentials(workspace, folder))));
    const maps = workspace.maps.list().map((map) => judgeMap(workspace, map));
    return { maps, potentials: workspace.potentials.list().length, remade, lost: tables.flatMap(({ table, lost }) => (lost && NOUNS[table] !== undefined ? [NOUNS[table]] : [])) };
  } finally {
    damaged.close();
    rescued.close();
  }
}

/** What is left of a map. One that lost something is shown with what is left, where that goes together, and never gone on with. */
function judgeMap(workspace: Workspace, { id, name, states: of, status }: StoredMap): RescueReport['maps'][number] {
  const states = workspace.members.count(id);
  const shown = canBeShown(workspace, id);
  const complete = states >= of && shown;
  if (!complete) {
    workspace.maps.addWarning(id, { setting: 'states', message: `Some of its records were lost when the workspace's file was damaged: ${states} of its ${of} states are left. A new map like this one makes it anew.` });
    if (status !== 'done' || !shown) workspace.maps.setStatus(id, 'cancelled');
  }
  return { id, name, states, of, complete };
}

function canBeShown(workspace: Workspace, map: string): boolean {
  try {
    readLandscape(workspace, map);
    return true;
  } catch {
    // Its records do not go together any more, in whatever way.
    return false;
  }
}

/** Entries for weights files that have none; returns their names. */
async function remakePotentials(workspace: Workspace, folder: string): Promise<string[]> {
  const known = new Set(workspace.potentials.list().map(({ id }) => basename(workspace.potentials.fileOf(id))));
  const names: string[] = [];
  const weights = join(folder, 'potentials');
  for (const file of existsSync(weights) ? readdirSync(weights) : []) {
    const id = /^([\w-]{1,100})\.safetensors$/.exec(file)?.[1];
    if (id === undefined || known.has(file)) continue;
    try {
      const found = await readPotentialFile(join(weights, file));
      // Those that were imported are called by their ids, which are no names.
      const name = `${/^[0-9a-f]{16}$/.test(id) ? found.network.name : id} (rescued)`;
      workspace.potentials.adopt(id, { name, sha256: found.sha256, provenance: found.provenance ?? 'Rescued from its weights file', bundled: false }, { network: found.network, weights: found.weights, trainEpsilon: found.recordedEpsilon ?? 0 });
      names.push(name);
    } catch {
      // No weights file, or a damaged one: it stays where it is.
    }
  }
  return names;
}

/** `openWorkspace` of a folder that may be damaged; `report` is null where it was not. */
export async function openRescued(path: string): Promise<{ readonly workspace: Workspace; readonly report: RescueReport | null }> {
  const report = await rescueWorkspace(path);
  return { workspace: openWorkspace(path), report };
}
