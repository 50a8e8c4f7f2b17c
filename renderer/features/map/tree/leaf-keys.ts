/**
 * The leaf that a key leads to along the tree, first to last from left to right: the next one with ← and →, the outermost with
 * Home and End. From none chosen ← and → begin at the first. Null: the key leads nowhere here.
 */
export function leafAfter(key: string, leaves: readonly number[], chosen: number | null): number | null {
  const at = chosen === null ? -1 : leaves.indexOf(chosen);
  const step = (by: number): number => (at < 0 ? 0 : Math.max(0, Math.min(leaves.length - 1, at + by)));
  switch (key) {
    case 'ArrowLeft':
      return leaves[step(-1)] ?? null;
    case 'ArrowRight':
      return leaves[step(1)] ?? null;
    case 'Home':
      return leaves[0] ?? null;
    case 'End':
      return leaves.at(-1) ?? null;
    default:
      return null;
  }
}
