import type { Forest, Landscape } from '../contract/landscape.ts';
import type { Caption } from './caption.ts';
import { originOf } from './origin.ts';

/** A node of a forest: a basin by its id, or a join by its number, which says which of the two it is. */
type NodeName = { readonly basin: number } | { readonly join: number };

/** A forest by the ids of basins: joins have numbers of their own, in order of height. */
function forestJson({ joins, roots, x }: Forest, ids: readonly number[]): Record<string, unknown> {
  const nameOf = (node: number): NodeName => (node < ids.length ? { basin: ids[node]! } : { join: node - ids.length });
  return {
    joins: joins.map(({ node, children, via, ...join }) => ({ ...nameOf(node), children: children.map(nameOf), ...join, via: via.map((index) => ids[index]!), x: x[node] })),
    roots: roots.map(nameOf),
    leaves: ids.map((basin, index) => ({ basin, x: x[index] })),
  };
}

/**
 * The landscape as JSON text: where it comes from, and everything but the pixels. Basins are named by their ids everywhere; a join of a
 * tree is `{ "join": n }`, which no basin is.
 */
export function landscapeJson(landscape: Landscape, caption: Caption): string {
  const { images, cut, kinetic, forest, map: _, potential: __, ...rest } = landscape;
  const ids = landscape.basins.map(({ id }) => id);
  return `${JSON.stringify(
    {
      ...originOf(caption),
      imageShape: images === null ? null : [images.channels, images.height, images.width],
      ...rest,
      forest: forestJson(forest, ids),
      ...(kinetic === undefined ? {} : {
        sets: cut.sets,
        kinetic: { ...kinetic, trees: Object.fromEntries(Object.entries(kinetic.trees).map(([name, tree]) => [name, forestJson(tree, ids)])) },
      }),
    },
    null,
    2,
  )}\n`;
}
