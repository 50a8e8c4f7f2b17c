import { numberOf } from '../columns.ts';
import type { Database, SqlRow } from '../database.ts';
import { DamageError } from '../store-error.ts';
import { safely } from './text-columns.ts';
import type { columnsOf } from './text-columns.ts';

/** Rows asked for at once where nothing is wrong. */
const AT_ONCE = 64;
/** Beyond every row that a workspace ever has. */
const FARTHEST = 2 ** 48;

/** Rows by their place (`place`: rowid), lowest first; null where rows between two of them could not be read. */
export type FoundRows = readonly SqlRow[] | null;

/**
 * Reads all rows of a table that can be read, whatever page of it is damaged: where asking for the next rows fails they are asked for one by one, and
 * where that fails the least place is looked for from which it does not.
 */
export function* readRows(database: Database, table: string, columns: ReturnType<typeof columnsOf>): Generator<FoundRows> {
  const list = columns.map(safely).join(', ');
  const ask = (after: number, count: number): SqlRow[] | null => {
    try {
      const rows = database.all(`SELECT rowid AS place, ${list} FROM "${table}" WHERE rowid > ? ORDER BY rowid LIMIT ?`, [after, count]);
      // A damaged page may send whoever follows it back to where they came from.
      let last = after;
      for (const row of rows) {
        if (!(numberOf(row, 'place') > last)) return null;
        last = numberOf(row, 'place');
      }
      return rows;
    } catch (error) {
      if (error instanceof DamageError) return null;
      throw error;
    }
  };
  let after = 0;
  for (;;) {
    const rows = ask(after, AT_ONCE) ?? ask(after, 1);
    if (rows === null) {
      yield null;
      const next = firstAfter(after, (place) => ask(place, 1));
      if (next === null) return;
      after = next;
    } else {
      if (rows.length === 0) return;
      yield rows;
      after = numberOf(rows.at(-1)!, 'place');
    }
  }
}

/** The least place beyond `after` from which a row can be read; null where there is none. */
function firstAfter(after: number, ask: (place: number) => SqlRow[] | null): number | null {
  let failed = after;
  let step = 1;
  while (ask(failed + step) === null) {
    failed += step;
    step *= 2;
    if (failed > FARTHEST) return null;
  }
  let reads = failed + step;
  while (reads - failed > 1) {
    const middle = Math.floor((failed + reads) / 2);
    if (ask(middle) === null) failed = middle;
    else reads = middle;
  }
  return reads;
}
