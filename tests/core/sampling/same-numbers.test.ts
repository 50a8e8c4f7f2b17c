import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../../core/engines/engine.ts';
import { openEngine } from '../../../core/engines/open-engine.ts';
import { sizeOf } from '../../../core/graph/program.ts';
import type { Potential } from '../../../core/potentials/potential.ts';
import { fillUniform } from '../../../core/random/fill-uniform.ts';
import { streamKey } from '../../../core/random/stream-key.ts';
import { createLangevin } from '../../../core/sampling/langevin.ts';
import { createMagnetized } from '../../../core/sampling/magnetized.ts';
import { createMala } from '../../../core/sampling/mala.ts';
import type { MalaState } from '../../../core/sampling/mala.ts';
import type { ChainState } from '../../../core/sampling/chains.ts';
import { loadFixture } from '../potentials/reference-fixtures.ts';

// ONNX Runtime on the CPU gives each row of a batch the same bits whatever its neighbours, the batch size, the number of
// threads and the number of steps compiled into one call: so the comparisons here are exact.

const COUNT = 40;
const epsilon = 0.02;
type Kind = 'langevin' | 'magnetized' | 'mala';

interface Walker {
  state: ChainState;
  advance(): Promise<void>;
  close(): Promise<void>;
}

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: 2 });
});
afterAll(() => engine.close());

/** Chains `ids` of a pool of 40, each with its own start, stream, temperature, target and α. */
async function walker(kind: Kind, potential: Potential, ids: readonly number[], unroll: number, resume?: ChainState, on = engine): Promise<Walker> {
  const dimensions = sizeOf(potential.network.inputShape);
  const pool = new Float32Array(COUNT * dimensions);
  fillUniform(pool, 0, pool.length, streamKey(1), 0, -1, 1);
  const rows = (from: (id: number) => Float32Array) => {
    const out = new Float32Array(ids.length * dimensions);
    ids.forEach((id, i) => out.set(from(id), i * dimensions));
    return out;
  };
  const x = rows((id) => pool.subarray(id * dimensions, (id + 1) * dimensions));
  const target = rows((id) => pool.subarray(((id * 7 + 3) % COUNT) * dimensions, ((id * 7 + 3) % COUNT + 1) * dimensions));
  const keys = ids.map((id) => streamKey(2, id));
  const temperature = ids.map((id) => 1 + id / 10);
  const alpha = ids.map((id) => id / 5);
  const chains = ids.length;
  if (kind === 'mala') {
    const sampler = await createMala(on, potential, { chains, unroll });
    const walk = {
      state: (resume as MalaState | undefined) ?? (await sampler.init(x, keys)),
      async advance() {
        walk.state = (await sampler.step(walk.state, { epsilon, temperature })).state;
      },
      close: () => sampler.close(),
    };
    return walk;
  }
  const sampler = await (kind === 'langevin' ? createLangevin : createMagnetized)(on, potential, { chains, unroll });
  // Langevin ignores the magnet's conditions.
  const conditions = { epsilon, temperature, target, alpha };
  const walk: Walker = {
    state: resume ?? sampler.init(x, keys),
    async advance() {
      walk.state = (await sampler.step(walk.state, conditions)).state;
    },
    close: () => sampler.close(),
  };
  return walk;
}

async function run(kind: Kind, potential: Potential, ids: readonly number[], unroll: number, steps: number): Promise<Map<number, string>> {
  const walk = await walker(kind, potential, ids, unroll);
  for (let step = 0; step < steps; step += unroll) await walk.advance();
  await walk.close();
  const dimensions = sizeOf(potential.network.inputShape);
  return new Map(ids.map((id, i) => [id, Buffer.from(walk.state.x.slice(i * dimensions, (i + 1) * dimensions).buffer).toString('base64')]));
}

const files = [['toy-gmm-trained.pth', 0.125, 48], ['vanilla-mnist-trained.pth', 0.015, 8]] as const;
const kinds: Kind[] = ['langevin', 'magnetized', 'mala'];

describe.each(files)('%s', (file, trainEpsilon, steps) => {
  let potential: Potential;
  beforeAll(async () => {
    potential = await loadFixture(file, trainEpsilon);
  });

  test.each(kinds)('%s: a chain is the same alone, in any batch, at any place, with any number of steps a call', async (kind) => {
    const reference = await run(kind, potential, [0, 1, 2, 3, 4, 5, 6, 7], 1, steps);
    expect(new Set(reference.values()).size).toBe(8);
    const unrolled = await run(kind, potential, [0, 1, 2, 3, 4, 5, 6, 7], 4, steps);
    const mixed = await run(kind, potential, [9, 30, 3, 12, 11, 0, 31, 2], 2, steps);
    const alone = await run(kind, potential, [5], 1, steps);
    const large = await run(kind, potential, Array.from({ length: 33 }, (_, i) => i), 1, steps);
    for (const [id, state] of reference) expect(unrolled.get(id) === state && large.get(id) === state, `chain ${id}`).toBe(true);
    for (const id of [0, 2, 3]) expect(mixed.get(id) === reference.get(id), `chain ${id}`).toBe(true);
    expect(alone.get(5) === reference.get(5)).toBe(true);
  });

  test.each(kinds)('%s: saved and loaded between calls, the chains go on as if never stopped', async (kind) => {
    const ids = [4, 8, 15];
    const whole = await walker(kind, potential, ids, 2);
    for (let step = 0; step < 8; step += 2) await whole.advance();
    await whole.close();
    const before = await walker(kind, potential, ids, 2);
    for (let step = 0; step < 4; step += 2) await before.advance();
    await before.close();
    const floats = Object.entries(before.state).filter((entry): entry is [string, Float32Array] => entry[1] instanceof Float32Array);
    const saved = JSON.stringify({ ...before.state, ...Object.fromEntries(floats.map(([key, values]) => [key, [...values]])) });
    const loaded = JSON.parse(saved) as Record<string, number[]>;
    const state = { ...loaded, ...Object.fromEntries(floats.map(([key]) => [key, Float32Array.from(loaded[key]!)])) } as unknown as ChainState;
    const after = await walker(kind, potential, ids, 2, state);
    for (let step = 4; step < 8; step += 2) await after.advance();
    await after.close();
    expect(after.state).toEqual(whole.state);
  });
});

describe('another engine', () => {
  test.each(kinds)('%s: TensorFlow.js moves the chains as ONNX Runtime does', async (kind) => {
    const tfjs = await openEngine({ engine: 'tfjs', device: 'cpu', threads: 1 });
    const potential = await loadFixture('toy-gmm-trained.pth', 0.125);
    const walks = await Promise.all([engine, tfjs].map((on) => walker(kind, potential, [3, 1, 4, 15, 9], 2, undefined, on)));
    for (const walk of walks) for (let step = 0; step < 6; step += 2) await walk.advance();
    const [expected, actual] = walks.map((walk) => walk.state.x);
    // float32 on both, summed in another order, over 6 steps; U has slopes up to 50 and ε²/2 is 2e-4.
    expected!.forEach((value, i) => expect(Math.abs(actual![i]! - value)).toBeLessThan(1e-5));
    for (const walk of walks) await walk.close();
    await tfjs.close();
  });
});

describe('changing weights', () => {
  test('given at every step they make the chains of fixed weights', async () => {
    const potential = await loadFixture('toy-gmm-trained.pth', 0.125);
    const keys = [0, 1, 2, 3].map((id) => streamKey(2, id));
    const x = Float32Array.from([0.1, 0.2, -0.5, 0.6, 1, -1, 0, 0.9]);
    const conditions = { epsilon: 0.125, temperature: 1 };
    const fixed = await createLangevin(engine, potential, { chains: 4, unroll: 8 });
    const changing = await createLangevin(engine, potential, { chains: 4, unroll: 8, changingWeights: true });
    const expected = await fixed.step(fixed.init(x, keys), conditions);
    const actual = await changing.step(changing.init(x, keys), conditions, potential.weights);
    // Weights laid out in advance may be summed in another order: 8 steps of float32 rounding.
    expected.state.x.forEach((value, i) => expect(Math.abs(actual.state.x[i]! - value)).toBeLessThan(1e-5));
    const zero = Object.fromEntries(Object.entries(potential.weights).map(([key, values]) => [key, new Float32Array(values.length)]));
    const free = await changing.step(changing.init(x, keys), { epsilon: 0, temperature: 1 }, zero);
    expect(free.state.x).toEqual(x);
    await expect(changing.step(changing.init(x, keys), conditions)).rejects.toThrow(/give them at every step/);
    await fixed.close();
    await changing.close();
  });
});
