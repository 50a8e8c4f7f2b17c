import type { Forest, ImageStrip, Landscape } from '../../../../core/contract/landscape.ts';

function imagesOf(images: ImageStrip | null, indices: readonly number[]): ImageStrip | null {
  if (images === null) return null;
  const size = images.width * images.height * images.channels;
  const pixels = new Uint8Array(indices.length * size);
  indices.forEach((index, at) => pixels.set(images.pixels.subarray(index * size, (index + 1) * size), at * size));
  return { ...images, count: indices.length, pixels };
}

/** A landscape of the basins that were found alone, for the graph: its forests keep only the pairs of joins, by the new indices. */
export function foundLandscape(landscape: Landscape, found: ReadonlySet<number>): Landscape {
  const indices = landscape.basins.flatMap(({ id }, index) => (found.has(id) ? [index] : []));
  const indexOf = new Map(indices.map((index, at) => [index, at]));
  const pairsOf = (forest: Forest): Forest => ({
    joins: forest.joins.flatMap((join) => {
      const [a, b] = join.via.map((index) => indexOf.get(index));
      return a === undefined || b === undefined ? [] : [{ ...join, via: [a, b] as [number, number] }];
    }),
    roots: [],
    x: [],
  });
  const { kinetic } = landscape;
  return {
    ...landscape,
    basins: indices.map((index) => landscape.basins[index]!),
    edges: landscape.edges.filter(({ a, b }) => found.has(a) && found.has(b)),
    forest: pairsOf(landscape.forest),
    images: imagesOf(landscape.images, indices),
    ...(kinetic ? { kinetic: { ...kinetic, trees: { sets: pairsOf(kinetic.trees.sets), freeEnergy: pairsOf(kinetic.trees.freeEnergy), potential: pairsOf(kinetic.trees.potential) } } } : {}),
  };
}
