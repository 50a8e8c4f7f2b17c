/** A leaf that could carry a picture: where its lower end is, in pixels, and how much it matters. */
export interface LeafSpot {
  readonly index: number;
  readonly x: number;
  readonly y: number;
  readonly weight: number;
}

export interface LeafPicture {
  readonly index: number;
  readonly left: number;
  readonly top: number;
  readonly size: number;
}

const largest = 44;
const smallest = 18;
const drop = 5;

/** Side of the pictures when leaves are so many pixels apart. */
export function pictureSize(spacing: number): number {
  return Math.round(Math.max(smallest, Math.min(largest, spacing - 4)));
}

/**
 * Which leaves get their picture, hung below the leaf: all where there is room, else the weightiest first and none over
 * another, so that a crowded tree shows a few whole pictures instead of a heap. None reaches out of the plot to the left or right.
 */
export function placePictures(spots: readonly LeafSpot[], spacing: number, limit: number, plot: { left: number; width: number }): LeafPicture[] {
  const size = pictureSize(spacing);
  const placed: LeafPicture[] = [];
  // Pictures already placed, by column of their own width: only neighbours can overlap.
  const columns = new Map<number, LeafPicture[]>();
  const near = (column: number): LeafPicture[] => [...(columns.get(column - 1) ?? []), ...(columns.get(column) ?? []), ...(columns.get(column + 1) ?? [])];
  for (const spot of [...spots].sort((a, b) => b.weight - a.weight || a.index - b.index)) {
    if (placed.length >= limit) break;
    const picture = { index: spot.index, left: Math.round(Math.max(plot.left, Math.min(plot.left + plot.width - size, spot.x - size / 2))), top: Math.round(spot.y + drop), size };
    const column = Math.floor(picture.left / size);
    const free = near(column).every(
      (other) => Math.abs(other.left - picture.left) >= size + 2 || Math.abs(other.top - picture.top) >= size + 2,
    );
    if (!free) continue;
    placed.push(picture);
    columns.set(column, [...(columns.get(column) ?? []), picture]);
  }
  return placed;
}
