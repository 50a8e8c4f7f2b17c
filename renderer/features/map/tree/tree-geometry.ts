import type { BasinRow, Forest, JoinRow } from '../../../../core/contract/landscape.ts';

/** A basin or a join of the disconnectivity forest, placed. */
export interface TreeNode {
  readonly node: number;
  /** Index of the basin; null for a join. */
  readonly basin: number | null;
  readonly join: JoinRow | null;
  /** Place along the leaves (0…leaves−1). */
  readonly x: number;
  /** Energy at which it lies: a basin's minimum, a join's barrier. */
  readonly energy: number;
  readonly parent: number | null;
  /** The tree of the forest it belongs to: index into roots, in order of x. */
  readonly tree: number;
}

/** The forest with every node's place and parent, leaves standing at `footOf`, by default their minimum. Nodes of a file that does not fit together are left out, never guessed. */
export function treeNodes(basins: readonly BasinRow[], forest: Forest, footOf: (basin: BasinRow) => number = ({ energy }) => energy): TreeNode[] {
  const parents = new Map<number, number>();
  const joins = new Map<number, JoinRow>();
  for (const join of forest.joins) {
    joins.set(join.node, join);
    for (const child of join.children) parents.set(child, join.node);
  }
  const roots = [...forest.roots].sort((a, b) => (forest.x[a] ?? 0) - (forest.x[b] ?? 0));
  const treeOf = new Map<number, number>();
  roots.forEach((root, tree) => {
    const stack = [root];
    while (stack.length > 0) {
      const node = stack.pop() as number;
      if (treeOf.has(node)) continue;
      treeOf.set(node, tree);
      stack.push(...(joins.get(node)?.children ?? []));
    }
  });
  const nodes: TreeNode[] = [];
  const place = (node: number, basin: number | null, join: JoinRow | null, energy: number): void => {
    const x = forest.x[node];
    const tree = treeOf.get(node);
    if (x === undefined || tree === undefined) return;
    nodes.push({ node, basin, join, x, energy, parent: parents.get(node) ?? null, tree });
  };
  basins.forEach((basin, index) => place(index, index, null, footOf(basin)));
  for (const join of forest.joins) place(join.node, null, join, join.height);
  return nodes;
}

/** Nodes from one up to its root, itself first. */
export function pathToRoot(node: number, nodes: ReadonlyMap<number, TreeNode>): number[] {
  const path: number[] = [];
  let at: number | null = node;
  while (at !== null && !path.includes(at)) {
    path.push(at);
    at = nodes.get(at)?.parent ?? null;
  }
  return path;
}

/** Lowest and highest energy of anything drawn, AD barriers included. */
export function energySpan(nodes: readonly TreeNode[]): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const node of nodes) {
    low = Math.min(low, node.energy);
    high = Math.max(high, node.energy, node.join?.barrier ?? -Infinity);
  }
  return Number.isFinite(low) ? [low, high] : [0, 1];
}
