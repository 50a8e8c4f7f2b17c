import { thumbnail } from '../landscape/thumbnail.ts';
import type { StateShape } from '../landscape/image-strip.ts';
import { bytesOf, floatsOf, numberOf, numberOrNull, textOf, textOrNull } from './columns.ts';
import type { Database, SqlRow } from './database.ts';
import { HierarchyStore } from './hierarchy-store.ts';

/** Which basin a basin's members belong to is now said by a hierarchy that can be cut, not by a column; a state need not be placed in a basin. */
const TABLES = `
  CREATE TABLE hierarchy (
    map TEXT PRIMARY KEY REFERENCES map(id) ON DELETE CASCADE,
    leaf_kind TEXT NOT NULL,
    leaves INTEGER NOT NULL,
    sets INTEGER NOT NULL,
    a BLOB NOT NULL,
    b BLOB NOT NULL,
    heights BLOB NOT NULL,
    sizes BLOB NOT NULL
  ) STRICT;

  DROP INDEX minimum_survivor;
  ALTER TABLE minimum DROP COLUMN survivor;
  ALTER TABLE minimum ADD COLUMN thumbnail BLOB;

  DROP INDEX member_basin;
  ALTER TABLE member RENAME TO old_member;
  CREATE TABLE member (
    map TEXT NOT NULL REFERENCES map(id) ON DELETE CASCADE,
    state INTEGER NOT NULL,
    placed_in INTEGER,
    energy REAL NOT NULL,
    source INTEGER,
    label TEXT,
    thumbnail BLOB,
    x BLOB NOT NULL,
    PRIMARY KEY (map, state),
    FOREIGN KEY (map, placed_in) REFERENCES minimum (map, basin) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
  ) STRICT;
  CREATE INDEX member_columns ON member (map, state, placed_in, energy, source, label);
`;

/** Brings a workspace of version 1 to version 2: hierarchies of the merges there are, and thumbnails of all images. */
export function migrateToHierarchy(database: Database): void {
  database.exec(TABLES);
  const shapes = new Map<string, StateShape>();
  for (const row of database.all(`SELECT map.id, json_extract(architecture, '$.inputShape') AS shape FROM map JOIN potential ON potential.id = map.potential`)) {
    shapes.set(textOf(row, 'id'), JSON.parse(textOf(row, 'shape')) as StateShape);
  }
  const thumbnailOf = (row: SqlRow): Uint8Array | null => thumbnail(floatsOf(row, 'x'), shapes.get(textOf(row, 'map'))!);
  for (const { rowid } of database.all('SELECT rowid FROM minimum')) {
    const row = database.get('SELECT map, x FROM minimum WHERE rowid = ?', [rowid as number])!;
    database.run('UPDATE minimum SET thumbnail = ? WHERE rowid = ?', [thumbnailOf(row), rowid as number]);
  }
  // One by one: what a row leaves free is room for the next, so that the file grows little.
  for (const { rowid } of database.all('SELECT rowid FROM old_member ORDER BY rowid')) {
    const row = database.get('SELECT map, state, placed_in, energy, source, label, x FROM old_member WHERE rowid = ?', [rowid as number])!;
    database.run('DELETE FROM old_member WHERE rowid = ?', [rowid as number]);
    database.run('INSERT INTO member (map, state, placed_in, energy, source, label, thumbnail, x) VALUES (?, ?, ?, ?, ?, ?, ?, ?)', [
      textOf(row, 'map'),
      numberOf(row, 'state'),
      numberOf(row, 'placed_in'),
      numberOf(row, 'energy'),
      numberOrNull(row, 'source'),
      textOrNull(row, 'label'),
      thumbnailOf(row),
      bytesOf(row, 'x'),
    ]);
  }
  database.exec('DROP TABLE old_member');
  const hierarchies = new HierarchyStore(database);
  for (const map of shapes.keys()) hierarchies.putMerges(map);
}
