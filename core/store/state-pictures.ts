import { bytesOf, floatsOf, numberOf } from './columns.ts';
import type { Database } from './database.ts';

/** A state's point and its image as it was made when the state was written; null where states are no images. */
export interface StatePicture {
  readonly x: Float32Array;
  readonly thumbnail: Uint8Array | null;
}

/** Answers of a query for (map, JSON list of keys) that gives `key`, `x` and `thumbnail`, by key. */
export function picturesOf(database: Database, sql: string, map: string, keys: readonly number[]): Map<number, StatePicture> {
  return new Map(
    database.all(sql, [map, JSON.stringify(keys)]).map((row) => [
      numberOf(row, 'key'),
      { x: floatsOf(row, 'x'), thumbnail: row['thumbnail'] === null ? null : bytesOf(row, 'thumbnail') },
    ]),
  );
}

/** Answers of a query for (map, JSON list of keys) that gives `key` and `thumbnail`, by key: without reading points. */
export function thumbnailsOf(database: Database, sql: string, map: string, keys: readonly number[]): Map<number, Uint8Array> {
  return new Map(database.all(sql, [map, JSON.stringify(keys)]).map((row) => [numberOf(row, 'key'), bytesOf(row, 'thumbnail')]));
}
