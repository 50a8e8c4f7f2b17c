/** Something that a caption must not cover, in pixels. */
export interface Obstacle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const HEIGHT = 18;
const GAP = 8;

/** Pixels that two rectangles share. */
function shared(a: Obstacle, b: Obstacle): number {
  return Math.max(0, Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left)) * Math.max(0, Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top));
}

/**
 * Where the caption of a leaf goes: above it, beside it, or further up along its branch, where it covers nothing; else where it covers least.
 * Always within the plot.
 */
export function placeCaption(leaf: { x: number; y: number }, width: number, radius: number, obstacles: readonly Obstacle[], plot: { left: number; top: number; width: number; height: number }): { left: number; top: number } {
  const middle = leaf.x - width / 2;
  const beside = leaf.y - HEIGHT / 2;
  const places = [
    [middle, leaf.y - radius - GAP - HEIGHT], [leaf.x + radius + GAP, beside], [leaf.x - radius - GAP - width, beside],
    ...[30, 55, 85, 120, 160].map((up): [number, number] => [middle, leaf.y - radius - GAP - HEIGHT - up]),
  ] as const;
  const within = places.map(([left, top]) => ({
    left: Math.max(plot.left + 2, Math.min(plot.left + plot.width - width - 2, left)),
    top: Math.max(plot.top + 2, Math.min(plot.top + plot.height + 4, top)),
  }));
  const covered = within.map((place) => obstacles.reduce((sum, one) => sum + shared({ ...place, width, height: HEIGHT }, one), 0));
  return within[covered.indexOf(Math.min(...covered))]!;
}
