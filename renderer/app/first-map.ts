import type { MapSummary } from '../../core/contract/map-record.ts';

/** The map to open when none was looked at before: one with basins if there is any, the newest first, people's own before bundled ones. */
export function firstMap(maps: readonly MapSummary[]): MapSummary | null {
  const rank = (map: MapSummary): number => (map.basins > 0 ? 2 : 0) + (map.bundled ? 0 : 1);
  const [first] = [...maps].sort((a, b) => rank(b) - rank(a) || b.createdAt.localeCompare(a.createdAt));
  return first ?? null;
}
