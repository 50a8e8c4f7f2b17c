import type { PathView } from '../../contract/landscape.ts';
import { lowestWay } from '../../kinetic/graph-barriers.ts';
import type { LowestWays } from '../../kinetic/graph-barriers.ts';
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
  return chainView({ points: pointsOf(way.states), energies: way.states.map((state) => energies[state]!), heights: heightsAlong(ways, way.states) }, ends, shape);
}

/** Highest U of the chord between each two states that follow each other on a way. */
export function heightsAlong(ways: LowestWays, states: readonly number[]): number[] {
  const heights = new Map(Array.from(ways.heights, (height, chord) => [keyOf(ways.a[chord]!, ways.b[chord]!), height]));
  return states.slice(1).map((state, index) => heights.get(keyOf(states[index]!, state))!);
}

/** A chain of inherent structures: point and U of each, and the highest U between each two. */
export interface StructureChain {
  readonly points: readonly Float32Array[];
  readonly energies: readonly number[];
  readonly heights: readonly number[];
}

/** A chain for looking at, as `graphPath` shows one. */
export function chainView({ points, energies, heights }: StructureChain, ends: { readonly a: number; readonly b: number }, shape: StateShape): PathView {
  const lengths = arcLengths(Float32Array.from(points.flatMap((x) => [...x])), points.length);
  const along: number[] = [];
  const values: number[] = [];
  const places: ([number, number] | null)[] = [];
  const structureAt: number[] = [];
  energies.forEach((energy, index) => {
    const height = heights[index - 1];
    if (height !== undefined && height > Math.max(energies[index - 1]!, energy)) {
      along.push((lengths[index - 1]! + lengths[index]!) / 2);
      values.push(height);
      places.push(planePosition(points[index]!.map((value, d) => (value + points[index - 1]![d]!) / 2), shape));
    }
    structureAt.push(along.length);
    along.push(lengths[index]!);
    values.push(energy);
    places.push(planePosition(points[index]!, shape));
  });
  const shown = thinned(points.length, MOST_IMAGES, highestOf(energies));
  const images = imageStrip(shown.map((index) => points[index]!), shape);
  return {
    ...ends,
    kind: 'graph',
    along,
    energies: values,
    positions: places.every((place) => place !== null) ? places : null,
    barrier: Math.max(...values),
    imageAt: images === null ? [] : shown.map((index) => structureAt[index]!),
    images,
  };
}

function keyOf(a: number, b: number): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}

function highestOf(values: readonly number[]): number {
  return values.reduce((best, value, index) => (value > values[best]! ? index : best), 0);
}
