export type Vector = readonly [number, number, number];

/** Space kept free at the pane's sides, pixels: tick labels, legend. */
export interface Insets {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** A camera's place: where it stands and what it turns about. */
export interface CameraPose {
  position: Vector;
  target: Vector;
}

/** Direction from the target to the camera. Azimuth 0 is the front (+z), turning right; elevation 0 is the side view. */
export function viewDirection(azimuthDegrees: number, elevationDegrees: number): Vector {
  const azimuth = (azimuthDegrees * Math.PI) / 180;
  const elevation = (elevationDegrees * Math.PI) / 180;
  return [
    Math.sin(azimuth) * Math.cos(elevation),
    Math.sin(elevation),
    Math.cos(azimuth) * Math.cos(elevation),
  ];
}

function dot(p: Vector, q: Vector): number {
  return p[0] * q[0] + p[1] * q[1] + p[2] * q[2];
}

/**
 * The nearest camera along a direction that sees all points inside the pane's free rectangle.
 *
 * Each side of the rectangle bounds the camera's distance linearly, so the nearest one is found exactly: with k the slope of
 * the side, d ≥ max(a − k·z) + max(−a − k′·z) over k + k′ for opposite sides.
 *
 * @param points world
 * @param direction unit vector from the target to the camera
 * @param fieldOfView vertical, degrees
 */
export function fitPose(
  points: readonly Vector[],
  direction: Vector,
  fieldOfView: number,
  width: number,
  height: number,
  insets: Insets,
): CameraPose {
  const forward: Vector = [-direction[0], -direction[1], -direction[2]];
  const flat = Math.hypot(direction[0], direction[2]);
  // Straight from above the up vector is the floor's far side.
  const right: Vector = flat > 1e-6 ? [direction[2] / flat, 0, -direction[0] / flat] : [1, 0, 0];
  const up: Vector = [
    right[1] * forward[2] - right[2] * forward[1],
    right[2] * forward[0] - right[0] * forward[2],
    right[0] * forward[1] - right[1] * forward[0],
  ];
  const center = middleOf(points);
  const slope = Math.tan((fieldOfView * Math.PI) / 360);
  const perPixel = (2 * slope) / Math.max(1, height);
  // A tiny pane has no room for insets: they shrink, the picture stays.
  const room = (total: number, a: number, b: number): [number, number] => {
    const scale = Math.min(1, (0.6 * total) / Math.max(1, a + b));
    return [total / 2 - a * scale, total / 2 - b * scale];
  };
  const [leftPixels, rightPixels] = room(width, insets.left, insets.right);
  const [bottomPixels, topPixels] = room(height, insets.bottom, insets.top);
  const [kLeft, kRight, kBottom, kTop] = [leftPixels, rightPixels, bottomPixels, topPixels].map((p) => p * perPixel) as [number, number, number, number];
  let [a, b, c, d] = [-Infinity, -Infinity, -Infinity, -Infinity];
  for (const point of points) {
    const offset: Vector = [point[0] - center[0], point[1] - center[1], point[2] - center[2]];
    const [x, y, z] = [dot(offset, right), dot(offset, up), dot(offset, forward)];
    a = Math.max(a, x - kRight * z);
    b = Math.max(b, -x - kLeft * z);
    c = Math.max(c, y - kTop * z);
    d = Math.max(d, -y - kBottom * z);
  }
  const distance = Math.max((a + b) / (kLeft + kRight), (c + d) / (kBottom + kTop), 1e-3);
  // What is left over goes to both sides alike.
  const shiftX = (a - kRight * distance + (kLeft * distance - b)) / 2;
  const shiftY = (c - kTop * distance + (kBottom * distance - d)) / 2;
  const target: Vector = [
    center[0] + right[0] * shiftX + up[0] * shiftY,
    center[1] + right[1] * shiftX + up[1] * shiftY,
    center[2] + right[2] * shiftX + up[2] * shiftY,
  ];
  return {
    target,
    position: [
      target[0] + direction[0] * distance,
      target[1] + direction[1] * distance,
      target[2] + direction[2] * distance,
    ],
  };
}

function middleOf(points: readonly Vector[]): Vector {
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (const point of points) {
    for (let c = 0; c < 3; c++) {
      low[c] = Math.min(low[c]!, point[c]!);
      high[c] = Math.max(high[c]!, point[c]!);
    }
  }
  return [(low[0]! + high[0]!) / 2, (low[1]! + high[1]!) / 2, (low[2]! + high[2]!) / 2];
}

/** The eight corners of a box that stands on the floor about the origin. */
export function boxCorners(halfX: number, height: number, halfZ: number): Vector[] {
  const corners: Vector[] = [];
  for (const x of [-halfX, halfX]) for (const y of [0, height]) for (const z of [-halfZ, halfZ]) corners.push([x, y, z]);
  return corners;
}
