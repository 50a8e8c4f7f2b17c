import { z } from 'zod';
import { trainingConfig } from '../contract/training-config.ts';
import type { ShortRunStart, TrainingConfig } from '../contract/training-config.ts';
import type { NetworkDescription } from '../contract/network.ts';
import { schemaProblemLine } from '../formats/schema-problems.ts';
import { referenceNet } from '../networks/reference-nets.ts';
import { TrainingError } from './training-error.ts';

const start = z.enum(['persistent', 'data', 'uniform', 'gaussian']);
const optimizerType = z.enum(['sgd', 'adam']);

const shared = {
  net_type: z.enum(['toy', 'vanilla', 'nonlocal']),
  num_train_iters: z.int().min(1),
  batch_size: z.int().min(1),
  data_epsilon: z.number().min(0),
  optimizer_type: optimizerType,
  lr_init: z.number().positive(),
  lr_min: z.number().min(0),
  lr_decay: z.number().positive().max(1),
  epsilon: z.number().min(0),
  noise_init_factor: z.number().positive().optional(),
};

/** Config of the reference's `train_data.py`. Keys it does not know are kept out, `_comment` among them. */
const dataConfig = z.object({
  ...shared,
  data: z.string().min(1),
  im_sz: z.int().min(1),
  im_ch: z.int().min(1),
  num_shortrun_steps: z.int().min(1),
  shortrun_init: start,
  log_freq: z.int().min(1),
  log_longrun: z.boolean().default(false),
  log_longrun_freq: z.int().min(1).optional(),
  num_longrun_steps: z.int().min(1).optional(),
  longrun_init: start.optional(),
});

/** Config of the reference's `train_toy.py`. */
const toyConfig = z.object({
  ...shared,
  net_type: shared.net_type.default('toy'),
  /** Its toy configs do not state it: points of a density are learned from as they are. */
  data_epsilon: shared.data_epsilon.default(0),
  toy_type: z.enum(['gmm', 'rings']),
  toy_groups: z.int().min(1),
  toy_sd: z.number().positive(),
  toy_radius: z.number().positive(),
  num_mcmc_steps: z.int().min(1),
  init_type: start,
  /** 0 where no chain is persistent. */
  s_t_0_size: z.int().min(0).optional(),
  log_info_freq: z.int().min(1),
});

/** Width of the reference's nets, which its configs do not state. */
const referenceWidth = 32;

/**
 * A training config from JSON: our own format, or one of the reference implementation's, unmodified (repeated `_comment`
 * keys are legal JSON, of which the last counts). `given`: the network that learning starts from, in place of the config's own.
 * Throws TrainingError naming `fileName`, the setting, what was expected and what was found.
 */
export function readTrainingConfig(json: string, fileName: string, given: NetworkDescription | null = null): TrainingConfig {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new TrainingError(`${fileName} is not JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
  const name = fileName.replace(/^.*[\\/]/, '').replace(/\.json$/i, '');
  if (has(value, 'toy_type')) return fromToyConfig(parsed(toyConfig, value, fileName), name, given);
  if (has(value, 'num_shortrun_steps')) return fromDataConfig(parsed(dataConfig, value, fileName), name, given);
  if (has(value, 'phases')) return parsed(trainingConfig, given === null ? value : { ...(value as object), architecture: given }, fileName);
  throw new TrainingError(
    `${fileName} is no training config: it has neither "toy_type" (a reference config for a 2D toy), "num_shortrun_steps" (one for images) nor "phases" (our own format).`,
  );
}

function fromDataConfig(config: z.infer<typeof dataConfig>, name: string, given: NetworkDescription | null): TrainingConfig {
  if (given === null && config.net_type !== 'toy' && config.im_sz !== 32) {
    throw new TrainingError(`${name}: the net "${config.net_type}" takes 32×32 images; im_sz is ${config.im_sz}. Set im_sz to 32, or describe another architecture in our own format.`);
  }
  return complete(config, name, {
    given,
    data: { kind: 'images', source: config.data, shape: [config.im_ch, config.im_sz, config.im_sz] },
    channels: config.im_ch,
    steps: config.num_shortrun_steps,
    start: config.shortrun_init,
    bankSize: null,
    logEvery: config.log_freq,
    longRun:
      config.log_longrun && config.log_longrun_freq !== undefined && config.num_longrun_steps !== undefined
        ? { every: config.log_longrun_freq, steps: config.num_longrun_steps, start: config.longrun_init ?? config.shortrun_init }
        : null,
  });
}

function fromToyConfig(config: z.infer<typeof toyConfig>, name: string, given: NetworkDescription | null): TrainingConfig {
  return complete(config, name, {
    given,
    data: { kind: 'toy', density: { type: config.toy_type, groups: config.toy_groups, sd: config.toy_sd, radius: config.toy_radius } },
    channels: 2,
    steps: config.num_mcmc_steps,
    start: config.init_type,
    bankSize: config.s_t_0_size === 0 ? null : (config.s_t_0_size ?? null),
    logEvery: config.log_info_freq,
    longRun: null,
  });
}

interface Differences {
  given: NetworkDescription | null;
  data: TrainingConfig['data'];
  channels: number;
  steps: number;
  start: ShortRunStart;
  bankSize: number | null;
  logEvery: number;
  longRun: TrainingConfig['longRun'];
}

/** What both kinds of reference config say in the same words. */
function complete(config: Pick<z.infer<typeof dataConfig>, keyof typeof shared>, name: string, differences: Differences): TrainingConfig {
  const { given, data, channels, steps, start: shortRunStart, bankSize, logEvery, longRun } = differences;
  return {
    name,
    data,
    architecture: given ?? referenceNet(config.net_type, channels, referenceWidth),
    batchSize: config.batch_size,
    epsilon: config.epsilon,
    dataEpsilon: config.data_epsilon,
    // The reference fills its bank with noise on [−1, 1] whatever the factor says.
    shortRun: { steps, start: shortRunStart, noiseFactor: shortRunStart === 'persistent' ? 1 : (config.noise_init_factor ?? 1), sampler: 'langevin' },
    bankSize,
    phases: [
      { updates: config.num_train_iters, optimizer: config.optimizer_type, lrInit: config.lr_init, lrMin: config.lr_min, lrDecay: config.lr_decay },
    ],
    options: { clipGradient: null, energyPenalty: 0, rejuvenation: 0, weightAverage: null },
    longRun,
    logEvery,
  };
}

function has(value: unknown, key: string): boolean {
  return typeof value === 'object' && value !== null && key in value;
}

function parsed<T>(schema: z.ZodType<T>, value: unknown, fileName: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new TrainingError(`${fileName} cannot be used as it is. ${schemaProblemLine(result.error, 'config')}.`);
}
