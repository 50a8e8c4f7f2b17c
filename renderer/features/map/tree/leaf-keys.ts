/**
 * The leaf that a key leads to. `leaves` stand from left to right: ← and → lead along them, Home and End to the outermost. `rising`: the same by their
 * height in the tree, lowest first: ↓ leads to the next higher as it does in the list, ↑ back. From none chosen ↑ begins at the highest, all
 * others at the first. Null: the key leads nowhere here.
 */
export function leafAfter(key: string, leaves: readonly number[], chosen: number | null, rising: readonly number[] = leaves): number | null {
  const from = (order: readonly number[], by: number, start: number): number | null => {
    const at = chosen === null ? -1 : order.indexOf(chosen);
    return order[at < 0 ? start : Math.max(0, Math.min(order.length - 1, at + by))] ?? null;
  };
  switch (key) {
    case 'ArrowDown':
      return from(rising, 1, 0);
    case 'ArrowUp':
      return from(rising, -1, rising.length - 1);
    case 'ArrowLeft':
      return from(leaves, -1, 0);
    case 'ArrowRight':
      return from(leaves, 1, 0);
    case 'Home':
      return leaves[0] ?? null;
    case 'End':
      return leaves.at(-1) ?? null;
    default:
      return null;
  }
}
