import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openNetwork } from '../../../core/networks/open-network.ts';
import { checkConfig } from '../../../core/training/check-config.ts';
import { readEvaluationConfig } from '../../../core/training/evaluation-config.ts';
import { readTrainingConfig } from '../../../core/training/reference-config.ts';
import { once } from '../fuzz-reader.ts';
import type { FuzzReader } from '../fuzz-reader.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { jsonText } from '../mutate-json.ts';

/** The reference's own, whose keys are its. */
const referenceConfigs = [
  {
    data: 'mnist', im_sz: 32, im_ch: 1, num_train_iters: 1000, batch_size: 10, data_epsilon: 0.015, net_type: 'vanilla', optimizer_type: 'sgd', lr_init: 0.01, lr_min: 0.01, lr_decay: 1,
    epsilon: 0.0075, num_shortrun_steps: 50, shortrun_init: 'persistent', log_freq: 250, log_longrun: true, log_longrun_freq: 500, num_longrun_steps: 200, longrun_init: 'data',
  },
  {
    toy_type: 'gmm', toy_groups: 8, toy_sd: 0.15, toy_radius: 1, num_train_iters: 2000, batch_size: 100, optimizer_type: 'sgd', lr_init: 0.1, lr_min: 0.1, lr_decay: 1, epsilon: 0.125,
    num_mcmc_steps: 50, init_type: 'persistent', s_t_0_size: 1000, noise_init_factor: 2, log_info_freq: 100,
  },
];
const configs = once(() => [
  ...['gmm-quick', 'mnist-convergent-small', 'rings-convergent', 'cifar10-nonconvergent', 'flowers-convergent'].map((name) => JSON.parse(readFileSync(fileURLToPath(new URL(`../../../resources/presets/${name}.json`, import.meta.url)), 'utf8')) as unknown),
  ...referenceConfigs,
]);

/** Training configs, ours and the reference's: read, and checked as before a training. */
export const configReader: FuzzReader = {
  name: 'config',
  make: (random) => {
    const config = random.pick(configs());
    return random.below(4) === 0 ? mutateBytes(random, Buffer.from(JSON.stringify(config, null, 2))) : Buffer.from(jsonText(random, config));
  },
  read: (bytes) => {
    const config = readTrainingConfig(bytes.toString('utf8'), 'damaged.json');
    checkConfig(config, config.data.kind === 'images' ? { count: 1000, constantPixels: 0.1 } : null);
    openNetwork(config.architecture).describe();
  },
};

const evaluation = {
  batch_size: 10, seed: 1, im_sz: 32, im_ch: 1, net_type: 'vanilla', net_weight_path: 'net.pth', train_epsilon: 0.015, temp_factor: 1, mcmc_init: 'uniform', epsilon: 0.0075, num_mcmc_steps: 100,
  use_mh_langevin: true, log_freq: 10,
};

export const evaluationReader: FuzzReader = {
  name: 'evaluation',
  make: (random) => (random.below(4) === 0 ? mutateBytes(random, Buffer.from(JSON.stringify(evaluation))) : Buffer.from(jsonText(random, evaluation))),
  read: (bytes) => {
    readEvaluationConfig(bytes.toString('utf8'), 'damaged.json');
  },
};
