import type { Landscape } from '../contract/landscape.ts';
import { csvText } from './csv-text.ts';

/** One row a basin: id, energy, members, what was merged into it, position (2D), members by label (where there are labels); of kinetic maps also representative, F and strength. */
export function basinsCsv(landscape: Landscape): string {
  const plane = landscape.basins.some((basin) => basin.position !== null);
  const labels = [...new Set(landscape.basins.flatMap((basin) => Object.keys(basin.labelCounts ?? {})))].sort((p, q) => p.localeCompare(q, 'en', { numeric: true }));
  const kinetic = landscape.kinetic !== undefined;
  return csvText(
    ['id', 'energy', 'members', 'merged', ...(plane ? ['x', 'y'] : []), ...(kinetic ? ['representative', 'free_energy', 'strength'] : []), ...labels.map((name) => `label ${name}`)],
    landscape.basins.map((basin) => [
      basin.id,
      basin.energy,
      basin.members,
      basin.merged.join(' '),
      ...(plane ? [basin.position?.[0] ?? null, basin.position?.[1] ?? null] : []),
      ...(kinetic ? [basin.representative ?? null, basin.freeEnergy ?? null, basin.strength ?? null] : []),
      ...labels.map((name) => basin.labelCounts?.[name] ?? 0),
    ]),
  );
}
