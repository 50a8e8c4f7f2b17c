import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEngine } from '../../../core/engines/open-engine.ts';
import type { Engine } from '../../../core/engines/engine.ts';
import { initialWeights } from '../../../core/networks/initial-weights.ts';
import { openNetwork } from '../../../core/networks/open-network.ts';
import { vanillaNet } from '../../../core/networks/reference-nets.ts';
import { localPieces } from '../../../core/pieces/local-pieces.ts';
import { fillUniform } from '../../../core/random/fill-uniform.ts';
import { streamKey } from '../../../core/random/stream-key.ts';
import { openNegativeSampler } from '../../../core/training/negative-sampler.ts';
import type { NegativeChains, NegativeSampler } from '../../../core/training/negative-chains.ts';
import { partsOf } from '../../../core/training/sampler-parts.ts';

const network = openNetwork(vanillaNet(1, 4));
const weights = initialWeights(network, streamKey(4));
const batchSize = 40;

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: 1 });
});
afterAll(() => engine.close());

/** Three steps of 40 chains with weights fixed at compile time: in parts where `of` is the CPU, else all at once. */
async function walked(sampler: 'langevin' | 'mala', of: Engine): Promise<NegativeChains> {
  const opened: NegativeSampler = openNegativeSampler(of, localPieces(engine), {
    network, config: { batchSize, epsilon: 0.02, shortRun: { steps: 3, start: 'uniform', noiseFactor: 1, sampler } }, weights, changingWeights: false, stepsACall: 1,
  });
  const x = new Float32Array(batchSize * 1024);
  fillUniform(x, 0, x.length, streamKey(1), 0, -1, 1);
  const keys = Array.from({ length: batchSize }, (_, chain) => streamKey(2, chain));
  let chains = await opened.begin(x, keys, weights);
  for (let step = 0; step < 3; step++) chains = await opened.walk(chains, keys, weights);
  await opened.close();
  return chains;
}

/** The same engine, compiling programs of any batch as it does, but said to be a GPU. */
const asGpu = (): Engine => ({ name: engine.name, device: 'webgpu', description: '', transfers: null, compile: (program, parameters) => engine.compile(program, parameters), close: () => engine.close() });

describe('a batch of negative chains cut in parts', () => {
  it.each(['langevin', 'mala'] as const)('walks to the same bits as all at once: %s', async (sampler) => {
    const [whole, parts] = [await walked(sampler, asGpu()), await walked(sampler, engine)];
    expect(parts.x).toEqual(whole.x);
    expect(parts.known).toEqual(whole.known);
    expect(parts.stepsDone).toBe(3);
    // Means of means, in float64.
    expect(parts.normSum).toBeCloseTo(whole.normSum, 10);
    expect(parts.acceptedSum).toBeCloseTo(whole.acceptedSum, 10);
    expect(whole.normSum).toBeGreaterThan(0);
  });

  it('has parts of 16 to 32 chains where the batch divides, on the CPU only', () => {
    const cpu = { device: 'cpu' } as const;
    expect([100, 64, 128, 40, 48, 25, 8, 37].map((batch) => batch / partsOf(batch, cpu))).toEqual([25, 32, 32, 20, 24, 25, 8, 37]);
    expect(partsOf(100, { device: 'webgpu' })).toBe(1);
    expect(partsOf(100, { device: 'cuda' })).toBe(1);
  });
});
