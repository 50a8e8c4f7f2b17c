import type { PathRecord } from '../mapping/records.ts';
import { bytesOfNumbers, floatsOf, numberOf, textOf } from './columns.ts';
import type { Database, SqlRow } from './database.ts';

/** What later programs add is an attraction–diffusion path to this one. */
function kindOf(row: SqlRow): PathRecord['kind'] {
  const kind = textOf(row, 'kind');
  return kind === 'refined' || kind === 'quenched' ? kind : 'diffusion';
}

function pathOf(row: SqlRow): PathRecord {
  return {
    a: numberOf(row, 'a'),
    b: numberOf(row, 'b'),
    kind: kindOf(row),
    barrier: numberOf(row, 'barrier'),
    energies: floatsOf(row, 'energies'),
    points: floatsOf(row, 'points'),
  };
}

/** A path without its points: what the edges of a landscape need. */
export type PathBarrier = Pick<PathRecord, 'a' | 'b' | 'kind' | 'barrier'>;

/** Kept paths, one of a kind for each pair of basins a < b. */
export class PathStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  put(map: string, path: PathRecord): void {
    this.#database.run(
      `INSERT INTO path (map, a, b, kind, barrier, energies, points) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (map, a, b, kind) DO UPDATE SET barrier = excluded.barrier, energies = excluded.energies, points = excluded.points`,
      [map, path.a, path.b, path.kind, path.barrier, bytesOfNumbers(path.energies), bytesOfNumbers(path.points)],
    );
  }

  all(map: string): PathRecord[] {
    return this.#database.all('SELECT a, b, kind, barrier, energies, points FROM path WHERE map = ? ORDER BY a, b, kind', [map]).map(pathOf);
  }

  barriers(map: string): PathBarrier[] {
    return this.#database.all('SELECT a, b, kind, barrier FROM path WHERE map = ? ORDER BY a, b, kind', [map]).map((row) => ({
      a: numberOf(row, 'a'),
      b: numberOf(row, 'b'),
      kind: kindOf(row),
      barrier: numberOf(row, 'barrier'),
    }));
  }

  /** Paths between two basins, in either order. */
  between(map: string, a: number, b: number): PathRecord[] {
    return this.#database
      .all('SELECT a, b, kind, barrier, energies, points FROM path WHERE map = ? AND a = ? AND b = ? ORDER BY kind', [map, Math.min(a, b), Math.max(a, b)])
      .map(pathOf);
  }
}
