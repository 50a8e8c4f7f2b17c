import { leafKind } from '../contract/hierarchy.ts';
import type { Hierarchy } from '../contract/hierarchy.ts';
import { checkLinkage, linkagePairs } from '../hierarchy/linkage.ts';
import { bytesOfNumbers, float64sOf, int32sOf, numberOf } from './columns.ts';
import type { Database } from './database.ts';
import { StoreError } from './store-error.ts';

/** Nested sets of maps, one hierarchy a map: its linkage table by column, and the number of sets it is shown with. */
export class HierarchyStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Throws RangeError when the linkage is no hierarchy. */
  put(map: string, { leafKind: kind, linkage, sets }: Hierarchy): void {
    checkLinkage(linkage);
    this.#database.run(
      `INSERT INTO hierarchy (map, leaf_kind, leaves, sets, a, b, heights, sizes) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (map) DO UPDATE SET leaf_kind = excluded.leaf_kind, leaves = excluded.leaves, sets = excluded.sets,
         a = excluded.a, b = excluded.b, heights = excluded.heights, sizes = excluded.sizes`,
      [map, kind, linkage.leaves, sets, ...[linkage.a, linkage.b, linkage.heights, linkage.sizes].map(bytesOfNumbers)],
    );
  }

  /** The hierarchy of a map; one without leaves before the map has founded anything. Throws StoreError when what is stored is none. */
  get(map: string): Hierarchy {
    const row = this.#database.get('SELECT leaf_kind, leaves, sets, a, b, heights, sizes FROM hierarchy WHERE map = ?', [map]);
    if (row === undefined) return { leafKind: 'basin', linkage: linkagePairs(0, []), sets: 0 };
    const linkage = { leaves: numberOf(row, 'leaves'), a: int32sOf(row, 'a'), b: int32sOf(row, 'b'), heights: float64sOf(row, 'heights'), sizes: int32sOf(row, 'sizes') };
    const kind = leafKind.safeParse(row['leaf_kind']);
    try {
      checkLinkage(linkage);
    } catch (error) {
      throw new StoreError(`The workspace's hierarchy of map ${map} is damaged: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
    if (!kind.success) throw new StoreError(`The workspace's hierarchy of map ${map} has leaves of unknown kind ${String(row['leaf_kind'])}.`);
    const sets = numberOf(row, 'sets');
    const fewest = linkage.leaves - linkage.a.length;
    if (!Number.isInteger(sets) || sets < fewest || sets > linkage.leaves) {
      throw new StoreError(`The workspace's hierarchy of map ${map} is damaged: it is to be shown with ${sets} sets, ${fewest} to ${linkage.leaves} are possible.`);
    }
    return { leafKind: kind.data, linkage, sets };
  }

  /** What consolidation merged so far, as the hierarchy of the basins founded so far: the map is shown with those that stand. */
  putMerges(map: string): void {
    const founded = this.#database.get('SELECT coalesce(max(basin) + 1, 0) AS leaves FROM minimum WHERE map = ?', [map]);
    const merges = this.#database.all('SELECT from_basin, into_basin FROM merge WHERE map = ? ORDER BY sequence', [map]);
    const pairs = merges.map((row, height) => ({ a: numberOf(row, 'into_basin'), b: numberOf(row, 'from_basin'), height }));
    const linkage = linkagePairs(founded === undefined ? 0 : numberOf(founded, 'leaves'), pairs);
    this.put(map, { leafKind: 'basin', linkage, sets: linkage.leaves - linkage.a.length });
  }
}
