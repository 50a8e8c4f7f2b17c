import type { Landscape } from '../contract/landscape.ts';

/** Where a node of the forest goes: place along the leaves (in leaf widths, gaps between trees included) and energy. */
export interface PlacedNode {
  readonly node: number;
  readonly place: number;
  readonly energy: number;
}

export interface TreeLayout {
  /** Basins by index, then joins, as in the forest. */
  readonly nodes: readonly PlacedNode[];
  /** Width in leaf widths. */
  readonly width: number;
  readonly lowest: number;
  /** Highest energy to be shown: joins, their AD barriers, and lone basins. */
  readonly highest: number;
}

/** Gap between separate trees of a forest, in leaf widths; smaller where there are many. */
function gapOf(trees: number): number {
  return trees > 24 ? 0.25 : 0.8;
}

/** Lays the disconnectivity forest out, its separate trees apart. */
export function layoutTree(landscape: Landscape): TreeLayout {
  const { basins, forest } = landscape;
  const children = new Map(forest.joins.map((join) => [join.node, join.children]));
  const treeOf = new Map<number, number>();
  const roots = [...forest.roots].sort((p, q) => (forest.x[p] ?? 0) - (forest.x[q] ?? 0));
  roots.forEach((root, tree) => {
    const open = [root];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      treeOf.set(node, tree);
      open.push(...(children.get(node) ?? []));
    }
  });
  const gap = gapOf(roots.length);
  const place = (node: number): number => (forest.x[node] ?? 0) + gap * (treeOf.get(node) ?? 0);
  const nodes = [
    ...basins.map((basin, index) => ({ node: index, place: place(index), energy: basin.energy })),
    ...forest.joins.map((join) => ({ node: join.node, place: place(join.node), energy: join.height })),
  ];
  const energies = nodes.map((node) => node.energy);
  const highest = Math.max(...energies, ...forest.joins.map((join) => Math.max(join.barrier, join.height)));
  return {
    nodes,
    width: Math.max(0, basins.length - 1) + gap * Math.max(0, roots.length - 1),
    lowest: Math.min(...energies),
    highest,
  };
}
