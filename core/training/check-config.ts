import type { SettingsWarning } from '../contract/map-settings.ts';
import type { TrainingConfig } from '../contract/training-config.ts';
import type { Dataset, DatasetProblem } from '../data/dataset.ts';
import { leftOutWords } from '../data/left-out.ts';
import { openNetwork } from '../networks/open-network.ts';
import { totalUpdates } from './config-length.ts';
import { checkStart, refuseStart } from './check-start.ts';
import { TrainingError } from './training-error.ts';

/** Pixels looked at to tell whether a set has ones that never change: enough images to be sure, few enough to be quick. */
const SAMPLED = 200;
/** Share of constant pixels from which a set is like MNIST, whose borders are black in every image. */
const CONSTANT_SHARE = 0.02;

/** What of a data set the checks look at. */
export interface DataFacts {
  readonly count: number;
  /** Share of pixels that are the same in every image looked at. */
  readonly constantPixels: number;
  /** Images that cannot be used; absent: none. */
  readonly problems?: readonly DatasetProblem[];
}

/** Looks at some images, evenly spaced over the set. */
export async function dataFacts(dataset: Dataset): Promise<DataFacts> {
  const { count, shape } = dataset;
  const looked = Math.min(count, SAMPLED);
  const images = await dataset.read(Array.from({ length: looked }, (_, i) => Math.floor((i * count) / looked)));
  const size = shape[0] * shape[1] * shape[2];
  let constant = 0;
  for (let pixel = 0; pixel < size; pixel++) {
    let same = true;
    for (let image = 1; image < looked && same; image++) same = images[image * size + pixel] === images[pixel];
    if (same) constant++;
  }
  return { count, constantPixels: looked > 1 ? constant / size : 0, problems: dataset.problems };
}

/**
 * What is known to fail about a config, each with why and what to do (science.md, section 4; [A], section 3 and appendix).
 * `facts`: of its images; null for a density. Throws TrainingError for what cannot be carried out at all.
 */
export function checkConfig(config: TrainingConfig, facts: DataFacts | null): SettingsWarning[] {
  refuseImpossible(config, facts);
  const warnings: SettingsWarning[] = [];
  const warn = (setting: string, message: string): void => void warnings.push({ setting, message });
  const { epsilon, dataEpsilon, shortRun, phases, options, longRun, data } = config;
  const images = data.kind === 'images';

  const leftOut = leftOutWords(facts?.problems ?? []);
  if (leftOut !== null) warn('data', leftOut);

  if (images && dataEpsilon === 0) {
    const border = facts !== null && facts.constantPixels >= CONSTANT_SHARE;
    warn(
      'dataEpsilon',
      border
        ? `ε_data is 0, and ${Math.round(100 * facts.constantPixels)} % of the pixels are the same in every image: their density is infinitely sharp, no Langevin step can follow it, and learning collapses (d_s → −∞). Set ε_data to about ${number(epsilon > 0 ? 2 * epsilon : 0.03)}${epsilon > 0 ? ' (2ε)' : ''}.`
        : `ε_data is 0: images lie on a surface of few dimensions, whose density is infinitely sharp, and learning tends to collapse (d_s → −∞). Set ε_data to about ${number(epsilon > 0 ? 2 * epsilon : 0.03)}${epsilon > 0 ? ' (2ε)' : ''}.`,
    );
  } else if (images && epsilon > 0 && dataEpsilon < epsilon) {
    warn('dataEpsilon', `ε_data = ${number(dataEpsilon)} is below ε = ${number(epsilon)}: the samples' own noise is wider than the data's, so that they cannot match, and learning tends to collapse. Set ε_data to ε at least; 2ε = ${number(2 * epsilon)} is usual.`);
  }
  if (!images && config.epsilon > 2 * Math.hypot(data.density.sd, dataEpsilon)) {
    warn('epsilon', `ε = ${number(epsilon)} is more than twice the width of the density (${number(Math.hypot(data.density.sd, dataEpsilon))}): Langevin steps overshoot its modes and diverge. Set ε to that width at most.`);
  }
  if (epsilon === 0 && shortRun.start === 'persistent') {
    warn('epsilon', 'ε is 0: without noise, persistent chains run down into the minima and stay there, and the bank loses its variety. Give ε a value above 0, or start chains from noise.');
  }
  if (shortRun.start === 'persistent' && options.rejuvenation === 0 && shortRun.steps < 20 && images) {
    warn('shortRun.steps', `${shortRun.steps} Langevin steps an update are few for persistent chains on images: they lag behind the weights. 50 to 500 are usual; a rejuvenation of 0.05 keeps the bank fresh.`);
  }
  phases.forEach((phase, at) => {
    const name = phases.length > 1 ? `Phase ${at + 1}: ` : '';
    if (phase.lrMin > phase.lrInit) warn('phases', `${name}the lowest learning rate (${number(phase.lrMin)}) is above the first (${number(phase.lrInit)}), so that the rate jumps up after one update. Swap them, or set both to one value.`);
    if (phase.optimizer === 'adam' && phase.lrInit > 1e-2) warn('phases', `${name}Adam moves every weight by about its learning rate at each update, and ${number(phase.lrInit)} is more than energies of this kind bear: expect d_s to swing without bound. 1e-4 is the reference's for images, 1e-3 is high.`);
    if (phase.optimizer === 'sgd' && epsilon > 0 && phase.lrInit > (images ? 1 : 5)) {
      warn('phases', `${name}SGD at ${number(phase.lrInit)} is far above what the reference uses (${images ? '0.01 to 0.1 for images' : '0.1 in the plane'}; it multiplies the rate by ε²/2, as is done here): r_s outgrows ε and learning becomes unstable.`);
    }
  });
  warnings.push(...checkStart(config));
  const [, height, width] = config.architecture.inputShape;
  if (images && (config.architecture.net === 'nonlocal' || config.architecture.net === 'vanilla') && (height !== 32 || width !== 32)) {
    warn('architecture', `The ${config.architecture.net} net is made for 32×32 images and is given ${width}×${height}: it trains, but the reference's PyTorch net cannot load its weights${config.architecture.net === 'nonlocal' ? ', and the cost of its non-local blocks grows with the fourth power of the side' : ''}. Set the image size to 32 to stay compatible.`);
  }
  if (longRun !== null && longRun.every > totalUpdates(config)) warn('longRun', `Long-run samples are asked for every ${longRun.every} updates, and the run has ${totalUpdates(config)}: none will be made.`);
  if (options.weightAverage !== null && options.weightAverage >= 1) warn('options.weightAverage', 'A decay of 1 keeps the average at the first weights for ever. 0.999 is usual.');
  if (shortRun.sampler === 'mala' && epsilon > 0.05 && images) warn('shortRun.sampler', `MALA rejects nearly every step of ε = ${number(epsilon)} on images. Expect an acceptance near 0; a smaller ε raises it.`);
  return warnings;
}

function refuseImpossible(config: TrainingConfig, facts: DataFacts | null): void {
  const { architecture, batchSize, bankSize, data, shortRun } = config;
  const [channels, height, width] = architecture.inputShape;
  const shape = data.kind === 'images' ? data.shape : ([2, 1, 1] as const);
  if (config.from !== undefined) refuseStart(config);
  if (shape.join() !== architecture.inputShape.join()) {
    throw new TrainingError(`The network takes states [${architecture.inputShape.join(', ')}], the data are [${shape.join(', ')}] (channels, height, width). Set one to the other${architecture.net === 'toy' ? '' : '; the reference\'s nets take 32×32 images'}.`);
  }
  // Throws where a layer does not fit what comes before it.
  if (!openNetwork(architecture).startsAtRandom && config.from === undefined) throw new TrainingError(`The network "${architecture.net}" was imported as a graph and cannot be learned from random weights. Start from a potential that has it.`);
  if (facts !== null && batchSize > facts.count) throw new TrainingError(`The batch of ${batchSize} is larger than the data set (${facts.count} images), and a batch has no image twice. Make it ${facts.count} at most.`);
  const bank = bankSize ?? facts?.count ?? null;
  if (shortRun.start === 'persistent') {
    if (bank === null) throw new TrainingError('A persistent bank on a 2D density needs a size: say how many states it holds (the reference calls it s_t_0_size).');
    if (batchSize > bank) throw new TrainingError(`The batch of ${batchSize} is larger than the bank (${bank} states), and no chain can run twice in one update. Make it ${bank} at most, or the bank larger.`);
  }
  if (channels * height * width > 2 ** 22) throw new TrainingError(`States of ${channels}×${height}×${width} are larger than this program can train on. Choose a smaller image size.`);
}

function number(value: number): string {
  return String(Number(value.toPrecision(3)));
}
