import { gridEnergy, gridPosition } from '../../../core/analysis/grid-energy.ts';
import type { PlaneEnergy } from '../../../core/analysis/grid-energy.ts';
import { floodGrid, persistentMinima } from '../../../core/analysis/flooding.ts';
import { buildForest } from '../../../core/landscape/forest.ts';

/** The grid of tests/fixtures/reference/README.md: its basins are those of persistence above 1. */
const GRID = { xMin: -1.8, xMax: 1.8, yMin: -1.8, yMax: 1.8, columns: 801, rows: 801 };
const PERSISTENCE = 1;

/** A basin as the flooding has it: exact on the grid. `saddle`: U where it first joins a deeper one; null for the deepest. */
export interface ExactBasin {
  readonly position: readonly [number, number];
  readonly energy: number;
  readonly saddle: number | null;
}

/** What `map --json` prints of a plane's map, as far as it is checked. */
export interface PlaneMap {
  readonly basins: readonly { readonly id: number; readonly energy: number; readonly position: readonly [number, number] }[];
  readonly barriers: readonly { readonly a: number; readonly b: number; readonly barrier: number; readonly refined: number | null }[];
}

/** A basin of the map beside the exact one nearest to it. `ad`, `refined`: both barriers of its lowest join to a deeper one. */
export interface CheckedBasin {
  readonly exact: ExactBasin;
  readonly id: number;
  readonly distance: number;
  readonly energyError: number;
  readonly ad: number | null;
  readonly refined: number | null;
}

/** Basins of persistence above 1, deepest first, by flooding the potential on an 801 × 801 grid over [-1.8, 1.8]². */
export async function exactBasins(potential: PlaneEnergy): Promise<ExactBasin[]> {
  const { energies } = await gridEnergy(potential, GRID);
  const flooding = floodGrid(energies, GRID.rows, GRID.columns);
  return persistentMinima(flooding, PERSISTENCE).map((index) => {
    const { cell, energy, saddle } = flooding.minima[index]!;
    return { position: gridPosition(GRID, cell), energy, saddle: saddle?.energy ?? null };
  });
}

/**
 * Each exact basin with the map's basin nearest to it, and with the join at which that first meets a deeper one in the map's own tree.
 * Throws where the map has another number of basins, or one that is nearest to two.
 */
export function checkAgainst(exact: readonly ExactBasin[], map: PlaneMap): CheckedBasin[] {
  if (map.basins.length !== exact.length) throw new Error(`The map has ${map.basins.length} basins, the flooding ${exact.length}.`);
  const index = new Map(map.basins.map(({ id }, i) => [id, i]));
  const edges = map.barriers.map(({ a, b, barrier, refined }) => ({ a: index.get(a)!, b: index.get(b)!, barrier, refined }));
  const joins = lowestJoins(map.basins.map(({ energy }) => energy), edges);
  const checked = exact.map((one): CheckedBasin => {
    const distances = map.basins.map(({ position }) => Math.hypot(position[0] - one.position[0], position[1] - one.position[1]));
    const nearest = distances.indexOf(Math.min(...distances));
    const { id, energy } = map.basins[nearest]!;
    return { exact: one, id, distance: distances[nearest]!, energyError: energy - one.energy, ad: joins[nearest]?.barrier ?? null, refined: joins[nearest]?.refined ?? null };
  });
  if (new Set(checked.map(({ id }) => id)).size !== exact.length) throw new Error('Two exact basins have the same nearest basin of the map.');
  return checked;
}

/** For each basin the join of the tree at which it becomes part of a deeper one; null for the deepest of a tree. */
function lowestJoins(energies: readonly number[], edges: Parameters<typeof buildForest>[1]): ({ barrier: number; refined: number | null } | null)[] {
  const { joins } = buildForest(energies, edges);
  const lowest = energies.map((_, i) => i);
  const found = energies.map((): { barrier: number; refined: number | null } | null => null);
  for (const { children, barrier, refined } of joins) {
    const [first, second] = [lowest[children[0]]!, lowest[children[1]]!];
    const [deeper, shallower] = energies[first]! <= energies[second]! ? [first, second] : [second, first];
    found[shallower] = { barrier, refined };
    lowest.push(deeper);
  }
  return found;
}

/** What is asked of a map of the eight Gaussians (issue "First", done when). */
export const TOLERANCE = { position: 0.05, energy: 0.05, adAbove: 1, refinedAbove: 0.05, below: 0.02 } as const;

/** What of it a basin misses, in words: empty where it holds. */
export function shortfalls({ exact, id, distance, energyError, ad, refined }: CheckedBasin): string[] {
  const missed: string[] = [];
  const say = (what: string, value: number): void => void missed.push(`basin ${id}: ${what} ${value.toFixed(3)}`);
  if (distance > TOLERANCE.position) say('minimum off by', distance);
  if (Math.abs(energyError) > TOLERANCE.energy) say('energy off by', energyError);
  if (exact.saddle === null) return ad === null ? missed : [...missed, `basin ${id}: the deepest joins a deeper one`];
  if (ad === null || refined === null) return [...missed, `basin ${id}: no refined join to a deeper one`];
  for (const [what, height, above] of [['AD', ad, TOLERANCE.adAbove], ['refined', refined, TOLERANCE.refinedAbove]] as const) {
    const off = height - exact.saddle;
    if (off > above || off < -TOLERANCE.below) say(`${what} barrier off by`, off);
  }
  return missed;
}
