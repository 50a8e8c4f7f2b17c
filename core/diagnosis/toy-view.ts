import { divergence, gridDensity, kernelDensity } from '../analysis/plane-densities.ts';
import type { TrainingConfig } from '../contract/training-config.ts';
import type { ToyView } from '../contract/training-run.ts';
import { toyDensity } from '../data/toy-density.ts';
import type { Engine, Tensors } from '../engines/engine.ts';
import { openNetwork } from '../networks/open-network.ts';
import { streamKey } from '../random/stream-key.ts';
import { createWalk } from '../sampling/walk.ts';
import { negativeChainKeys } from '../training/learner.ts';
import { TrainingError } from '../training/training-error.ts';
import { learnedDensity } from './learned-density.ts';

const SIDE = 200;
/** Chains that are drawn. */
const CHAINS = 8;

export interface ToyViewOptions {
  readonly engine: Engine;
  readonly config: TrainingConfig;
  readonly seed: number;
  /** Updates done: 1 is the first. */
  readonly update: number;
  /** What the update's short runs began and ended as, [n, 2] flat. */
  readonly start: Float32Array;
  readonly shortRun: Float32Array;
  /** Weights that the chains walked with, and those after the update. */
  readonly before: Tensors;
  readonly after: Tensors;
  /** Of the kernel density: the reference's kde_bw; null: Scott's rule. */
  readonly bandwidth: number | null;
}

/**
 * A 2D run as of its newest update: the true, the learned and the short-run density on one grid, how far they are apart (KL, in nats), the
 * short-run samples, and the first few chains step by step, walked again with the weights, starts and streams that learning used
 * (with MALA-corrected learning: their uncorrected like). Throws TrainingError where the run's data are no density.
 */
export async function toyView(options: ToyViewOptions): Promise<ToyView> {
  const { engine, config, update, shortRun } = options;
  if (config.data.kind !== 'toy') throw new TrainingError('Only runs on a 2D density have a picture of it; this one learns images.');
  const density = toyDensity(config.data.density);
  const { extent } = density;
  const grid = { extent, side: SIDE };
  const truth = gridDensity(grid, density.densityAt);
  const learned = await learnedDensity(engine, { network: openNetwork(config.architecture), weights: options.after, trainEpsilon: config.epsilon }, grid);
  const sampled = kernelDensity(grid, shortRun, options.bandwidth);
  return {
    update, extent, side: SIDE, truth, learned, shortRun: sampled, samples: shortRun.slice(),
    chains: await walkAgain(options),
    klLearned: divergence(grid, truth, learned),
    klShortRun: divergence(grid, truth, sampled),
  };
}

/** Positions of the first chains from their start through every step. */
async function walkAgain({ engine, config, seed, update, start, before }: ToyViewOptions): Promise<ToyView['chains']> {
  const { epsilon, architecture, shortRun } = config;
  const count = Math.min(CHAINS, start.length / 2);
  const points = new Float32Array(count * (shortRun.steps + 1) * 2);
  const place = (step: number, states: Float32Array): void => {
    for (let chain = 0; chain < count; chain++) points.set(states.subarray(2 * chain, 2 * chain + 2), 2 * (chain * (shortRun.steps + 1) + step));
  };
  const x = start.slice(0, 2 * count);
  place(0, x);
  const keys = negativeChainKeys(streamKey(seed), update - 1, count);
  const walk = await createWalk(engine, { network: openNetwork(architecture), weights: before, trainEpsilon: epsilon }, { sampler: 'langevin', epsilon, temperature: 1, x, keys });
  try {
    for (let done = 0; done < shortRun.steps; ) {
      for (const { step, states } of await walk.next()) {
        if (step > shortRun.steps) break;
        place(step, states);
        done = step;
      }
    }
  } finally {
    await walk.close();
  }
  return { count, points };
}
