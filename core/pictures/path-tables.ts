import type { PathRecord } from '../mapping/records.ts';
import { arcLengths } from '../landscape/path-view.ts';
import { csvText } from './csv-text.ts';

/** One row a point of a path, ends by the ids of basins: arc length from a (0 … 1) and U, in the plane also the point; the others are the rows of the .npy beside. */
export function pathsCsv(paths: readonly PathRecord[]): string {
  const plane = paths.every(({ points, energies }) => points.length === 2 * energies.length) && paths.length > 0;
  const rows = paths.flatMap(({ a, b, kind, energies, points }, path) => {
    const along = arcLengths(points, energies.length);
    return Array.from(energies, (energy, point) => [path, a, b, kind, point, along[point]!, energy, ...(plane ? [points[2 * point]!, points[2 * point + 1]!] : [])]);
  });
  return csvText(['path', 'a', 'b', 'kind', 'point', 'along', 'energy', ...(plane ? ['x', 'y'] : [])], rows);
}

/** The points of all paths, one after the other [points, N], in the order of the rows of the table. */
export function pathPoints(paths: readonly PathRecord[]): { values: Float32Array; count: number } {
  const values = new Float32Array(paths.reduce((sum, { points }) => sum + points.length, 0));
  let at = 0;
  for (const { points } of paths) {
    values.set(points, at);
    at += points.length;
  }
  return { values, count: paths.reduce((sum, { energies }) => sum + energies.length, 0) };
}
