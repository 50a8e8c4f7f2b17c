import { z } from 'zod';
import { cut } from './hierarchy.ts';
import { basinRow, discoveryPoint, edgeRow, forest, imageStrip, landscape, sweepPoint } from './landscape.ts';
import type { EdgeRow, ImageStrip, Landscape } from './landscape.ts';

/** Points of a curve that only grows, from number `from` on. */
const grown = <T extends z.ZodType>(point: T) => z.object({ from: z.int().min(0), points: z.array(point) });

/** What differs between two landscapes of a map. Basins and edges are named by id, so that rows stay what they are when others come between. */
export const landscapeChanges = z.object({
  cut,
  /** Ids of all basins in their order; null: as before. */
  order: z.instanceof(Int32Array).nullable(),
  /** Basins that are new or differ in more than their place in the graph. */
  basins: z.array(basinRow),
  /** Places of all basins, [basins, 2] flat, in their order; null: as before. */
  layout: z.instanceof(Float64Array).nullable(),
  /** Edges that are new or differ, and pairs [a, b] that are edges no longer. */
  edges: z.array(edgeRow),
  edgesGone: z.array(z.tuple([z.int(), z.int()])),
  /** Null: as before. */
  forest: forest.nullable(),
  /** Images of basins whose representative is new, by id; null: all as before. */
  images: z.object({ of: z.instanceof(Int32Array), strip: imageStrip }).nullable(),
  discovery: grown(discoveryPoint),
  sweep: grown(sweepPoint),
  alpha: landscape.shape.alpha,
  scores: landscape.shape.scores,
  kinetic: landscape.shape.kinetic,
});
export type LandscapeChanges = z.infer<typeof landscapeChanges>;

/** A landscape on its way to the window: whole, or as changes of the one that the window said it has. `revision`: what to say next time. */
export const landscapeUpdate = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('whole'), revision: z.string(), landscape }),
  z.object({ kind: z.literal('changes'), revision: z.string(), changes: landscapeChanges }),
]);
export type LandscapeUpdate = z.infer<typeof landscapeUpdate>;

/** Order of a landscape's edges: by their lower id, then by the other. */
export function byEnds(p: Pick<EdgeRow, 'a' | 'b'>, q: Pick<EdgeRow, 'a' | 'b'>): number {
  return p.a - q.a || p.b - q.b;
}

/** What names an edge. */
export function edgeKey({ a, b }: Pick<EdgeRow, 'a' | 'b'>): string {
  return `${a} ${b}`;
}

/** The landscape after the changes; rows that did not change are those of `before`. */
export function withChanges(before: Landscape, changes: LandscapeChanges): Landscape {
  const rows = new Map([...before.basins, ...changes.basins].map((row) => [row.id, row]));
  const order = changes.order ?? before.basins.map((row) => row.id);
  const basins = Array.from(order, (id, index) => {
    const row = rows.get(id)!;
    return changes.layout === null ? row : { ...row, layout: [changes.layout[2 * index]!, changes.layout[2 * index + 1]!] as [number, number] };
  });
  const edges = new Map([...before.edges, ...changes.edges].map((edge) => [edgeKey(edge), edge]));
  for (const [a, b] of changes.edgesGone) edges.delete(edgeKey({ a, b }));
  return {
    map: before.map,
    potential: before.potential,
    cut: changes.cut,
    basins,
    edges: [...edges.values()].sort(byEnds),
    forest: changes.forest ?? before.forest,
    images: imagesAfter(before, order, changes.images),
    discovery: [...before.discovery.slice(0, changes.discovery.from), ...changes.discovery.points],
    sweep: [...before.sweep.slice(0, changes.sweep.from), ...changes.sweep.points],
    alpha: changes.alpha,
    scores: changes.scores,
    ...(changes.kinetic === undefined ? {} : { kinetic: changes.kinetic }),
  };
}

/** The strip in a new order of basins, with the images that are new. */
function imagesAfter(before: Landscape, order: ArrayLike<number>, changed: LandscapeChanges['images']): ImageStrip | null {
  const old = before.images;
  if (old === null) return null;
  const size = old.width * old.height * old.channels;
  const sources = new Map(before.basins.map((row, index) => [row.id, old.pixels.subarray(index * size, (index + 1) * size)]));
  changed?.of.forEach((id, index) => sources.set(id, changed.strip.pixels.subarray(index * size, (index + 1) * size)));
  const pixels = new Uint8Array(order.length * size);
  for (let index = 0; index < order.length; index++) pixels.set(sources.get(order[index]!)!, index * size);
  return { ...old, count: order.length, pixels };
}
