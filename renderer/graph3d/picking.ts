/**
 * World points to the screen.
 *
 * @param points [n × stride], x y z first
 * @param matrix column-major 4×4, projection × view
 * @param out [n × 3] pixel x, pixel y (down), depth along the view (w; ≤ 0 is behind the camera)
 */
export function projectPoints(
  points: Float32Array,
  stride: number,
  count: number,
  matrix: ArrayLike<number>,
  width: number,
  height: number,
  out: Float32Array,
): void {
  const m = matrix;
  for (let i = 0; i < count; i++) {
    const x = points[i * stride]!;
    const y = points[i * stride + 1]!;
    const z = points[i * stride + 2]!;
    const w = m[3]! * x + m[7]! * y + m[11]! * z + m[15]!;
    out[i * 3] = ((m[0]! * x + m[4]! * y + m[8]! * z + m[12]!) / w / 2 + 0.5) * width;
    out[i * 3 + 1] = (0.5 - (m[1]! * x + m[5]! * y + m[9]! * z + m[13]!) / w / 2) * height;
    out[i * 3 + 2] = w;
  }
}

/**
 * The nearest node under a pixel, or −1.
 *
 * @param projected [n × 3] of projectPoints
 * @param radii [n] half sides on the screen, pixels
 * @param square nodes are squares, else discs
 * @param slack pixels of reach beyond a node's border; a true hit wins over a near one
 */
export function pickNode(
  projected: Float32Array,
  radii: Float32Array,
  count: number,
  square: boolean,
  x: number,
  y: number,
  slack: number,
): number {
  let best = -1;
  let bestOver = Infinity;
  let bestDepth = Infinity;
  for (let i = 0; i < count; i++) {
    const depth = projected[i * 3 + 2]!;
    if (depth <= 0) continue;
    const dx = Math.abs(projected[i * 3]! - x);
    const dy = Math.abs(projected[i * 3 + 1]! - y);
    const over = Math.max(0, (square ? Math.max(dx, dy) : Math.hypot(dx, dy)) - radii[i]!);
    if (over > slack) continue;
    if (over < bestOver || (over === bestOver && depth < bestDepth)) {
      best = i;
      bestOver = over;
      bestDepth = depth;
    }
  }
  return best;
}

/** Distance from a point to a segment, in the plane. */
export function segmentDistance(px: number, py: number, ax: number, ay: number, bx: number, by: number): number {
  const dx = bx - ax;
  const dy = by - ay;
  const squared = dx * dx + dy * dy;
  const t = squared > 0 ? Math.min(1, Math.max(0, ((px - ax) * dx + (py - ay) * dy) / squared)) : 0;
  return Math.hypot(px - ax - t * dx, py - ay - t * dy);
}

/** Distance from a pixel to a projected polyline [n × 3] between entries `from` and `to`; parts behind the camera count for nothing. */
export function polylineDistance(projected: Float32Array, from: number, to: number, x: number, y: number): number {
  let best = Infinity;
  for (let i = from; i + 1 < to; i++) {
    if (projected[i * 3 + 2]! <= 0 || projected[i * 3 + 5]! <= 0) continue;
    const d = segmentDistance(x, y, projected[i * 3]!, projected[i * 3 + 1]!, projected[i * 3 + 3]!, projected[i * 3 + 4]!);
    if (d < best) best = d;
  }
  return best;
}

/**
 * Of some nodes, the one that lies most in a direction on the screen, or −1 when none lies within 80° of it.
 *
 * @param dx, dy the direction, pixels (y down)
 */
export function nodeTowards(
  projected: Float32Array,
  from: number,
  candidates: ArrayLike<number>,
  dx: number,
  dy: number,
): number {
  const length = Math.hypot(dx, dy);
  let best = -1;
  let bestCost = Infinity;
  for (let k = 0; k < candidates.length; k++) {
    const i = candidates[k]!;
    if (i === from || projected[i * 3 + 2]! <= 0) continue;
    const vx = projected[i * 3]! - projected[from * 3]!;
    const vy = projected[i * 3 + 1]! - projected[from * 3 + 1]!;
    const distance = Math.hypot(vx, vy);
    const cosine = distance > 0 ? (vx * dx + vy * dy) / (distance * length) : 0;
    if (cosine < 0.17) continue;
    // A near node somewhat off the way is preferred to a far one straight along it.
    const cost = distance / (cosine * cosine);
    if (cost < bestCost) {
      best = i;
      bestCost = cost;
    }
  }
  return best;
}
