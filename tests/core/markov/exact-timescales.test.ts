import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gridBasins, gridDiffusion } from '../../../core/analysis/grid-diffusion.ts';
import { langevinGridKernel } from '../../../core/analysis/grid-kernel.ts';
import { slowEigenvalues } from '../../../core/analysis/slow-eigenvalues.ts';
import { openEngine } from '../../../core/engines/open-engine.ts';
import type { Engine } from '../../../core/engines/engine.ts';
import { freeEnergies, setFluxes } from '../../../core/kinetic/free-energy-tree.ts';
import { chapmanKolmogorov } from '../../../core/markov/chapman-kolmogorov.ts';
import { countTransitions } from '../../../core/markov/count-transitions.ts';
import { createHold, holdRecord, HoldStepper, isHeld } from '../../../core/markov/hold-run.ts';
import { trajectoriesOf } from '../../../core/markov/hold-share.ts';
import { estimateMarkovModel } from '../../../core/markov/markov-model.ts';
import { streamKey } from '../../../core/random/stream-key.ts';
import { EPSILON, eightGaussians } from './eight-gaussians.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: 1 });
});
afterAll(() => engine.close());

/** Copies of each minimum, so that a chain's own start can be left out of the vote. */
const COPIES = 8;

describe('the learned eight Gaussians', () => {
  it('have the timescales of the exact kernel of the chain, by a Markov model of chains that were watched', async () => {
    const { potential, surface, gradients, minima } = await eightGaussians(engine, 73);
    expect(minima).toHaveLength(8);
    const lowest = surface.energies.reduce((least, energy) => Math.min(least, energy), Infinity);
    const weights = Float64Array.from(surface.energies, (energy) => Math.exp(lowest - energy));
    const exact = [...slowEigenvalues(langevinGridKernel(surface, gradients, EPSILON, 1), 8, weights, 1e-4)].slice(1).map((value) => -1 / Math.log(value));

    const copies = minima.flatMap((minimum) => Array.from({ length: COPIES }, () => minimum));
    const structures = { positions: Float32Array.from(copies.flat()), dimensions: 2, sets: copies.map((_minimum, i) => Math.floor(i / COPIES)) };
    const settings = { epsilon: EPSILON, temperature: 1, steps: 1000, chains: 2000, quenchSteps: 20, seed: 1 };
    const state = createHold(structures, settings);
    const stepper = new HoldStepper(engine, potential, structures, settings);
    while (!isHeld(state)) await stepper.step(state);
    await stepper.close();

    const trajectories = trajectoriesOf(holdRecord(state, 8));
    const [model, ...longer] = [50, 100, 150].map((lag) => estimateMarkovModel(countTransitions(trajectories, 8, lag, 50), streamKey(lag), 100));
    expect(model.apart).toEqual([]);
    exact.forEach((value, k) => {
      expect(model.timescales[k].value / value).toBeGreaterThan(0.9);
      expect(model.timescales[k].value / value).toBeLessThan(1.1);
    });
    expect(chapmanKolmogorov(model, longer).verdict).toBe('holds');
  }, 300_000);

  it('join in their free-energy tree in the order of the exact fluxes, whatever the grid', async () => {
    const trees = [];
    for (const side of [121, 241]) {
      const { surface, basins } = await eightGaussians(engine, side);
      trees.push(freeEnergies(setFluxes(gridDiffusion(surface, EPSILON, 1), basins, 8)));
    }
    const [coarse, fine] = trees.map(({ linkage }) => linkage);
    // (1.04, 0.03) and (0.72, −0.74) first; (0.71, 0.71) and (0.03, 1.05); these four; then (0.05, −0.97), and the three wells on the left, the first
    // two of which leave all but equally.
    expect([...fine.a]).toEqual([0, 2, 8, 10, 11, 12, 13]);
    expect([...fine.b]).toEqual([1, 4, 9, 3, 5, 6, 7]);
    const above = [...fine.heights].map((height) => height - fine.heights[0]);
    [0, 0.49, 0.53, 0.68, 1.24, 1.25, 1.33].forEach((height, join) => expect(Math.abs(above[join] - height)).toBeLessThan(0.02));
    expect([coarse.a, coarse.b]).toEqual([fine.a, fine.b]);
    // Half the spacing, twice the flux across every line.
    fine.heights.forEach((height, join) => expect(coarse.heights[join] - height).toBeCloseTo(Math.LN2, 1));
  }, 120_000);
});

describe('a diffusion on a grid', () => {
  const grid = { xMin: -1, xMax: 1, yMin: -1, yMax: 1, columns: 41, rows: 41 };

  it.each([0, 0.4, Math.PI / 4, 1.2])('flows across a line of direction %f as across any other, by its length', (angle) => {
    const flat = gridDiffusion({ ...grid, energies: new Float32Array(41 * 41) }, 0.1, 1);
    const side = (cell: number) => ((-1 + 0.05 * (cell % 41)) * Math.cos(angle) + (-1 + 0.05 * Math.floor(cell / 41)) * Math.sin(angle) > 1e-9 ? 1 : 0);
    const { fluxes } = setFluxes(flat, Int32Array.from({ length: 41 * 41 }, (_, cell) => side(cell)), 2);
    const length = 2 / Math.max(Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle)));
    // Density 1/41² a cell, D/h² a cell and side, length/h cells along the line.
    const expected = ((0.1 * 0.1) / 2 / 0.05 ** 2 / 41 ** 2) * (length / 0.05);
    expect(fluxes[1] / expected).toBeGreaterThan(0.94);
    expect(fluxes[1] / expected).toBeLessThan(1.12);
  });

  it('parts cells by where descent leads, minima that run over with those they run into', () => {
    // Wells at columns 0, 2 (shallow) and 5; the wall is column 4.
    const energies = Float32Array.from({ length: 12 }, (_, cell) => [0, 2, 1.5, 3, 4, 1][cell % 6] + (cell < 6 ? 0 : 0.1));
    const surface = { xMin: 0, xMax: 5, yMin: 0, yMax: 1, columns: 6, rows: 2, energies };
    expect([...gridBasins(surface, [0, 5], new Map([[2, 0]])).subarray(0, 6)]).toEqual([0, 0, 0, 0, 1, 1]);
    expect(() => gridBasins(surface, [0, 5])).toThrow('Cell 2 is a minimum of the grid that belongs to no basin');
    expect(() => gridDiffusion({ ...surface, yMax: 2 }, 0.1, 1)).toThrow('square ones');
  });
});
