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

/** Takes the part along the path out of the gradients (in place) of the inner points of a polyline: what is left moves it sideways. */
export function removeTangent(gradients: Float32Array, gradientsAt: number, points: Float32Array, dimensions: number): void {
  const count = points.length / dimensions;
  for (let i = 1; i + 1 < count; i++) {
    const before = (i - 1) * dimensions;
    const after = (i + 1) * dimensions;
    const at = gradientsAt + (i - 1) * dimensions;
    let squared = 0;
    let along = 0;
    for (let d = 0; d < dimensions; d++) {
      const tangent = points[after + d]! - points[before + d]!;
      squared += tangent * tangent;
      along += tangent * gradients[at + d]!;
    }
    if (squared === 0) continue;
    for (let d = 0; d < dimensions; d++) gradients[at + d] = gradients[at + d]! - (along / squared) * (points[after + d]! - points[before + d]!);
  }
}
