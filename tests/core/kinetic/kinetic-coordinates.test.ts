import { expect, test } from 'vitest';
import { kineticCoordinates, setCoordinates } from '../../../core/kinetic/kinetic-coordinates.ts';
import { degrees } from '../../../core/kinetic/kinetic-graph.ts';
import { slowModes } from '../../../core/kinetic/slow-modes.ts';
import { blocks, dense } from './graphs.ts';

/** Squared diffusion distances Σ_k (P^t_ik − P^t_jk)²/π_k, by powers of the dense matrix. */
function diffusionDistances(graph: ReturnType<typeof blocks>, steps: number): (i: number, j: number) => number {
  const { count } = graph;
  const degree = degrees(graph);
  const total = degree.reduce((sum, value) => sum + value, 0);
  const step = dense(graph).map((weight, at) => weight / degree[Math.floor(at / count)]!);
  let power = step;
  for (let t = 1; t < steps; t++) {
    power = Float64Array.from(power, (_, at) => {
      let sum = 0;
      for (let k = 0; k < count; k++) sum += power[Math.floor(at / count) * count + k]! * step[k * count + (at % count)]!;
      return sum;
    });
  }
  return (i, j) => {
    let sum = 0;
    for (let k = 0; k < count; k++) sum += ((power[i * count + k]! - power[j * count + k]!) ** 2 * total) / degree[k]!;
    return sum;
  };
}

function squared(coordinates: Float64Array, modes: number, i: number, j: number): number {
  let sum = 0;
  for (let k = 0; k < modes; k++) sum += (coordinates[i * modes + k]! - coordinates[j * modes + k]!) ** 2;
  return sum;
}

test('with all modes their distance is the diffusion distance', () => {
  const graph = blocks(3, 12, 5, 0.1);
  const modes = slowModes(graph, 36);
  const coordinates = kineticCoordinates(modes, 36, 4);
  const exact = diffusionDistances(graph, 4);
  // Modes with λ < 0 are alternations, which kinetic coordinates leave out; what they would add is known.
  const rest = (i: number, j: number): number => {
    let sum = 0;
    modes.eigenvalues.forEach((value, k) => {
      if (value < 0) sum += value ** 8 * (modes.vectors[k * 36 + i]! - modes.vectors[k * 36 + j]!) ** 2;
    });
    return sum;
  };
  for (const [i, j] of [[0, 1], [0, 13], [5, 30], [20, 35]] as const) expect(squared(coordinates, 36, i, j) + rest(i, j)).toBeCloseTo(exact(i, j), 9);
});

test('fewer modes are the first of more; states of one block are nearer than those of two', () => {
  const modes = slowModes(blocks(3, 40, 6, 0.02), 12);
  const all = kineticCoordinates(modes);
  const few = kineticCoordinates(modes, 3);
  for (const i of [0, 7, 119]) expect([...few.subarray(3 * i, 3 * i + 3)]).toEqual([...all.subarray(12 * i, 12 * i + 3)]);
  for (const i of [1, 20, 39]) expect(squared(all, 12, 0, i)).toBeLessThan(squared(all, 12, 0, 40 + i));
});

test('sets of images are told apart by directions of length 1, those of the plane by the coordinates themselves', () => {
  const modes = slowModes(blocks(3, 40, 6, 0.02), 64);
  const { coordinates, modes: used } = setCoordinates(modes, 1024);
  expect(used).toBe(32);
  const far = kineticCoordinates(modes, used);
  for (const i of [0, 17, 63, 119]) {
    expect(squared(Float64Array.of(...coordinates.subarray(i * used, (i + 1) * used), ...new Float64Array(used)), used, 0, 1)).toBeCloseTo(1, 12);
    const scale = Math.sqrt(squared(Float64Array.of(...far.subarray(i * used, (i + 1) * used), ...new Float64Array(used)), used, 0, 1));
    for (let k = 0; k < used; k++) expect(coordinates[i * used + k]).toBeCloseTo(far[i * used + k]! / scale, 12);
  }
  expect(setCoordinates(modes, 2)).toEqual({ coordinates: kineticCoordinates(modes), modes: 64 });
});
