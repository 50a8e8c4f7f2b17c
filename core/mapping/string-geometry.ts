import { squaredDistance } from './geometry.ts';

/** Arc length at each point of a polyline of `dimensions`-vectors, 0 at the first. */
export function arcLengths(points: Float32Array, dimensions: number): Float64Array {
  const count = points.length / dimensions;
  const lengths = new Float64Array(count);
  for (let i = 1; i < count; i++) {
    lengths[i] = lengths[i - 1]! + Math.sqrt(squaredDistance(points, points, (i - 1) * dimensions, i * dimensions, dimensions));
  }
  return lengths;
}

/** The same polyline at `count` points equally far apart along it, its ends exactly kept. */
export function resample(points: Float32Array, dimensions: number, count: number): Float32Array {
  const lengths = arcLengths(points, dimensions);
  const last = lengths.length - 1;
  const out = new Float32Array(count * dimensions);
  out.set(points.subarray(0, dimensions));
  let segment = 0;
  for (let i = 1; i < count - 1; i++) {
    const wanted = (lengths[last]! * i) / (count - 1);
    while (segment < last - 1 && lengths[segment + 1]! < wanted) segment++;
    const span = lengths[segment + 1]! - lengths[segment]!;
    const fraction = span > 0 ? Math.min(1, (wanted - lengths[segment]!) / span) : 0;
    const from = segment * dimensions;
    for (let d = 0; d < dimensions; d++) {
      const value = points[from + d]!;
      out[i * dimensions + d] = value + fraction * (points[from + dimensions + d]! - value);
    }
  }
  out.set(points.subarray(last * dimensions, (last + 1) * dimensions), (count - 1) * dimensions);
  return out;
}

/** A walk without its loops: from each point it goes on from the last point within `reach` of it. */
export function withoutLoops(points: Float32Array, dimensions: number, reach: number): Float32Array {
  const count = points.length / dimensions;
  const kept = [0];
  let at = 0;
  while (at < count - 1) {
    let next = count - 1;
    while (next > at + 1 && squaredDistance(points, points, at * dimensions, next * dimensions, dimensions) > reach * reach) next--;
    kept.push(next);
    at = next;
  }
  const out = new Float32Array(kept.length * dimensions);
  for (const [i, index] of kept.entries()) out.set(points.subarray(index * dimensions, (index + 1) * dimensions), i * dimensions);
  return out;
}

/** Points that cut each piece of a polyline into `pieces` equal ones, without its own points: [(count − 1)·(pieces − 1), dimensions]. */
export function cutPieces(points: Float32Array, dimensions: number, pieces: number): Float32Array {
  const count = points.length / dimensions;
  const out = new Float32Array((count - 1) * (pieces - 1) * dimensions);
  let at = 0;
  for (let i = 0; i + 1 < count; i++) {
    for (let piece = 1; piece < pieces; piece++) {
      const fraction = piece / pieces;
      for (let d = 0; d < dimensions; d++) {
        const value = points[i * dimensions + d]!;
        out[at++] = value + fraction * (points[(i + 1) * dimensions + d]! - value);
      }
    }
  }
  return out;
}

/**
 * A polyline made straighter by `sweeps` steps of diffusion along it, x_i ← (x_{i−1} + 2 x_i + x_{i+1})/4, which takes points that lie to the left and right
 * in turn onto the line between them at once and leaves what is longer than a few points. Its ends and the points next to number `kept` stay.
 */
export function straightened(points: Float32Array, dimensions: number, sweeps: number, kept: number): Float32Array {
  const last = points.length / dimensions - 1;
  let now = points;
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const next = now.slice();
    for (let i = 1; i < last; i++) {
      if (Math.abs(i - kept) <= 1) continue;
      for (let at = i * dimensions; at < (i + 1) * dimensions; at++) next[at] = (now[at - dimensions]! + 2 * now[at]! + now[at + dimensions]!) / 4;
    }
    now = next;
  }
  return now;
}
