import type { Landscape } from '../../../../core/contract/landscape.ts';

export interface NotableBasin {
  readonly what: string;
  readonly id: number;
  readonly value: number;
  readonly unit: 'energy' | 'members';
}

export interface MapOverview {
  readonly basins: number;
  readonly members: number;
  readonly alpha: number | null;
  /** All pairs of basins, and how many of them are known in which way. */
  readonly pairs: number;
  readonly joined: number;
  readonly failed: number;
  readonly untested: number;
  readonly trees: number;
  readonly notable: readonly NotableBasin[];
}

/** What a landscape holds as a whole. */
export function overviewOf(landscape: Landscape): MapOverview {
  const { basins, edges, forest, alpha } = landscape;
  const pairs = (basins.length * (basins.length - 1)) / 2;
  const joined = edges.filter((edge) => edge.status === 'joined').length;
  const failed = edges.filter((edge) => edge.status === 'failed').length;
  const deepest = best(basins, (basin) => -basin.energy);
  const highest = best(basins, (basin) => basin.energy);
  const largest = best(basins, (basin) => basin.members);
  const notable: NotableBasin[] = [];
  if (deepest) notable.push({ what: 'Deepest', id: deepest.id, value: deepest.energy, unit: 'energy' });
  if (highest && highest !== deepest) notable.push({ what: 'Highest', id: highest.id, value: highest.energy, unit: 'energy' });
  if (largest) notable.push({ what: 'Largest', id: largest.id, value: largest.members, unit: 'members' });
  return {
    basins: basins.length,
    members: basins.reduce((sum, basin) => sum + basin.members, 0),
    alpha,
    pairs,
    joined,
    failed,
    untested: pairs - joined - failed,
    trees: forest.roots.length,
    notable,
  };
}

/** The first entry with the greatest value. */
function best<T>(entries: readonly T[], valueOf: (entry: T) => number): T | null {
  return entries.reduce<T | null>((found, entry) => (found === null || valueOf(entry) > valueOf(found) ? entry : found), null);
}
