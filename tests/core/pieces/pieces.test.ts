import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine, Executable } from '../../../core/engines/engine.ts';
import { openEngine } from '../../../core/engines/open-engine.ts';
import { initialWeights } from '../../../core/networks/initial-weights.ts';
import { openNetwork } from '../../../core/networks/open-network.ts';
import { toyNet } from '../../../core/networks/reference-nets.ts';
import { localPieces } from '../../../core/pieces/local-pieces.ts';
import type { Piece } from '../../../core/pieces/piece.ts';
import { pieceEvaluator } from '../../../core/pieces/piece-evaluator.ts';
import { potentialHash } from '../../../core/pieces/potential-hash.ts';
import { createPotential } from '../../../core/potentials/potential.ts';
import type { Potential } from '../../../core/potentials/potential.ts';
import { streamKey } from '../../../core/random/stream-key.ts';
import { createLangevin } from '../../../core/sampling/langevin.ts';
import { examplePieces, inPlane, keysOf, ofImages, plane, statesOf, walking } from './example-pieces.ts';

const CPU = { engine: 'onnxruntime', device: 'cpu', threads: 1 } as const;
let engine: Engine;
let other: Engine;
beforeAll(async () => {
  engine = await openEngine(CPU);
  other = await openEngine(CPU);
});
afterAll(async () => {
  await engine.close();
  await other.close();
});

describe('a piece of work', () => {
  it('has the same bits whoever computes it, in whatever order and company, again too, and as data that travelled with its potential by hash', async () => {
    const alone = await Promise.all(
      examplePieces().map(async (piece) => {
        const runner = localPieces(engine);
        const result = await runner.run(piece);
        await runner.close();
        return result;
      }),
    );
    for (const [i, result] of alone.entries()) for (const [name, values] of Object.entries(result)) expect(values, `${examplePieces()[i]!.program} ${name}`).toBeDefined();
    const elsewhere = localPieces(other);
    const kept = new Map([inPlane, ofImages].map((potential) => [potentialHash(potential), createPotential(openNetwork(potential.network.description), { ...potential.weights }, potential.trainEpsilon)]));
    const travelled = examplePieces().map(({ potential, ...data }) => ({ ...structuredClone(data), potential: kept.get(potentialHash(potential))! }) as Piece);
    const order = [...travelled.keys()].reverse();
    // All at once, the last first; then each again.
    for (let time = 0; time < 2; time++) {
      const results = await Promise.all(order.map((i) => elsewhere.run(travelled[i]!)));
      for (const [place, i] of order.entries()) expect(results[place]).toEqual(alone[i]);
    }
    await elsewhere.close();
  });

  it('of Langevin steps is what the sampler says, and two pieces of half the steps are one of all', async () => {
    const sampler = await createLangevin(engine, ofImages, { chains: 4 });
    const states = statesOf(ofImages, 4);
    let state = sampler.init(states, keysOf(4));
    const norms: Float32Array[] = [];
    for (let step = 0; step < 4; step++) {
      const { state: next, info } = await sampler.step(state, { epsilon: 0.03, temperature: 1 });
      state = next;
      norms.push(info.gradientNorms);
    }
    await sampler.close();
    const runner = localPieces(engine);
    const common = { program: 'langevin', potential: ofImages, keys: keysOf(4), stepsACall: 1, conditions: { epsilon: 0.03, temperature: 1 }, path: false, weights: 'constant' } as const;
    const whole = await runner.run({ ...common, states, stepsDone: 0, steps: 4 });
    expect(whole.states).toEqual(state.x);
    expect([...whole.gradientNorms]).toEqual(norms.flatMap((row) => [...row]));
    const first = await runner.run({ ...common, states, stepsDone: 0, steps: 2 });
    const second = await runner.run({ ...common, states: first.states, stepsDone: 2, steps: 2 });
    expect(second.states).toEqual(whole.states);
    expect([...first.energies, ...second.energies]).toEqual([...whole.energies]);
    await expect(runner.run({ ...common, stepsACall: 3, states, stepsDone: 0, steps: 4 })).rejects.toThrow(/cannot be walked 3 at a time/);
    await runner.close();
  });

  it('with given weights walks with those of its own potential', async () => {
    const runner = localPieces(engine);
    const piece = { program: 'langevin', ...walking(inPlane, 6), steps: 4, stepsACall: 4, conditions: { epsilon: 0.125, temperature: 1 }, path: false, weights: 'given' } as const;
    const moved: Potential = { ...inPlane, weights: initialWeights(plane, streamKey(9)) };
    const [own, others, again] = await Promise.all([runner.run(piece), runner.run({ ...piece, potential: moved }), runner.run(piece)]);
    expect(others.states).not.toEqual(own.states);
    expect(again).toEqual(own);
    await runner.close();
  });
});

/** The engine, with its executables counted and their runs held to be one at a time. */
function watched(): { engine: Engine; compiled: () => number; open: () => number } {
  let compiled = 0;
  let open = 0;
  let running = false;
  const compile: Engine['compile'] = async (program, parameters) => {
    const executable: Executable = await engine.compile(program, parameters);
    compiled++;
    open++;
    return {
      run: async (inputs) => {
        if (running) throw new Error('two runs overlap');
        running = true;
        try {
          return await executable.run(inputs);
        } finally {
          running = false;
        }
      },
      dispose: () => {
        open--;
        return executable.dispose();
      },
    };
  };
  return { engine: { name: engine.name, device: engine.device, description: engine.description, transfers: engine.transfers, compile, close: () => engine.close() }, compiled: () => compiled, open: () => open };
}

describe('the runner of this program', () => {
  it('compiles once what pieces share, runs one at a time, and lets go of a potential and of everything', async () => {
    const { engine: own, compiled, open } = watched();
    const runner = localPieces(own);
    await Promise.all([...examplePieces(), ...examplePieces()].map((piece) => runner.run(piece)));
    const all = compiled();
    // Of images: one evaluation in batches of 4 and one in batches of 2 with its energies, and Langevin steps for both conditions.
    await runner.release(ofImages);
    expect(open()).toBe(all - 4);
    await Promise.all(examplePieces().map((piece) => runner.run(piece)));
    expect(compiled()).toBe(all + 4);
    await runner.close();
    expect(open()).toBe(0);
    await runner.close();
  });

  it('reports a piece that cannot be run to whoever handed it out, and goes on with others', async () => {
    const runner = localPieces(engine);
    const [bad, good] = await Promise.allSettled([
      runner.run({ program: 'energies', potential: inPlane, states: new Float32Array(3), batch: 2 }),
      pieceEvaluator(runner, inPlane, 2).energies(statesOf(inPlane, 3)),
    ]);
    expect(bad).toMatchObject({ status: 'rejected', reason: { message: expect.stringMatching(/not a whole number of states/) as string } });
    expect(good).toMatchObject({ status: 'fulfilled' });
    await runner.close();
  });
});

describe('the hash of a potential', () => {
  it('is that of its contents: equal for a copy, another for a changed weight, ε or network', () => {
    const copy = createPotential(openNetwork(toyNet(2, 8)), Object.fromEntries(Object.entries(inPlane.weights).reverse().map(([name, values]) => [name, values.slice()])), 0.125);
    expect(potentialHash(copy)).toBe(potentialHash(inPlane));
    expect(potentialHash(inPlane)).toMatch(/^[0-9a-f]{64}$/);
    const name = [...plane.weights.keys()][0]!;
    const changed = { ...inPlane, weights: { ...inPlane.weights, [name]: inPlane.weights[name]!.map((value, i) => (i === 0 ? value + 1e-6 : value)) } };
    const hashes = [inPlane, changed, { ...inPlane, trainEpsilon: 0.25 }, ofImages].map(potentialHash);
    expect(new Set(hashes).size).toBe(4);
  });
});
