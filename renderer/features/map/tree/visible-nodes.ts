import type { TreeNode } from './tree-geometry.ts';

/**
 * The forest without the leaves of basins that are hidden: a join of which one side is left is no join, and what is left moves together, in the
 * order it had.
 */
export function visibleNodes(nodes: readonly TreeNode[], shown: (basin: number) => boolean): TreeNode[] {
  const children = new Map<number, TreeNode[]>();
  for (const node of nodes) if (node.parent !== null) children.set(node.parent, [...(children.get(node.parent) ?? []), node]);
  const kept = new Map<number, TreeNode>();
  let next = 0;
  // From the lowest leaves on: children before their parents.
  const placed = new Map<number, TreeNode | null>();
  for (const leaf of nodes.filter(({ basin }) => basin !== null).sort((p, q) => p.x - q.x)) {
    placed.set(leaf.node, shown(leaf.basin!) ? { ...leaf, x: next++ } : null);
  }
  for (const join of nodes.filter(({ basin }) => basin === null).sort((p, q) => p.node - q.node)) {
    const left = (children.get(join.node) ?? []).map(({ node }) => placed.get(node) ?? null).filter((node) => node !== null);
    placed.set(join.node, left.length > 1 ? { ...join, x: left.reduce((sum, { x }) => sum + x, 0) / left.length } : (left[0] ?? null));
  }
  const parentOf = new Map(nodes.map(({ node, parent }) => [node, parent]));
  for (const node of placed.values()) {
    if (node === null || kept.has(node.node)) continue;
    let parent = parentOf.get(node.node) ?? null;
    while (parent !== null && placed.get(parent)?.node !== parent) parent = parentOf.get(parent) ?? null;
    kept.set(node.node, { ...node, parent });
  }
  return [...kept.values()];
}
