/** A rectangle on the screen, pixels. */
export interface Rectangle {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export function overlaps(p: Rectangle, q: Rectangle): boolean {
  return p.left < q.right && q.left < p.right && p.top < q.bottom && q.top < p.bottom;
}

/** A label that wants a place. */
export interface Candidate {
  box: Rectangle;
  /** Higher goes first; Infinity is placed whatever it covers. */
  priority: number;
}

/**
 * The candidates that can stand without overlapping, most important first; equal ones in the order given.
 *
 * @param taken rectangles that are occupied already
 * @param most at most so many
 * @returns indices of the placed ones
 */
export function placeLabels(candidates: readonly Candidate[], taken: readonly Rectangle[], bounds: Rectangle, most: number): number[] {
  const order = candidates.map((_, i) => i).sort((p, q) => {
    const [a, b] = [candidates[p]!.priority, candidates[q]!.priority];
    return a === b ? p - q : b > a ? 1 : -1;
  });
  const occupied = [...taken];
  const placed: number[] = [];
  for (const i of order) {
    if (placed.length >= most) break;
    const { box, priority } = candidates[i]!;
    const inside = box.left >= bounds.left && box.right <= bounds.right && box.top >= bounds.top && box.bottom <= bounds.bottom;
    if (priority !== Infinity && (!inside || occupied.some((other) => overlaps(box, other)))) continue;
    occupied.push(box);
    placed.push(i);
  }
  return placed;
}
