import { createLangevin } from '../core/sampling/langevin.ts';
import { createPotential } from '../core/potentials/potential.ts';
import { inTurn, median } from './measure.ts';
import { initialWeights } from '../core/networks/initial-weights.ts';
import { openNetwork } from '../core/networks/open-network.ts';
import { referenceNet } from '../core/networks/reference-nets.ts';
import { sizeOf } from '../core/graph/program.ts';
import { fillUniform } from '../core/random/fill-uniform.ts';
import { streamKey } from '../core/random/stream-key.ts';
import type { Engine } from '../core/engines/engine.ts';
import type { Pytorch } from './pytorch.ts';
import type { ReferenceNet } from '../core/networks/reference-nets.ts';

const rounds = 7;
const epsilon = 0.01;

/** Steps a measurement: about half a second's worth on two cores. Toys take 16 steps a call, as the sampler advises. */
const cases: readonly { net: ReferenceNet; batch: number; steps: number; unroll: number }[] = [
  { net: 'vanilla', batch: 100, steps: 10, unroll: 1 },
  { net: 'vanilla', batch: 16, steps: 60, unroll: 1 },
  { net: 'vanilla', batch: 1, steps: 400, unroll: 1 },
  { net: 'nonlocal', batch: 100, steps: 5, unroll: 1 },
  { net: 'toy', batch: 100, steps: 1600, unroll: 16 },
];

/**
 * Milliseconds a Langevin step x ← x − ∇F + ε z, noise drawn within, against PyTorch in the same run: median over
 * rounds in which both take turns. n_f 32, random weights, images 3×32×32; ours also returns energies and gradient norms.
 */
export async function benchLangevin(engine: Engine, pytorch: Pytorch | null, print: (line: string) => void): Promise<void> {
  print(`Langevin, ms a step      ours   PyTorch   PyTorch/ours`);
  for (const { net, batch, steps, unroll } of cases) {
    const ours = await ourStepper(engine, net, batch, unroll);
    const contestants = [() => ours(steps), ...(pytorch === null ? [] : [() => pytorch.time(net, batch, steps)])];
    // A first turn each, not counted: memory is taken and caches are filled.
    for (const contestant of contestants) await contestant();
    const [mine, theirs] = (await inTurn(rounds, contestants)).map(median) as [number, number | undefined];
    const comparison = theirs === undefined ? '  not installed' : `${theirs.toFixed(3).padStart(9)}   ${(theirs / mine).toFixed(2)}`;
    print(`${`${net} ${batch}`.padEnd(18)} ${mine.toFixed(3).padStart(10)} ${comparison}`);
  }
}

async function ourStepper(engine: Engine, net: ReferenceNet, batch: number, unroll: number): Promise<(steps: number) => Promise<number>> {
  const network = openNetwork(referenceNet(net, net === 'toy' ? 2 : 3, 32));
  const potential = createPotential(network, initialWeights(network, streamKey(1)), epsilon);
  const sampler = await createLangevin(engine, potential, { chains: batch, unroll });
  const x = new Float32Array(batch * sizeOf(network.inputShape));
  fillUniform(x, 0, x.length, streamKey(2), 0, -1, 1);
  let state = sampler.init(x, Array.from({ length: batch }, (_, chain) => streamKey(3, chain)));
  return async (steps) => {
    const begun = performance.now();
    for (let step = 0; step < steps; step += unroll) ({ state } = await sampler.step(state, { epsilon, temperature: 1 }));
    return (performance.now() - begun) / steps;
  };
}
