import type { BasinRow, Forest } from '../../../../../core/contract/landscape.ts';
import { mainLabel } from '../../inspector/label-share.ts';

/** How high the lowest known way out of a basin rises above its minimum: as attraction–diffusion found it, and refined. */
export interface WayOut {
  readonly barrier: number;
  readonly refined: number | null;
}

/** A basin as the list shows it. */
export interface TableRow {
  readonly index: number;
  readonly id: number;
  readonly energy: number;
  readonly members: number;
  /** Of a set of a kinetic map; null elsewhere. */
  readonly freeEnergy: number | null;
  /** Mean membership of its states, 0…1; the same. */
  readonly strength: number | null;
  /** Null where no join above the basin is known. */
  readonly out: WayOut | null;
  readonly label: string | null;
  /** Share of the members that carry the label, 0…1. */
  readonly share: number | null;
  readonly position: readonly [number, number] | null;
}

export type SortKey = 'id' | 'energy' | 'freeEnergy' | 'strength' | 'members' | 'barrier' | 'refined' | 'label';
export interface Sorting {
  readonly key: SortKey;
  readonly descending: boolean;
}

/** Of every basin, by index, its way out: the first join above it. */
export function waysOut(basins: readonly BasinRow[], forest: Forest): (WayOut | null)[] {
  const out: (WayOut | null)[] = basins.map(() => null);
  for (const join of forest.joins) {
    for (const child of join.children) {
      const basin = basins[child];
      if (basin) out[child] = { barrier: join.barrier - basin.energy, refined: join.refined === null ? null : join.refined - basin.energy };
    }
  }
  return out;
}

export function tableRows(basins: readonly BasinRow[], forest: Forest): TableRow[] {
  const out = waysOut(basins, forest);
  return basins.map((basin, index) => {
    const main = mainLabel(basin.labelCounts);
    return {
      index,
      id: basin.id,
      energy: basin.energy,
      members: basin.members,
      freeEnergy: basin.freeEnergy ?? null,
      strength: basin.strength ?? null,
      out: out[index] ?? null,
      label: main?.label ?? null,
      share: main?.share ?? null,
      position: basin.position,
    };
  });
}

/** Rows in order; what is not known comes last either way, equal ones by energy, then id. */
export function sortRows(rows: readonly TableRow[], { key, descending }: Sorting): TableRow[] {
  const sign = descending ? -1 : 1;
  return [...rows].sort((p, q) => {
    const [a, b] = [valueOf(p, key), valueOf(q, key)];
    if (a !== b) {
      if (a === null) return 1;
      if (b === null) return -1;
      const order = typeof a === 'string' || typeof b === 'string' ? String(a).localeCompare(String(b), 'en', { numeric: true }) : a - b;
      if (order !== 0) return sign * order;
    }
    return p.energy - q.energy || p.id - q.id;
  });
}

function valueOf(row: TableRow, key: SortKey): number | string | null {
  switch (key) {
    case 'barrier':
      return row.out?.barrier ?? null;
    case 'refined':
      return row.out?.refined ?? null;
    default:
      return row[key];
  }
}

/** What a press on a column's head makes of the order: members and barriers largest first, then the other way round. */
export function nextSorting(now: Sorting, key: SortKey): Sorting {
  if (now.key === key) return { key, descending: !now.descending };
  return { key, descending: key === 'members' || key === 'strength' || key === 'barrier' || key === 'refined' };
}
