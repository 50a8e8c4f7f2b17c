import type { PathView } from '../../contract/landscape.ts';
import { lowestWay } from '../../kinetic/graph-barriers.ts';
import { imageStrip, planePosition } from '../image-strip.ts';
import type { StateShape } from '../image-strip.ts';
import { arcLengths, thinned } from '../path-view.ts';
import type { KineticMap } from './kinetic-map.ts';

const MOST_IMAGES = 9;

/**
 * The lowest way over the graph between two states: inherent structures with the highest U of the chord between each two at its middle, where
 * that rises above both. Images are of inherent structures only. `pointsOf`: points of some states. Null where no way leads.
 */
export function graphPath(
  { ways, energies }: Pick<KineticMap, 'ways' | 'energies'>, from: number, to: number, ends: { readonly a: number; readonly b: number }, shape: StateShape,
  pointsOf: (states: readonly number[]) => Float32Array[],
): PathView | null {
  const way = lowestWay(ways, from, to);
  if (way === null) return null;
  const { states } = way;
  const points = pointsOf(states);
  const lengths = arcLengths(Float32Array.from(points.flatMap((x) => [...x])), states.length);
  const heights = new Map(Array.from(ways.heights, (height, chord) => [keyOf(ways.a[chord]!, ways.b[chord]!), height]));
  const along: number[] = [];
  const values: number[] = [];
  const places: ([number, number] | null)[] = [];
  const stateAt: number[] = [];
  states.forEach((state, index) => {
    if (index > 0) {
      const before = states[index - 1]!;
      const height = heights.get(keyOf(before, state))!;
      if (height > Math.max(energies[before]!, energies[state]!)) {
        along.push((lengths[index - 1]! + lengths[index]!) / 2);
        values.push(height);
        places.push(planePosition(points[index]!.map((value, d) => (value + points[index - 1]![d]!) / 2), shape));
      }
    }
    stateAt.push(along.length);
    along.push(lengths[index]!);
    values.push(energies[state]!);
    places.push(planePosition(points[index]!, shape));
  });
  const shown = thinned(states.length, MOST_IMAGES, highestOf(states.map((state) => energies[state]!)));
  const images = imageStrip(shown.map((index) => points[index]!), shape);
  return {
    ...ends,
    kind: 'graph',
    along,
    energies: values,
    positions: places.every((place) => place !== null) ? places : null,
    barrier: Math.max(...values),
    imageAt: images === null ? [] : shown.map((index) => stateAt[index]!),
    images,
  };
}

function keyOf(a: number, b: number): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}

function highestOf(values: readonly number[]): number {
  return values.reduce((best, value, index) => (value > values[best]! ? index : best), 0);
}
