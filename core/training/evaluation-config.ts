import { z } from 'zod';
import { schemaProblemLine } from '../formats/schema-problems.ts';
import { TrainingError } from './training-error.ts';

/** A config of the reference's `eval.py`: chains of a trained net, with what they cost and do on the way. Keys it does not know are kept out, `_comment` among them. */
const evaluation = z.object({
  /** Chains. */
  batch_size: z.int().min(1).max(100_000),
  seed: z.int().min(0).max(2 ** 32 - 1).default(1),
  im_sz: z.int().min(1),
  im_ch: z.int().min(1),
  net_type: z.enum(['toy', 'vanilla', 'nonlocal']),
  net_weight_path: z.string().min(1),
  /** ε of training: U = F/(ε²/2); 0: U = F. */
  train_epsilon: z.number().min(0),
  /** T. */
  temp_factor: z.number().positive(),
  /** uniform, gaussian, or the name of a set of images. */
  mcmc_init: z.string().min(1),
  epsilon: z.number().min(0),
  num_mcmc_steps: z.int().min(1).max(1_000_000_000),
  use_mh_langevin: z.boolean().default(false),
  log_freq: z.int().min(1).default(500),
});
export type EvaluationConfig = z.infer<typeof evaluation>;

/** Reads an evaluation config. Throws TrainingError naming `fileName`, the setting, what was expected and what was found. */
export function readEvaluationConfig(json: string, fileName: string): EvaluationConfig {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new TrainingError(`${fileName} is not JSON: ${error instanceof Error ? error.message : String(error)}.`, { cause: error });
  }
  const result = evaluation.safeParse(value);
  if (!result.success) {
    throw new TrainingError(`${fileName} is not an evaluation config of the reference (its eval.py). ${schemaProblemLine(result.error, 'config')}.`);
  }
  const config = result.data;
  if (config.use_mh_langevin && config.epsilon === 0) throw new TrainingError(`${fileName}: use_mh_langevin needs noise and epsilon is 0. Set epsilon above 0, or use_mh_langevin to false.`);
  return config;
}
