import { forceCollide, forceSimulation, forceX, forceY } from 'd3-force';
import type { SimulationNodeDatum } from 'd3-force';
import { symmetricEigen } from '../../kinetic/symmetric-eigen.ts';

/** Root mean square distance of the states from the middle, in the graph's units: a node is about one wide. */
const SPREAD = 3.5;
const APART = 0.55;
const TICKS = 80;

/**
 * Places of states in the plane of the two principal directions of their kinetic coordinates [count, modes] (classical scaling of their
 * distances), [count, 2] flat, centred, in the graph's units. Where all are in one place, the origin.
 */
export function kineticPlane(coordinates: Float64Array, modes: number): Float64Array {
  const count = modes === 0 ? 0 : coordinates.length / modes;
  const mean = new Float64Array(modes);
  for (let i = 0; i < count; i++) for (let k = 0; k < modes; k++) mean[k]! += coordinates[i * modes + k]! / count;
  const covariance = new Float64Array(modes * modes);
  const off = new Float64Array(modes);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < modes; k++) off[k] = coordinates[i * modes + k]! - mean[k]!;
    for (let k = 0; k < modes; k++) for (let l = 0; l <= k; l++) covariance[k * modes + l]! += off[k]! * off[l]!;
  }
  for (let k = 0; k < modes; k++) for (let l = 0; l < k; l++) covariance[l * modes + k] = covariance[k * modes + l]!;
  const { vectors } = symmetricEigen(covariance, modes);
  const plane = new Float64Array(2 * count);
  for (let axis = 0; axis < Math.min(2, modes); axis++) {
    for (let i = 0; i < count; i++) {
      let along = 0;
      for (let k = 0; k < modes; k++) along += vectors[axis * modes + k]! * (coordinates[i * modes + k]! - mean[k]!);
      plane[2 * i + axis] = along;
    }
  }
  const size = Math.sqrt(plane.reduce((sum, value) => sum + value * value, 0) / Math.max(1, count));
  return size > 1e-12 ? plane.map((value) => (SPREAD * value) / size) : plane;
}

interface SetNode extends SimulationNodeDatum {
  readonly home: readonly [number, number];
}

/** Places near `homes` where no node lies on another. The same homes give the same places. */
export function spreadApart(homes: readonly (readonly [number, number])[]): [number, number][] {
  const nodes = homes.map(([x, y]): SetNode => ({ home: [x, y], x, y }));
  forceSimulation(nodes)
    .force('x', forceX<SetNode>((node) => node.home[0]).strength(0.2))
    .force('y', forceY<SetNode>((node) => node.home[1]).strength(0.2))
    .force('apart', forceCollide(APART).iterations(2))
    .stop()
    .tick(TICKS);
  return nodes.map((node) => [node.x ?? 0, node.y ?? 0]);
}
