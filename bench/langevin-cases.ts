import { initialWeights } from '../core/networks/initial-weights.ts';
import { openNetwork } from '../core/networks/open-network.ts';
import { referenceNet } from '../core/networks/reference-nets.ts';
import { createPotential } from '../core/potentials/potential.ts';
import type { Potential } from '../core/potentials/potential.ts';
import { streamKey } from '../core/random/stream-key.ts';
import type { ReferenceNet } from '../core/networks/reference-nets.ts';

/** A net of the reference and so many chains of it, whose Langevin steps are measured. */
export interface LangevinCase {
  readonly net: ReferenceNet;
  readonly batch: number;
  /** On the CPU: `unroll` steps a call, `steps` of them a turn (about half a second's worth on two cores), `runs` calls under ONNX Runtime's profile. */
  readonly cpu: { readonly unroll: number; readonly steps: number; readonly runs: number };
  /** On a device: `unroll` steps a call, as many as trainings take there; `steps` a turn are a whole number of calls. */
  readonly device: { readonly unroll: number; readonly steps: number };
}

/** Toys take 16 steps a call on the CPU, as the sampler advises. */
export const langevinCases: readonly LangevinCase[] = [
  { net: 'vanilla', batch: 100, cpu: { unroll: 1, steps: 10, runs: 24 }, device: { unroll: 10, steps: 100 } },
  { net: 'vanilla', batch: 16, cpu: { unroll: 1, steps: 60, runs: 100 }, device: { unroll: 10, steps: 200 } },
  { net: 'vanilla', batch: 1, cpu: { unroll: 1, steps: 400, runs: 400 }, device: { unroll: 10, steps: 200 } },
  { net: 'nonlocal', batch: 100, cpu: { unroll: 1, steps: 5, runs: 24 }, device: { unroll: 10, steps: 100 } },
  { net: 'toy', batch: 100, cpu: { unroll: 16, steps: 1600, runs: 400 }, device: { unroll: 25, steps: 500 } },
];

/** U = F/(ε²/2) with ε = 0.01 of a net of the reference with n_f = `width` and random weights: of images 3×32×32, the toy of points in the plane. */
export function untrainedPotential(net: ReferenceNet, width = 32): Potential {
  const network = openNetwork(referenceNet(net, net === 'toy' ? 2 : 3, width));
  return createPotential(network, initialWeights(network, streamKey(1)), 0.01);
}
