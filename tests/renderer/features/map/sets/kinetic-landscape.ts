import type { BasinRow, Forest, Landscape } from '../../../../../core/contract/landscape.ts';

/**
 * A kinetic map of six states, 0 … 5, whose joins are 6 = {0, 1}, 7 = {2, 3}, 8 = {7, 4}, 9 = {6, 5}, 10 = {8, 9}: cut into one to six sets.
 * Heights of the set tree are 1 … 5; sets lie at the energy of their number.
 */
export function kineticLandscape(sets: number, more: Partial<NonNullable<Landscape['kinetic']>> = {}): Landscape {
  const joins: [number, number][] = [[0, 1], [2, 3], [7, 4], [6, 5], [8, 9]];
  const members = [1, 1, 1, 1, 1, 1, 2, 2, 3, 3, 6];
  const kept = 6 - sets;
  const gone = new Set(joins.slice(0, kept).flat());
  const ids = [...Array(6 + kept).keys()].filter((node) => !gone.has(node));
  const nodeOf = (id: number): number => (ids.includes(id) ? ids.indexOf(id) : id - (6 + kept) + sets);
  const tree: Forest = {
    joins: joins.slice(kept).map(([a, b], j) => ({ node: sets + j, children: [nodeOf(a), nodeOf(b)], barrier: kept + j + 1, refined: null, height: kept + j + 1, via: [0, Math.min(1, sets - 1)] })),
    roots: [2 * sets - 2],
    x: Array.from({ length: 2 * sets - 1 }, (_, node) => node % sets),
  };
  const basins: BasinRow[] = ids.map((id) => ({
    id, energy: id, members: members[id]!, position: null, layout: [id, 0], merged: [], labelCounts: null, representative: 0, bottom: id, freeEnergy: id / 10, strength: 0.9,
  }));
  return {
    map: 'k', potential: 'p',
    cut: { leafKind: 'state', sets, own: 2, fewest: 1, most: 6 },
    basins, edges: [], forest: tree, images: null, discovery: [], sweep: [], alpha: null, scores: null,
    kinetic: { proposals: [{ sets: 2, clearness: 3.1 }, { sets: 4, clearness: 1.2 }], timescales: [null, null, 40, 20, 10, 5, 2], scores: null, gain: null, diffusion: null, trees: { sets: tree, freeEnergy: tree, potential: tree }, ...more },
  };
}
