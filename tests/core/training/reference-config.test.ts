import { describe, expect, it } from 'vitest';
import { readTrainingConfig } from '../../../core/training/reference-config.ts';
import { TrainingError } from '../../../core/training/training-error.ts';

const image = `{
  "_comment": "data", "data": "mnist", "im_sz": 32, "im_ch": 1,
  "_comment": "learning", "num_train_iters": 100000, "batch_size": 100, "data_epsilon": 0.015, "net_type": "nonlocal",
  "optimizer_type": "sgd", "lr_init": 0.01, "lr_min": 0.01, "lr_decay": 1.0, "exp_dir": "./out",
  "_comment": "sampling", "epsilon": 0.0075, "num_shortrun_steps": 500, "shortrun_init": "persistent",
  "log_freq": 250, "log_longrun": true, "log_longrun_freq": 2500, "num_longrun_steps": 2000, "longrun_init": "data"
}`;
const toy = {
  toy_type: 'gmm', toy_groups: 8, toy_sd: 0.15, toy_radius: 1, viz_res: 200, kde_bw: 0.1, num_train_iters: 200000, batch_size: 100,
  data_epsilon: 0, net_type: 'toy', optimizer_type: 'sgd', lr_init: 0.1, lr_min: 0.1, lr_decay: 1, epsilon: 0.125, num_mcmc_steps: 500,
  init_type: 'persistent', s_t_0_size: 10000, noise_init_factor: 2, log_info_freq: 100, log_viz_freq: 1000, batch_size_kde: 1000,
};

describe('training configs', () => {
  it('of the reference for images, repeated comments included', () => {
    const config = readTrainingConfig(image, 'configs/mnist_convergent.json');
    expect(config).toMatchObject({
      name: 'mnist_convergent', epsilon: 0.0075, dataEpsilon: 0.015, batchSize: 100, bankSize: null,
      data: { kind: 'images', source: 'mnist', shape: [1, 32, 32] },
      shortRun: { steps: 500, start: 'persistent', noiseFactor: 1 },
      phases: [{ updates: 100000, optimizer: 'sgd', lrInit: 0.01, lrMin: 0.01, lrDecay: 1 }],
      longRun: { every: 2500, steps: 2000, start: 'data' },
    });
    expect(config.architecture.net).toBe('nonlocal');
  });

  it('of the reference for toys', () => {
    expect(readTrainingConfig(JSON.stringify(toy), 'gmm.json')).toMatchObject({
      data: { kind: 'toy', density: { type: 'gmm', groups: 8, sd: 0.15, radius: 1 } },
      shortRun: { steps: 500, start: 'persistent', noiseFactor: 1 }, bankSize: 10000, longRun: null,
    });
  });

  it('of the reference for toys that start from noise, without ε_data and with an empty bank', () => {
    const noise = { ...toy, data_epsilon: undefined, init_type: 'gaussian', s_t_0_size: 0, seed: 123 };
    expect(readTrainingConfig(JSON.stringify(noise), 'gmm.json')).toMatchObject({
      dataEpsilon: 0, shortRun: { start: 'gaussian', noiseFactor: 2 }, bankSize: null,
    });
  });

  it('of our own pass through a round trip', () => {
    const config = readTrainingConfig(JSON.stringify(toy), 'gmm.json');
    expect(readTrainingConfig(JSON.stringify(config), 'copy.json')).toEqual(config);
  });

  it.each([
    ['not JSON', '{', /is not JSON/],
    ['another JSON', '[1]', /no training config/],
    ['a bad setting', JSON.stringify({ ...toy, epsilon: 'small' }), /epsilon: .*expected number/],
    ['a missing setting', JSON.stringify({ ...toy, batch_size: undefined }), /batch_size/],
    ['a size the net does not take', image.replace('"im_sz": 32', '"im_sz": 28'), /takes 32×32 images; im_sz is 28/],
  ])('refuses %s', (_, json, message) => {
    expect(() => readTrainingConfig(json, 'x.json')).toThrow(message);
    expect(() => readTrainingConfig(json, 'x.json')).toThrow(TrainingError);
  });
});
