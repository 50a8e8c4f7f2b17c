import type { TreeNode } from './tree-geometry.ts';
import { toPixelX, toPixelY, type PlotArea, type TreeWindow } from './tree-window.ts';

/** A node in pixels. */
export interface DrawnNode {
  readonly node: TreeNode;
  readonly x: number;
  readonly y: number;
}

export interface DrawnTree {
  readonly leaves: DrawnNode[];
  readonly joins: DrawnNode[];
  /** SVG path data of every branch that touches the window. */
  readonly branches: string;
  /** SVG path data of the stems above the roots. */
  readonly stems: string;
  /** Pixels between neighbouring leaves. */
  readonly spacing: number;
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** What of a forest falls into a window, as shapes in pixels. */
export function drawTree(nodes: readonly TreeNode[], byNode: ReadonlyMap<number, TreeNode>, window: TreeWindow, plot: PlotArea): DrawnTree {
  const leaves: DrawnNode[] = [];
  const joins: DrawnNode[] = [];
  let branches = '';
  let stems = '';
  for (const node of nodes) {
    const parent = node.parent === null ? null : (byNode.get(node.parent) ?? null);
    const low = Math.min(node.x, parent?.x ?? node.x);
    const high = Math.max(node.x, parent?.x ?? node.x);
    if (high < window.x0 - 0.5 || low > window.x1 + 0.5) continue;
    const x = toPixelX(node.x, window, plot);
    const y = toPixelY(node.energy, window, plot);
    branches += branch(node, parent, window, plot);
    if (!parent) stems += `M${round(x)} ${round(y)}V${plot.top}`;
    if (node.x < window.x0 - 0.5 || node.x > window.x1 + 0.5) continue;
    if (y < plot.top - 1 || y > plot.top + plot.height + 1) continue;
    (node.basin === null ? joins : leaves).push({ node, x, y });
  }
  return { leaves, joins, branches, stems, spacing: plot.width / (window.x1 - window.x0) };
}

/** SVG path data from a node up to its root along the branches. */
export function drawWay(way: readonly number[], byNode: ReadonlyMap<number, TreeNode>, window: TreeWindow, plot: PlotArea): string {
  let path = '';
  for (const id of way) {
    const node = byNode.get(id);
    const parent = node?.parent === null || node?.parent === undefined ? null : (byNode.get(node.parent) ?? null);
    if (node) path += branch(node, parent, window, plot);
  }
  return path;
}

function branch(node: TreeNode, parent: TreeNode | null, window: TreeWindow, plot: PlotArea): string {
  if (!parent) return '';
  const x = round(toPixelX(node.x, window, plot));
  const y = round(toPixelY(node.energy, window, plot));
  const top = round(toPixelY(parent.energy, window, plot));
  return `M${x} ${y}V${top}H${round(toPixelX(parent.x, window, plot))}`;
}

/** x (in pixels) of the borders between the trees of a forest, for those in the window. */
export function treeBorders(nodes: readonly TreeNode[], window: TreeWindow, plot: PlotArea): number[] {
  const ends = new Map<number, [number, number]>();
  for (const node of nodes) {
    if (node.basin === null) continue;
    const [low, high] = ends.get(node.tree) ?? [Infinity, -Infinity];
    ends.set(node.tree, [Math.min(low, node.x), Math.max(high, node.x)]);
  }
  const sorted = [...ends.values()].sort((a, b) => a[0] - b[0]);
  const borders: number[] = [];
  for (let i = 1; i < sorted.length; i++) {
    const middle = ((sorted[i - 1]?.[1] ?? 0) + (sorted[i]?.[0] ?? 0)) / 2;
    if (middle > window.x0 && middle < window.x1) borders.push(toPixelX(middle, window, plot));
  }
  return borders;
}

/** The drawn node nearest to a point within a reach, in pixels. */
export function nearest(drawn: readonly DrawnNode[], px: number, py: number, reach: number): DrawnNode | null {
  let best: DrawnNode | null = null;
  let least = reach;
  for (const item of drawn) {
    const distance = Math.hypot(item.x - px, item.y - py);
    if (distance <= least) {
      least = distance;
      best = item;
    }
  }
  return best;
}
