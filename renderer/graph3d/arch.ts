/**
 * Height of the top of an arch: the barrier, but never below either end.
 *
 * A refined barrier can come out a hair under a minimum's own U, and an unknown one (NaN) is drawn as a flat link.
 */
export function archApex(startHeight: number, endHeight: number, barrierHeight: number): number {
  const floor = Math.max(startHeight, endHeight);
  return Number.isNaN(barrierHeight) ? floor : Math.max(floor, barrierHeight);
}

/**
 * Height along an arch at s (0…1): two half parabolas, y = y₀ + (apex − y₀)·u(2 − u) with u the way from either end to the
 * middle, so that it leaves each minimum, is level at the middle, and is exactly `apex` there and nowhere higher.
 */
export function archHeight(startHeight: number, endHeight: number, apex: number, s: number): number {
  const u = s < 0.5 ? 2 * s : 2 - 2 * s;
  const from = s < 0.5 ? startHeight : endHeight;
  return from + (apex - from) * u * (2 - u);
}

/**
 * Points of an arch over the straight line between two places: `segments` + 1 triples written to `out`.
 *
 * @param start world x, y, z
 * @param end world x, y, z
 */
export function archPoints(
  start: ArrayLike<number>,
  end: ArrayLike<number>,
  apex: number,
  segments: number,
  out: Float32Array,
): void {
  for (let i = 0; i <= segments; i++) {
    const s = i / segments;
    out[i * 3] = start[0]! + (end[0]! - start[0]!) * s;
    out[i * 3 + 1] = archHeight(start[1]!, end[1]!, apex, s);
    out[i * 3 + 2] = start[2]! + (end[2]! - start[2]!) * s;
  }
}
