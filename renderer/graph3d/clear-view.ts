import { viewDirection, type Vector } from './camera-fit.ts';

/** Degrees that the first view may turn by, and rise by, from the one that a scene is made for. */
const TURN = 15;
const RISES = [0, 8, 16];
/** More nodes than this lie over each other from every side. */
const MOST = 200;
/** A view from elsewhere must hide so much less to be taken: a landscape is found again where it was. */
const WORTH = 0.75;

/** How much nodes hide of each other, seen along a direction from far away: over all pairs, the overlap of their discs in parts of the smaller one's width, squared. */
export function hiddenAlong(places: Float32Array, count: number, azimuth: number, elevation: number): number {
  const [x, y, z]: Vector = viewDirection(azimuth, elevation);
  const flat = Math.hypot(x, z);
  const right: Vector = flat > 1e-6 ? [z / flat, 0, -x / flat] : [1, 0, 0];
  // Up is what right and the direction leave: direction × right.
  const up: Vector = [y * right[2] - z * right[1], z * right[0] - x * right[2], x * right[1] - y * right[0]];
  const flatPlaces = new Float64Array(count * 2);
  for (let i = 0; i < count; i++) {
    const [px, py, pz] = [places[i * 4]!, places[i * 4 + 1]!, places[i * 4 + 2]!];
    flatPlaces[2 * i] = px * right[0] + py * right[1] + pz * right[2];
    flatPlaces[2 * i + 1] = px * up[0] + py * up[1] + pz * up[2];
  }
  let hidden = 0;
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++) {
      const [a, b] = [places[i * 4 + 3]!, places[j * 4 + 3]!];
      const over = a + b - Math.hypot(flatPlaces[2 * i]! - flatPlaces[2 * j]!, flatPlaces[2 * i + 1]! - flatPlaces[2 * j + 1]!);
      if (over > 0) hidden += (over / (2 * Math.min(a, b) || 1)) ** 2;
    }
  }
  return hidden;
}

/**
 * The direction from which the fewest nodes hide each other, near `azimuth` and `elevation` (degrees) where it does not matter.
 *
 * @param places [n × 4] x, y, z, radius
 */
export function clearView(places: Float32Array, azimuth: number, elevation: number): Vector {
  const count = places.length / 4;
  let best: readonly [number, number] = [azimuth, elevation];
  if (count <= MOST) {
    let least = WORTH * hiddenAlong(places, count, azimuth, elevation);
    for (const rise of RISES) {
      for (let turn = TURN; turn < 360; turn += TURN) {
        // To the left and to the right in turn, so that of equal ones the nearest is taken.
        const away = (turn / TURN) % 2 === 1 ? Math.ceil(turn / TURN / 2) * TURN : (-turn / 2);
        const hidden = hiddenAlong(places, count, azimuth + away, elevation + rise);
        if (hidden < least) {
          least = hidden;
          best = [azimuth + away, elevation + rise];
        }
      }
    }
  }
  return viewDirection(...best);
}
