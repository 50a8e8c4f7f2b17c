import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkData, checkPotential } from '../../../core/diagnosis/potential-check.ts';
import { judgeSign, readSignStates } from '../../../core/diagnosis/sign-check.ts';
import type { Engine } from '../../../core/engines/engine.ts';
import { openEngine } from '../../../core/engines/open-engine.ts';
import { openMapDataset } from '../../../core/jobs/new-map.ts';
import { readPotentialFile } from '../../../core/potentials/potential-file.ts';
import { createPotential } from '../../../core/potentials/potential.ts';
import type { Potential } from '../../../core/potentials/potential.ts';

const resource = (path: string): string => fileURLToPath(new URL(`../../../resources/${path}`, import.meta.url));

let engine: Engine;
let potential: Potential;
let digits: Float32Array;
beforeAll(async () => {
  engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: 1 });
  const { network, weights } = await readPotentialFile(resource('potentials/mnist-convergent-small.safetensors'));
  potential = createPotential(network, weights, 0.02);
  digits = await readSignStates((await openMapDataset(potential, resource('data/mnist'), null))!);
});
afterAll(() => engine.close());

/** The same potential with F turned round: its last layer is. */
function reversed({ network, weights, trainEpsilon }: Potential): Potential {
  const last = Math.max(...Object.keys(weights).map((key) => Number(/^f\.(\d+)\./.exec(key)?.[1] ?? -1)));
  const turned = Object.fromEntries(Object.entries(weights).map(([key, values]) => [key, key.startsWith(`f.${last}.`) ? (values as Float32Array).map((value) => -value) : values]));
  return createPotential(network, turned, trainEpsilon);
}

describe('the check of a potential against data', () => {
  it('finds nothing against the data that were learned from, and says so with ε', async () => {
    const check = await checkPotential(engine, potential, digits);
    expect(check?.verdict).toBe('fits');
    expect(check?.text).toMatch(/nothing speaks against it\. The sign looks right: data have U = −\d+, uniform noise 4\d{3} \(medians\): \d+ standard deviations of noise below it; 100 % of 64 states/);
  });

  it('asks about sign, range and data set where data lie above noise, whatever ε is', async () => {
    for (const wrong of [reversed(potential), createPotential(potential.network, reversed(potential).weights, 0)]) {
      const check = await checkPotential(engine, wrong, digits);
      expect(check?.verdict).toBe('data');
      expect(check?.text).toMatch(/: \d+ standard deviations of noise above it; 0 % of 64 states are lower than noise\..*right data set\?.*range of its values right\?.*sign of the energy right\?/);
    }
    // Other data, of the range of noise fourfold.
    expect(await checkData(engine, potential, digits.map((value, at) => (at % 3 === 0 ? 4 : value)))).toMatchObject({ verdict: 'data', text: expect.stringContaining('right data set?') as string });
  });

  it('sees images that were left at 0 to 1, which lie below noise', async () => {
    const check = await checkData(engine, potential, digits.map((value) => (value + 1) / 2));
    expect(check).toMatchObject({ verdict: 'data', text: expect.stringMatching(/from 0 to 1, none below 0.*give 2x − 1/) as string });
  });

  it('has nothing to look at where there is no ε and no data', async () => {
    expect(await checkPotential(engine, createPotential(potential.network, potential.weights, 0), null)).toBeNull();
  });

  it('stops once it is overtaken', async () => {
    const overtaken = new AbortController();
    const running = checkPotential(engine, potential, null, overtaken.signal);
    overtaken.abort(new Error('a newer one'));
    await expect(running).rejects.toThrow('a newer one');
  });
});

describe('the words on data and noise', () => {
  it('name medians, distance and share', () => {
    expect(judgeSign([100, 90, 110], [140, 141, 95])).toEqual({ verdict: 'reversed', text: expect.stringContaining('Data have U = 140, uniform noise 100 (medians): 4.9 standard deviations of noise above it; 33 % of 3 states are lower than noise.') as string });
    expect(judgeSign([100, 90, 110], [10]).verdict).toBe('fits');
    expect(judgeSign([5, 5], [5])).toEqual({ verdict: 'reversed', text: expect.stringContaining('no lower') as string });
    expect(judgeSign([5, NaN], [5]).verdict).toBe('unknown');
    expect(judgeSign([5], null).verdict).toBe('unknown');
  });
});
