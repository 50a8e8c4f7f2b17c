import { createPotential } from '../core/potentials/potential.ts';
import { initialWeights } from '../core/networks/initial-weights.ts';
import { openNetwork } from '../core/networks/open-network.ts';
import { referenceNet } from '../core/networks/reference-nets.ts';
import { streamKey } from '../core/random/stream-key.ts';
import type { Engine } from '../core/engines/engine.ts';
import type { Pytorch } from './pytorch.ts';
import type { ReferenceNet } from '../core/networks/reference-nets.ts';
import { againstPytorch, comparisonHead, comparisonLine, langevinStepper } from './langevin-stepper.ts';

const rounds = 7;
const trainEpsilon = 0.01;

/** Steps a measurement: about half a second's worth on two cores. Toys take 16 steps a call, as the sampler advises. */
const cases: readonly { net: ReferenceNet; batch: number; steps: number; unroll: number }[] = [
  { net: 'vanilla', batch: 100, steps: 10, unroll: 1 },
  { net: 'vanilla', batch: 16, steps: 60, unroll: 1 },
  { net: 'vanilla', batch: 1, steps: 400, unroll: 1 },
  { net: 'nonlocal', batch: 100, steps: 5, unroll: 1 },
  { net: 'toy', batch: 100, steps: 1600, unroll: 16 },
];

/**
 * Milliseconds a Langevin step x ← x − ∇F + ε z, noise drawn within, against PyTorch in the same run, in both of its layouts: medians over
 * rounds in which all take turns. n_f 32, random weights, images 3×32×32; ours also returns energies and gradient norms.
 */
export async function benchLangevin(engine: Engine, pytorch: Pytorch | null, print: (line: string) => void): Promise<void> {
  print(comparisonHead);
  for (const { net, batch, steps, unroll } of cases) {
    const network = openNetwork(referenceNet(net, net === 'toy' ? 2 : 3, 32));
    const potential = createPotential(network, initialWeights(network, streamKey(1)), trainEpsilon);
    print(comparisonLine(`${net} ${batch}`, await againstPytorch(await langevinStepper(engine, potential, batch, unroll), pytorch, net, batch, steps, rounds)));
  }
}
