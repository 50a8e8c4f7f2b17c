import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '../../../../core/store/database.ts';
import { openWorkspace } from '../../../../core/store/workspace.ts';
import { addSampleMap, recordsOf } from '../sample-map.ts';
import { addKineticMap } from '../synthetic-kinetic.ts';

export interface Whole {
  readonly folder: string;
  readonly bytes: Buffer;
}

/** A workspace with a map of basins (300 states, paused with a saved state) and a kinetic one (60 states), closed: most of its pages hold rows. */
export async function wholeWorkspace(): Promise<Whole> {
  const folder = mkdtempSync(join(tmpdir(), 'basinscope-whole-'));
  const workspace = openWorkspace(folder);
  const { id } = await addSampleMap(workspace);
  const token = workspace.lock.claim(id);
  const counters = { basins: 75, states: 300, seconds: 1, chainSteps: 100, alpha: 40, stage: null };
  workspace.checkpoints.commit(id, token, { status: 'paused', state: new Uint8Array(64).fill(7), records: [recordsOf(0, 300)], metrics: [], counters, scores: null });
  workspace.lock.release(id, token);
  await addKineticMap(workspace, 3, 20);
  workspace.recentFiles.add('weights.pth');
  workspace.close();
  return { folder, bytes: readFileSync(join(folder, 'workspace.sqlite')) };
}

/** A copy of it whose file is `bytes`, without its log; null: without the file. */
export function damagedFolder(whole: Whole, bytes: Buffer | null): string {
  const folder = mkdtempSync(join(tmpdir(), 'basinscope-damaged-'));
  cpSync(join(whole.folder, 'potentials'), join(folder, 'potentials'), { recursive: true });
  if (bytes !== null) writeFileSync(join(folder, 'workspace.sqlite'), bytes);
  return folder;
}

/** Every row of every table, as text. */
export function rowsOf(folder: string): Map<string, string[]> {
  const database = new Database(join(folder, 'workspace.sqlite'));
  try {
    const tables = database.all("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'migration' ORDER BY name").map(({ name }) => String(name));
    const text = (value: unknown): unknown => (value instanceof ArrayBuffer ? Buffer.from(value).toString('base64') : value);
    return new Map(tables.map((table) => [table, database.all(`SELECT rowid AS place, * FROM "${table}" ORDER BY rowid`).map((row) => JSON.stringify(Object.entries(row).map(([key, value]) => [key, text(value)])))]));
  } finally {
    database.close();
  }
}

export function remove(...folders: string[]): void {
  for (const folder of folders) if (existsSync(folder)) rmSync(folder, { recursive: true, force: true });
}
