// A process of its own: the Vulkan driver is chosen by environment variables that must be set before it starts.
// Chunks of Langevin steps on onnxruntime webgpu and on the CPU; prints as one JSON line what was transferred and how far the numbers are apart.
import { openEngine } from '../../../../core/engines/open-engine.ts';
import { initialWeights } from '../../../../core/networks/initial-weights.ts';
import { openNetwork } from '../../../../core/networks/open-network.ts';
import { createPotential } from '../../../../core/potentials/potential.ts';
import { fillUniform } from '../../../../core/random/fill-uniform.ts';
import { streamKey } from '../../../../core/random/stream-key.ts';
import { createLangevin } from '../../../../core/sampling/langevin.ts';
import { createMagnetized } from '../../../../core/sampling/magnetized.ts';
import { largestError } from '../../graph/test-values.ts';

const chains = 3;
const unroll = 3;
const network = openNetwork({
  net: 'two layers',
  inputShape: [2, 4, 4],
  layers: [
    { type: 'conv2d', key: 'in', out: 8, kernel: 3, stride: 1, padding: 1 },
    { type: 'softplus' },
    { type: 'conv2d', key: 'out', out: 1, kernel: 4, stride: 1, padding: 0 },
  ],
});
const weights = initialWeights(network, streamKey(1));
const potential = createPotential(network, weights, 0.2);
const keys = Array.from({ length: chains }, (_, chain) => streamKey(3, chain));
const x = new Float32Array(chains * 32);
fillUniform(x, 0, x.length, streamKey(2), 0, -1, 1);
const target = x.map((value) => value / 2);
const conditions = { epsilon: 0.1, temperature: 1 };

const gpu = await openEngine({ engine: 'onnxruntime', device: 'webgpu', threads: 1 });
const cpu = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: 1 });
const counted = [];

/** Chunks of both engines side by side, from the same states. */
for (const kind of ['constant weights', 'changing weights', 'magnet'] as const) {
  const given = kind === 'changing weights' ? weights : undefined;
  const [there, here] = await Promise.all([gpu, cpu].map(async (engine) => {
    const options = { chains, unroll, changingWeights: given !== undefined };
    if (kind !== 'magnet') return createLangevin(engine, potential, options);
    const sampler = await createMagnetized(engine, potential, options);
    return { ...sampler, step: (state: ReturnType<typeof sampler.init>) => sampler.step(state, { ...conditions, target, alpha: 2 }) };
  }));
  let [state, known] = [there!.init(x, keys), here!.init(x, keys)];
  for (const chunk of ['first', 'second', 'one chain replaced', 'the array changed in place', 'other weights']) {
    if (chunk === 'one chain replaced') {
      const replaced = (values: Float32Array): Float32Array => Float32Array.from([...x.subarray(0, 32), ...values.subarray(32)]);
      [state, known] = [{ ...state, x: replaced(state.x) }, { ...known, x: replaced(known.x) }];
    }
    if (chunk === 'the array changed in place') for (const { x: values } of [state, known]) values[7] = 0.25;
    const now = chunk === 'other weights' && given !== undefined ? { ...given, 'in.bias': given['in.bias']!.map((value) => value + 0.1) } : given;
    gpu.transfers!.take();
    const found = await there!.step(state, conditions, now);
    const { sent, received } = gpu.transfers!.take();
    const expected = await here!.step(known, conditions, now);
    const errors = [[found.state.x, expected.state.x], [found.info.energies, expected.info.energies], [found.info.gradientNorms, expected.info.gradientNorms]];
    counted.push({ kind, chunk, sent, received, error: Math.max(...errors.map(([a, b]) => largestError(a!, b!))) });
    [state, known] = [found.state, expected.state];
  }
  await Promise.all([there!.close(), here!.close()]);
}
process.stdout.write(`${JSON.stringify({ engine: gpu.description, counted })}\n`);
await gpu.close();
await cpu.close();
