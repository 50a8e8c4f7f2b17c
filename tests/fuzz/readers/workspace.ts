import Libsql from 'libsql';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readAllPaths, readBasin, readLandscape, readMembers, readPathRecords, readPaths, readStateTables } from '../../../core/store/read-landscape.ts';
import { recordDigest } from '../../../core/store/record-digest.ts';
import { openRescued } from '../../../core/store/rescue/rescue-workspace.ts';
import type { Workspace } from '../../../core/store/workspace.ts';
import { fixture } from '../../core/formats/fixtures.ts';
import type { Random } from '../../core/formats/fuzz/random.ts';
import { once } from '../fuzz-reader.ts';
import type { FuzzReader } from '../fuzz-reader.ts';
import { mutateBytes, mutateFields } from '../mutate-bytes.ts';
import type { Field } from '../mutate-bytes.ts';
import { jsonText } from '../mutate-json.ts';
import { scratchFolder } from '../scratch-folder.ts';

const FILES = ['workspace.sqlite', 'workspace.sqlite-wal'] as const;

/** As `tests/fixtures/workspace/make.mts` wrote them: a workspace that was closed; and one that was killed, whose log holds all. */
const seeds = once(() => {
  const [closed, killed, log] = ['closed.sqlite', 'killed.sqlite', 'killed.sqlite-wal'].map((name) => gunzipSync(fixture(`workspace/${name}.gz`)));
  return { closed: closed!, killed: killed!, log: log! };
});

/** Page size, counts and versions of the file's header, and the header of the first tables' pages (SQLite file format, sections 1.3 and 1.6). */
const headerFields: readonly Field[] = [
  { at: 16, size: 2, endian: 'big' }, ...[18, 19, 20, 21, 22, 23].map((at): Field => ({ at, size: 1, endian: 'big' })),
  ...[24, 28, 32, 36, 40, 44, 48, 52, 56, 60, 64, 68, 92, 96].map((at): Field => ({ at, size: 4, endian: 'big' })),
  ...[1, 2, 3, 4, 7].flatMap((page) => [{ at: 4096 * page, size: 1, endian: 'big' }, ...[1, 3, 5].map((at) => ({ at: 4096 * page + at, size: 2, endian: 'big' })), { at: 4096 * page + 8, size: 4, endian: 'big' }] as Field[]),
];

/** The file with one or two of its values changed by SQL: what is in the tables is damaged, the file is not. */
function otherValues(random: Random, bytes: Buffer): Buffer {
  const folder = scratchFolder('sql');
  const file = join(folder, 'x.sqlite');
  try {
    writeFileSync(file, bytes);
    const database = new Libsql(file);
    database.exec('PRAGMA journal_mode = DELETE');
    database.exec('PRAGMA foreign_keys = OFF');
    const tables = (database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('migration') ORDER BY name").all() as { name: string }[]).map(({ name }) => name);
    for (let change = random.below(2); change >= 0; change--) changeValue(random, database, random.pick(tables));
    database.close();
    return readFileSync(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function changeValue(random: Random, database: Libsql.Database, table: string): void {
  const rows = database.prepare(`SELECT rowid AS place FROM ${table} ORDER BY rowid`).all() as { place: number }[];
  if (rows.length === 0) return;
  const { place } = random.pick(rows);
  if (random.below(12) === 0) {
    database.prepare(`DELETE FROM ${table} WHERE rowid = ?`).run([place]);
    return;
  }
  const columns = database.prepare(`PRAGMA table_info(${table})`).all() as { name: string; type: string }[];
  const { name, type } = random.pick(columns);
  const { value } = database.prepare(`SELECT ${name} AS value FROM ${table} WHERE rowid = ?`).get([place]) as { value: unknown };
  const changed = type === 'BLOB' ? otherBytes(random, value) : type === 'TEXT' ? otherText(random, value) : random.pick([0, -1, 1, 2, 3, 7, 100, 2 ** 31, -(2 ** 31), 2 ** 40, null]);
  try {
    database.prepare(`UPDATE ${table} SET ${name} = ? WHERE rowid = ?`).run([changed, place]);
  } catch {
    // What the table itself refuses (NOT NULL, a key that is taken) cannot be in it.
  }
}

function otherBytes(random: Random, value: unknown): Buffer | null {
  if (random.below(8) === 0) return null;
  const bytes = value instanceof ArrayBuffer ? Buffer.from(value) : value instanceof Uint8Array ? Buffer.from(value) : Buffer.alloc(8);
  if (bytes.length < 8 || random.below(2) === 0) return mutateBytes(random, bytes);
  // A number of it, where the others stay: a state that is not there, a size that is not so.
  const at = 4 * random.below(Math.floor(bytes.length / 4));
  return random.below(2) === 0 ? mutateFields(random, bytes, [{ at, size: 4, endian: 'little' }]) : bytes.subarray(0, at);
}

function otherText(random: Random, value: unknown): string | null {
  const text = typeof value === 'string' ? value : '';
  if (/^[[{]/.test(text) && random.below(5) > 0) return jsonText(random, JSON.parse(text));
  return random.pick(['', 'x', 'running', 'done', 'state', 'basin', 'refined', 'diffusion', '../../../x', '0', '{}', '[]', null, text.slice(1), `${text}${text}`]);
}

/** The workspace's file: its bytes, its tables' values, or the log beside it. The first byte of an input says whether it is the file or the log. */
export const workspaceReader: FuzzReader = {
  name: 'workspace',
  make: (random) => {
    const { closed, log } = seeds();
    const kind = random.below(8);
    if (kind === 0) return Buffer.concat([Buffer.of(1), random.below(2) === 0 ? mutateBytes(random, log) : mutateFields(random, log, [0, 4, 8, 12, 16, 20, 24, 28, 32, 36].map((at) => ({ at, size: 4, endian: 'big' })))]);
    const body = kind < 2 ? mutateFields(random, closed, headerFields) : kind < 4 ? mutateBytes(random, closed) : otherValues(random, closed);
    return Buffer.concat([Buffer.of(0), body]);
  },
  read: async (bytes, folder) => {
    const { killed } = seeds();
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const body = bytes.subarray(1);
    writeFileSync(join(folder, FILES[0]), bytes[0] === 1 ? killed : body);
    if (bytes[0] === 1) writeFileSync(join(folder, FILES[1]), body);
    // As the compute host does: what is damaged is rescued first.
    const { workspace } = await openRescued(folder);
    try {
      lookAtAll(workspace);
    } finally {
      workspace.close();
    }
  },
};

/** Everything that the window asks of a workspace. A map that is refused keeps nobody from the others. */
function lookAtAll(workspace: Workspace): void {
  const refusals: unknown[] = [];
  const tried = <T>(look: () => T): T | null => {
    try {
      return look();
    } catch (error) {
      if (!(error instanceof Error && error.name === 'StoreError')) throw error;
      refusals.push(error);
      return null;
    }
  };
  workspace.recentFiles.list();
  workspace.potentials.list();
  workspace.holds.list();
  for (const { id } of workspace.maps.list()) {
    tried(() => workspace.checkpoints.state(id));
    tried(() => workspace.lock.held(id));
    const landscape = tried(() => readLandscape(workspace, id));
    tried(() => readStateTables(workspace, id));
    tried(() => readAllPaths(workspace, id));
    tried(() => readPathRecords(workspace, id));
    tried(() => recordDigest(workspace, id));
    const basins = landscape?.basins.slice(0, 2).map((basin) => basin.id) ?? [];
    for (const basin of basins) {
      tried(() => readBasin(workspace, id, basin));
      tried(() => readMembers(workspace, id, basin, 0, 10));
    }
    if (basins.length === 2) tried(() => readPaths(workspace, id, basins[0]!, basins[1]!));
  }
  if (refusals.length > 0) throw refusals[0];
}
