import type { NumberRule } from '../../../ui/parse-number.ts';

export type ConfigGroup = 'data' | 'sampling' | 'options' | 'long-run' | 'keeping';

interface Described {
  /** Place in the config, as warnings name it: `shortRun.steps`. */
  readonly key: string;
  readonly group: ConfigGroup;
  /** Letter of the literature, where there is one. */
  readonly symbol?: string;
  readonly label: string;
  readonly unit?: string;
  readonly meaning: string;
  /** Where an option beyond the reference comes from. */
  readonly source?: string;
}

export interface ConfigNumber extends Described {
  readonly kind: 'number';
  readonly rule: NumberRule;
  /** May be left empty; what is said then. */
  readonly none?: string;
}

export interface ConfigChoice extends Described {
  readonly kind: 'choice';
  readonly choices: readonly { readonly value: string; readonly label: string; readonly meaning: string }[];
}

export type ConfigSetting = ConfigNumber | ConfigChoice;

export const startChoices = [
  { value: 'persistent', label: 'Persistent bank', meaning: 'Chains go on from where earlier updates left them: one state for each training image, noise at the start.' },
  { value: 'data', label: 'Data', meaning: 'Chains start from the batch of data itself, with its noise.' },
  { value: 'uniform', label: 'Uniform noise', meaning: 'Every coordinate uniform on [−1, 1]: noise-initialized learning.' },
  { value: 'gaussian', label: 'Gaussian noise', meaning: 'Every coordinate from a standard Gaussian: noise-initialized learning.' },
] as const;

/** Settings of a run that are a number or a choice: letter, name, unit and meaning (science.md, section 4), in the order of the form. */
export const configCatalog: readonly ConfigSetting[] = [
  { key: 'dataEpsilon', group: 'data', kind: 'number', symbol: 'ε_data', label: 'Data noise', unit: 'pixel values', rule: { min: 0, max: 10 }, meaning: 'Standard deviation of the Gaussian noise added to data. At least ε; 2ε is typical. Without it learning on images collapses.' },
  { key: 'batchSize', group: 'data', kind: 'number', label: 'Batch', unit: 'samples', rule: { integer: true, min: 1, max: 100_000 }, meaning: 'Data, and as many chains, in one update.' },

  { key: 'epsilon', group: 'sampling', kind: 'number', symbol: 'ε', label: 'Langevin noise', unit: 'pixel values', rule: { min: 0, max: 10 }, meaning: 'Noise of one Langevin step, x ← x − ∇F + ε z; also U = F/(ε²/2). 0: gradient descent without noise, U = F.' },
  { key: 'shortRun.steps', group: 'sampling', kind: 'number', symbol: 'L', label: 'Langevin steps', unit: 'steps an update', rule: { integer: true, min: 1, max: 1_000_000 }, meaning: 'Steps from a chain’s start to its negative sample. Time of an update is nearly proportional to it.' },
  { key: 'shortRun.start', group: 'sampling', kind: 'choice', label: 'Chains start from', meaning: 'The initial distribution of the chains. Persistent chains can learn convergent potentials; noise needs only short runs.', choices: startChoices },
  { key: 'shortRun.noiseFactor', group: 'sampling', kind: 'number', label: 'Start noise', unit: '×', rule: { above: 0 }, meaning: 'Scale of the noise that uniform and Gaussian starts are drawn from.' },
  {
    key: 'shortRun.sampler', group: 'sampling', kind: 'choice', label: 'Sampler',
    meaning: 'How a chain moves.',
    choices: [
      { value: 'langevin', label: 'Langevin', meaning: 'Unadjusted Langevin, as the reference.' },
      { value: 'mala', label: 'MALA', meaning: 'Langevin with a Metropolis–Hastings correction (Roberts and Tweedie 1996). Beyond the reference.' },
    ],
  },
  { key: 'bankSize', group: 'sampling', kind: 'number', label: 'Bank', unit: 'states', rule: { integer: true, min: 1, max: 10_000_000 }, none: 'one a training image', meaning: 'States of the persistent bank. A 2D density needs a number.' },

  { key: 'options.clipGradient', group: 'options', kind: 'number', label: 'Gradient clipping', unit: 'L2 norm', rule: { above: 0 }, none: 'off', meaning: 'Largest norm of the gradient of d_s in the weights; longer gradients are scaled down to it.', source: 'Pascanu et al. 2013' },
  { key: 'options.energyPenalty', group: 'options', kind: 'number', label: 'Energy penalty', unit: 'weight', rule: { min: 0 }, meaning: 'Weight of mean F(x⁺)² + F(x⁻)² in the loss; keeps energies near 0. 0: off.', source: 'Du and Mordatch 2019' },
  { key: 'options.rejuvenation', group: 'options', kind: 'number', label: 'Bank rejuvenation', unit: 'probability', rule: { min: 0, max: 1 }, meaning: 'Chance that a state drawn from the bank starts anew from noise. 0: off.', source: 'Du and Mordatch 2019' },
  { key: 'options.weightAverage', group: 'options', kind: 'number', label: 'Weight averaging', unit: 'decay', rule: { min: 0, max: 1 }, none: 'off', meaning: 'Decay of an exponential moving average of the weights (0.999 is typical), which checkpoints then hold beside the weights.', source: 'Song and Ermon 2020' },

  { key: 'longRun.every', group: 'long-run', kind: 'number', label: 'Every', unit: 'updates', rule: { integer: true, min: 1 }, meaning: 'Updates between long-run chains made while learning. They take time from learning.' },
  { key: 'longRun.steps', group: 'long-run', kind: 'number', label: 'Steps', unit: 'steps', rule: { integer: true, min: 1 }, meaning: 'Langevin steps of a long-run chain.' },
  { key: 'longRun.start', group: 'long-run', kind: 'choice', label: 'Start', meaning: 'Where long-run chains begin.', choices: startChoices },

  { key: 'keeping.every', group: 'keeping', kind: 'number', label: 'Checkpoint every', unit: 'updates', rule: { integer: true, min: 1 }, meaning: 'Updates between checkpoints that are kept. The one to resume from is written more often.' },
  { key: 'keeping.newest', group: 'keeping', kind: 'number', label: 'Keep the newest', unit: 'checkpoints', rule: { integer: true, min: 1, max: 1000 }, meaning: 'The newest so many stay on disk.' },
  { key: 'keeping.nth', group: 'keeping', kind: 'number', label: 'Keep every n-th', unit: 'for good', rule: { integer: true, min: 0 }, meaning: 'Every n-th checkpoint stays for good, to watch basins form. 0: none.' },
];

export const beyondReference = 'Not in the reference implementation; off unless set.';

/** Whether a setting has an effect, given how chains start and whether long-run chains are made. */
export function applies(setting: ConfigSetting, config: { readonly shortRun: { readonly start: string }; readonly longRun: unknown }): boolean {
  const { start } = config.shortRun;
  switch (setting.key) {
    case 'bankSize':
    case 'options.rejuvenation':
      return start === 'persistent';
    case 'shortRun.noiseFactor':
      return start !== 'data';
    default:
      return setting.group !== 'long-run' || config.longRun !== null;
  }
}
