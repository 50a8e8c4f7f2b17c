import { squaredDistance } from '../mapping/geometry.ts';
import type { Workspace } from '../store/workspace.ts';
import { LocationError } from './location-error.ts';

/** The inherent structures of a map, [count, dimensions] flat. Throws LocationError where some are missing or of another size. */
export function readStructures(workspace: Workspace, map: string, count: number, dimensions: number): Float32Array {
  const all = workspace.inherent.all(map);
  if (all.length !== count || all.some(({ x }) => x.length !== dimensions)) {
    throw new LocationError(`The workspace's inherent structures of map ${map} are not ${count} of ${dimensions} values each: the file is damaged or was changed by hand.`);
  }
  const positions = new Float32Array(count * dimensions);
  all.forEach(({ x }, state) => positions.set(x, state * dimensions));
  return positions;
}

/** States whose structures are nearest to x, nearest first, and their Euclidean distances. */
export function nearestStructures(positions: Float32Array, x: Float32Array, most: number): { readonly states: number[]; readonly distances: number[] } {
  const dimensions = x.length;
  const distances = Float64Array.from({ length: positions.length / dimensions }, (_, state) => Math.sqrt(squaredDistance(positions, x, state * dimensions, 0, dimensions)));
  const states = Array.from(distances.keys()).sort((p, q) => distances[p]! - distances[q]! || p - q).slice(0, most);
  return { states, distances: states.map((state) => distances[state]!) };
}
