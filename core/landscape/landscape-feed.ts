import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { edgeKey } from '../contract/landscape-changes.ts';
import type { LandscapeChanges, LandscapeUpdate } from '../contract/landscape-changes.ts';
import type { ImageStrip, Landscape } from '../contract/landscape.ts';

/** Maps whose last landscape is kept to tell changes of. */
const MOST_KEPT = 4;

/**
 * Tells the window what changed of a map since it last asked.
 *
 * The last landscape told of a map is kept under a revision of its own. Whoever asks with that revision gets the changes since; whoever asks
 * with another (of a program before a restart, of an answer that was overtaken) or with none gets the whole.
 */
export class LandscapeFeed {
  readonly #read: (map: string, sets: number | null) => Landscape;
  readonly #told = new Map<string, { readonly revision: string; readonly landscape: Landscape }>();

  constructor(read: (map: string, sets: number | null) => Landscape) {
    this.#read = read;
  }

  /** Throws what reading throws. */
  ask(map: string, sets: number | null, since: string | null): LandscapeUpdate {
    const landscape = this.#read(map, sets);
    const before = this.#told.get(map);
    const revision = randomUUID();
    // Taken out first: a Map keeps its keys in the order they came, so the first is the one not asked for longest.
    this.#told.delete(map);
    this.#told.set(map, { revision, landscape });
    const oldest = this.#told.keys().next();
    if (this.#told.size > MOST_KEPT && !oldest.done) this.#told.delete(oldest.value);
    if (before === undefined || before.revision !== since) return { kind: 'whole', revision, landscape };
    return { kind: 'changes', revision, changes: changesBetween(before.landscape, landscape) };
  }
}

/** What has to be told to whom has `before` so that they have `after`: two landscapes of one map, at any two cuts. */
export function changesBetween(before: Landscape, after: Landscape): LandscapeChanges {
  const rows = new Map(before.basins.map((row) => [row.id, row]));
  const edges = new Map(before.edges.map((edge) => [edgeKey(edge), edge]));
  const standing = new Set(after.edges.map(edgeKey));
  const order = Int32Array.from(after.basins, (row) => row.id);
  const layout = Float64Array.from(after.basins.flatMap((row) => row.layout));
  return {
    cut: after.cut,
    order: isDeepStrictEqual(order, Int32Array.from(before.basins, (row) => row.id)) ? null : order,
    basins: after.basins.filter((row) => {
      const known = rows.get(row.id);
      return known === undefined || !isDeepStrictEqual({ ...known, layout: null }, { ...row, layout: null });
    }),
    layout: isDeepStrictEqual(layout, Float64Array.from(before.basins.flatMap((row) => row.layout))) ? null : layout,
    edges: after.edges.filter((edge) => !isDeepStrictEqual(edges.get(edgeKey(edge)), edge)),
    edgesGone: before.edges.filter((edge) => !standing.has(edgeKey(edge))).map(({ a, b }) => [a, b]),
    forest: isDeepStrictEqual(before.forest, after.forest) ? null : after.forest,
    images: newImages(before, after),
    discovery: grownFrom(before.discovery, after.discovery),
    sweep: grownFrom(before.sweep, after.sweep),
    alpha: after.alpha,
    scores: after.scores,
    ...(after.kinetic === undefined ? {} : { kinetic: after.kinetic }),
  };
}

function newImages(before: Landscape, after: Landscape): LandscapeChanges['images'] {
  const strip = after.images;
  if (strip === null || before.images === null) return null;
  const places = new Map(before.basins.map((row, index) => [row.id, index]));
  const changed = after.basins.flatMap(({ id }, index) => {
    const place = places.get(id);
    return place !== undefined && Buffer.compare(imageAt(before.images!, place), imageAt(strip, index)) === 0 ? [] : [{ id, image: imageAt(strip, index) }];
  });
  if (changed.length === 0) return null;
  const pixels = Buffer.concat(changed.map(({ image }) => image));
  return { of: Int32Array.from(changed, ({ id }) => id), strip: { ...strip, count: changed.length, pixels: new Uint8Array(pixels) } };
}

function imageAt({ width, height, channels, pixels }: ImageStrip, index: number): Uint8Array {
  const size = width * height * channels;
  return pixels.subarray(index * size, (index + 1) * size);
}

/** The points after those that both curves begin with. */
function grownFrom<T>(before: readonly T[], after: readonly T[]): { from: number; points: T[] } {
  let from = 0;
  while (from < before.length && from < after.length && isDeepStrictEqual(before[from], after[from])) from++;
  return { from, points: after.slice(from) };
}
