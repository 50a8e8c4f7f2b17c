import { describer, asNumber } from './setting.ts';
import type { NumberSetting, Setting, SettingChoice } from './setting.ts';
import type { TrainingConfig } from './training-config.ts';
import { longRunPlan, runPlan } from './training-run.ts';

export type TrainingSettingGroup = 'density' | 'data' | 'sampling' | 'phases' | 'options' | 'long-run' | 'keeping' | 'machine';
export type TrainingSetting = Setting<TrainingSettingGroup>;

/** Where chains of learning may start. */
const STARTS: readonly SettingChoice[] = [
  { value: 'persistent', label: 'Persistent bank', meaning: 'Chains go on from where earlier updates left them: one state for each training image, noise at the start (data, where learning goes on from a potential).' },
  { value: 'data', label: 'Data', meaning: 'Chains start from the batch of data itself, with its noise.' },
  { value: 'uniform', label: 'Uniform noise', meaning: 'Every coordinate uniform on [−1, 1]: noise-initialized learning.' },
  { value: 'gaussian', label: 'Gaussian noise', meaning: 'Every coordinate from a standard Gaussian: noise-initialized learning.' },
];

const start = describer(runPlan);
const config = describer(runPlan.shape.config);

/** Every setting of a run that is a number, a choice or a switch (science.md, section 4), in the order of the form. Keys are places in the config, or in the start of a run. */
export const trainingSettings: readonly TrainingSetting[] = [
  config('data.density.groups', 'density', { label: 'Groups', meaning: 'Gaussians on the circle, or rings.' }),
  config('data.density.sd', 'density', { label: 'Standard deviation', meaning: 'Spread of each Gaussian, or across each ring.' }),
  config('data.density.radius', 'density', { label: 'Radius', meaning: 'Radius of the circle of means, or distance of the rings from each other.' }),

  config('dataEpsilon', 'data', { symbol: 'ε_data', label: 'Data noise', unit: 'pixel values', meaning: 'Standard deviation of the Gaussian noise added to data. At least ε; 2ε is typical. Without it learning on images collapses.' }),
  config('batchSize', 'data', { label: 'Batch', unit: 'samples', meaning: 'Data, and as many chains, in one update.' }),
  start('skipBadImages', 'data', { label: 'Leave out images that cannot be read or have another size, instead of stopping at them', meaning: 'Bad images are left out only when their owner says so.' }),

  config('epsilon', 'sampling', { symbol: 'ε', label: 'Langevin noise', unit: 'pixel values', meaning: 'Noise of one Langevin step, x ← x − ∇F + ε z; also U = F/(ε²/2). 0: gradient descent without noise, U = F.' }),
  config('shortRun.steps', 'sampling', { symbol: 'L', label: 'Langevin steps', unit: 'steps an update', meaning: 'Steps from a chain’s start to its negative sample. Time of an update is nearly proportional to it.' }),
  config('shortRun.start', 'sampling', { label: 'Chains start from', meaning: 'The initial distribution of the chains. Persistent chains can learn convergent potentials; noise needs only short runs.' }, STARTS),
  config('shortRun.noiseFactor', 'sampling', { label: 'Start noise', unit: '×', meaning: 'Scale of the noise that uniform and Gaussian starts are drawn from.' }),
  config('shortRun.sampler', 'sampling', { label: 'Sampler', meaning: 'How a chain moves.' }, [
    { value: 'langevin', label: 'Langevin', meaning: 'Unadjusted Langevin, as the reference.' },
    { value: 'mala', label: 'MALA', meaning: 'Langevin with a Metropolis–Hastings correction (Roberts and Tweedie 1996). Beyond the reference.' },
  ]),
  config('bankSize', 'sampling', { label: 'Bank', unit: 'states', none: 'one a training image', meaning: 'States of the persistent bank. A 2D density needs a number.' }),

  config('phases.updates', 'phases', { label: 'Updates', meaning: 'Updates of the weights in this phase.' }),
  config('phases.optimizer', 'phases', { label: 'Optimizer', meaning: 'What takes the steps of the weights.' }, [
    { value: 'adam', label: 'Adam', meaning: 'Steps of about the learning rate in every weight.' },
    { value: 'sgd', label: 'SGD', meaning: 'Steps along the gradient itself.' },
  ]),
  config('phases.lrInit', 'phases', { label: 'Learning rate', meaning: 'Rate of the first update. With SGD and ε > 0 it is multiplied by ε²/2, as the reference does; Adam’s is used as it is.' }),
  config('phases.lrMin', 'phases', { label: 'Lowest rate', meaning: 'Where the decay stops.' }),
  config('phases.lrDecay', 'phases', { label: 'Decay', meaning: 'The rate is multiplied by this after each update. 1: constant.' }),

  config('options.clipGradient', 'options', { label: 'Gradient clipping', unit: 'L2 norm', none: 'off', meaning: 'Largest norm of the gradient of d_s in the weights; longer gradients are scaled down to it.', source: 'Pascanu et al. 2013' }),
  config('options.energyPenalty', 'options', { label: 'Energy penalty', unit: 'weight', meaning: 'Weight of mean F(x⁺)² + F(x⁻)² in the loss; keeps energies near 0. 0: off.', source: 'Du and Mordatch 2019' }),
  config('options.rejuvenation', 'options', { label: 'Bank rejuvenation', unit: 'probability', meaning: 'Chance that a state drawn from the bank starts anew from noise. 0: off.', source: 'Du and Mordatch 2019' }),
  config('options.weightAverage', 'options', { label: 'Weight averaging', unit: 'decay', none: 'off', meaning: 'Decay of an exponential moving average of the weights (0.999 is typical), which checkpoints then hold beside the weights.', source: 'Song and Ermon 2020' }),

  config('longRun.every', 'long-run', { label: 'Every', unit: 'updates', meaning: 'Updates between long-run chains made while learning. They take time from learning.' }),
  config('longRun.steps', 'long-run', { label: 'Steps', unit: 'steps', meaning: 'Langevin steps of a long-run chain.' }),
  config('longRun.start', 'long-run', { label: 'Start', meaning: 'Where long-run chains begin.' }, STARTS),

  start('keeping.every', 'keeping', { label: 'Checkpoint every', unit: 'updates', meaning: 'Updates between checkpoints that are kept. The one to resume from is written more often.' }),
  start('keeping.newest', 'keeping', { label: 'Keep the newest', unit: 'checkpoints', meaning: 'The newest so many stay on disk.' }),
  start('keeping.nth', 'keeping', { label: 'Keep every n-th', unit: 'for good', meaning: 'Every n-th checkpoint stays for good, to watch basins form. 0: none.' }),
  start('keeping.best', 'keeping', { label: 'Keep the best', meaning: 'The checkpoint of the best verdict stays.' }),

  start('seed', 'machine', { label: 'Seed', meaning: 'All randomness follows from it: the same seed gives the same numbers on the CPU.' }),
];

const byKey = new Map(trainingSettings.map((setting) => [setting.key, setting]));

/** A setting by its place. Throws RangeError where no setting is described. */
export function trainingSetting(key: string): TrainingSetting {
  const setting = byKey.get(key);
  if (setting === undefined) throw new RangeError(`No setting ${key} is described.`);
  return setting;
}

/** The same where it is a number. Throws RangeError where it is none. */
export function trainingNumber(key: string): NumberSetting<TrainingSettingGroup> {
  return asNumber(trainingSetting(key));
}

/** Whether a setting has an effect, given how chains start and whether long-run chains are made. */
export function hasEffect(setting: TrainingSetting, { shortRun, longRun }: Pick<TrainingConfig, 'longRun'> & { readonly shortRun: Pick<TrainingConfig['shortRun'], 'start'> }): boolean {
  switch (setting.key) {
    case 'bankSize':
    case 'options.rejuvenation':
      return shortRun.start === 'persistent';
    case 'shortRun.noiseFactor':
      return shortRun.start !== 'data';
    default:
      return setting.group !== 'long-run' || longRun !== null;
  }
}

const longRun = describer(longRunPlan);

/** What a long-run test is asked for, but for its starts. */
export const longRunSettings = {
  update: asNumber(longRun('update', 'test', { label: 'Checkpoint', unit: 'update', none: 'the newest', meaning: 'The kept checkpoint to test.' })),
  steps: asNumber(longRun('steps', 'test', { label: 'Steps', unit: 'steps', meaning: 'Langevin steps of every chain, from data and from noise.' })),
  chains: asNumber(longRun('chains', 'test', { label: 'Chains', unit: 'each', meaning: 'Chains of each start.' })),
};
