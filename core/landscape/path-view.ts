import type { PathView } from '../contract/landscape.ts';
import type { PathRecord } from '../mapping/records.ts';
import { imageStrip, planePosition } from './image-strip.ts';
import type { StateShape } from './image-strip.ts';

const MOST_POINTS = 240;
const MOST_IMAGES = 9;

/** Indices of at most `most` of `count` points: the ends, `keep`, and the others evenly. */
export function thinned(count: number, most: number, keep: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, index) => index);
  const chosen = new Set([keep]);
  for (let step = 0; step < most - 1; step++) chosen.add(Math.round((step * (count - 1)) / (most - 2)));
  return [...chosen].sort((p, q) => p - q);
}

/** Arc length from the first point to each, 0…1; evenly where the path does not move. */
export function arcLengths(points: Float32Array, count: number): number[] {
  const dimensions = count === 0 ? 0 : points.length / count;
  const lengths = [0];
  for (let index = 1; index < count; index++) {
    let square = 0;
    for (let at = 0; at < dimensions; at++) square += (points[index * dimensions + at]! - points[(index - 1) * dimensions + at]!) ** 2;
    lengths.push(lengths[index - 1]! + Math.sqrt(square));
  }
  const total = lengths.at(-1) ?? 0;
  return total > 0 ? lengths.map((length) => length / total) : lengths.map((_, index) => (count > 1 ? index / (count - 1) : 0));
}

/** A kept path for looking at: thinned to a few hundred points, its highest among them, with images along it. */
export function pathView(path: PathRecord, shape: StateShape): PathView {
  const count = path.energies.length;
  const dimensions = count === 0 ? 0 : path.points.length / count;
  const pointAt = (index: number): Float32Array => path.points.subarray(index * dimensions, (index + 1) * dimensions);
  const highest = path.energies.reduce((best, energy, index) => (energy > (path.energies[best] ?? -Infinity) ? index : best), 0);
  const kept = thinned(count, MOST_POINTS, highest);
  const lengths = arcLengths(path.points, count);
  const positions = kept.map((index) => planePosition(pointAt(index), shape));
  const imageAt = thinned(kept.length, MOST_IMAGES, kept.indexOf(highest));
  const images = imageStrip(imageAt.map((at) => pointAt(kept[at] ?? 0)), shape);
  return {
    a: path.a,
    b: path.b,
    kind: path.kind,
    along: kept.map((index) => lengths[index] ?? 0),
    energies: kept.map((index) => path.energies[index] ?? NaN),
    positions: positions.every((position) => position !== null) && positions.length > 0 ? positions : null,
    barrier: path.barrier,
    imageAt: images === null ? [] : imageAt,
    images,
  };
}
