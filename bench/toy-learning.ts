import { mean } from '../core/analysis/correlations.ts';
import { divergence, gridDensity } from '../core/analysis/plane-densities.ts';
import type { TrainingConfig } from '../core/contract/training-config.ts';
import { toyDensity } from '../core/data/toy-density.ts';
import { learnedDensity } from '../core/diagnosis/learned-density.ts';
import type { Engine, Tensors } from '../core/engines/engine.ts';
import { openNetwork } from '../core/networks/open-network.ts';
import { referenceNet } from '../core/networks/reference-nets.ts';
import { Learner } from '../core/training/learner.ts';
import { densitySource } from '../core/training/positive-source.ts';
import type { Pytorch } from './pytorch.ts';

const seeds = [1, 2, 3];
const updates = 3000;
const steps = 150;
/** Updates between two looks at the density; SGD at a constant rate wanders, so what counts is the mean of the last ten looks. */
const every = 100;
const side = 200;
const density = { type: 'gmm', groups: 8, sd: 0.15, radius: 1 } as const;

/** d_s of every update, KL(true ‖ learned) at every look, and what it took. */
interface Course {
  readonly d_s: readonly number[];
  readonly kl: readonly number[];
  readonly seconds: number;
}

/**
 * Learns the ring of eight Gaussians at the reference's settings (science.md, section 4; 150 steps, 3,000 updates), each seed by our learner
 * and by PyTorch side by side, and prints how far the learned density ends from the true one (nats) and the mean of d_s.
 * Takes minutes a seed.
 */
export async function benchToyLearning(engine: Engine, pytorch: Pytorch | null, print: (line: string) => void): Promise<void> {
  print(`Learning eight Gaussians, ${updates} updates of ${steps} steps   KL, mean of the last ten looks (lowest–highest)   d_s of the last 500   ms an update`);
  for (const seed of seeds) {
    const [ours, theirs] = await Promise.all([learn(engine, seed), pytorch === null ? null : pytorch.ask(seed, updates, steps, every)]);
    print(`seed ${seed}, ours     ${shown(ours)}`);
    print(`seed ${seed}, PyTorch  ${theirs === null ? 'not installed' : shown(JSON.parse(theirs) as Course)}`);
  }
}

async function learn(engine: Engine, seed: number): Promise<Course> {
  const config: TrainingConfig = {
    name: 'eight Gaussians', data: { kind: 'toy', density }, architecture: referenceNet('toy', 2, 32), batchSize: 100, epsilon: 0.125, dataEpsilon: 0,
    shortRun: { steps, start: 'persistent', noiseFactor: 1, sampler: 'langevin' }, bankSize: 10_000,
    phases: [{ updates, optimizer: 'sgd', lrInit: 0.1, lrMin: 0.1, lrDecay: 1 }],
    options: { clipGradient: null, energyPenalty: 0, rejuvenation: 0, weightAverage: null }, longRun: null, logEvery: 1000,
  };
  const learner = new Learner(engine, config, densitySource(toyDensity(density)), seed);
  let state = await learner.init();
  const differences: number[] = [];
  const kl: number[] = [];
  const begun = performance.now();
  for (let update = 1; update <= updates; update++) {
    const { state: next, info } = await learner.step(state);
    state = next;
    differences.push(info.energyDifference);
    if (update % every === 0) kl.push(await distanceToTruth(engine, config, state.weights));
  }
  const seconds = (performance.now() - begun) / 1000;
  await learner.close();
  return { d_s: differences, kl, seconds };
}

async function distanceToTruth(engine: Engine, { architecture, epsilon }: TrainingConfig, weights: Tensors): Promise<number> {
  const { extent, densityAt } = toyDensity(density);
  const grid = { extent, side };
  return divergence(grid, gridDensity(grid, densityAt), await learnedDensity(engine, { network: openNetwork(architecture), weights, trainEpsilon: epsilon }, grid));
}

function shown({ d_s, kl, seconds }: Course): string {
  const looks = kl.slice(-10);
  const last = d_s.slice(-500);
  const balance = mean(last);
  // Standard error of updates taken as independent: their correlation at lag 1 is below 0.1 here.
  const error = Math.sqrt(mean(last.map((value) => (value - balance) ** 2)) / last.length);
  return `KL ${mean(looks).toFixed(3)} (${Math.min(...looks).toFixed(3)}–${Math.max(...looks).toFixed(3)})   d_s ${balance.toFixed(3)} ± ${error.toFixed(3)}   ${((1000 * seconds) / d_s.length).toFixed(0)} ms`;
}
