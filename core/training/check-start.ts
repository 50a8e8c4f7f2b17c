import type { SettingsWarning } from '../contract/map-settings.ts';
import type { TrainingConfig } from '../contract/training-config.ts';
import type { EnergyNetwork } from '../networks/energy-network.ts';
import { openNetwork } from '../networks/open-network.ts';
import { energyScale } from '../potentials/potential.ts';
import { trainedWeights } from './start-from.ts';
import { TrainingError } from './training-error.ts';

/** Portions of a graph with a fixed number of rows that one update may be put together from: the program has the graph as often. */
const MOST_PORTIONS = 64;

/** What is to be known of a config that learns on from a potential, each with why and what to do; nothing of others. */
export function checkStart({ from, architecture, batchSize, epsilon, phases }: TrainingConfig): SettingsWarning[] {
  if (from === undefined) return [];
  const network = openNetwork(architecture);
  const warnings: SettingsWarning[] = [];
  const trained = new Set(trainedWeights(network, { from }));
  const computed = [...network.weights].filter(([name, { origin }]) => origin === 'computed' && trained.has(name)).length;
  if (computed > 0) {
    warnings.push({ setting: 'from', message: `${computed} of the ${trained.size} tensors that are learned were computed from others when the graph was imported (spectral norm, weight standardisation, batch normalisation in eval mode, tied weights). Learning changes what was computed: those rules are no longer imposed, so that energies may become steeper than they allowed. Keep the learning rate low, or clip the gradient.` });
  }
  const portions = portionsOf(network, 2 * batchSize);
  if (portions > 1) warnings.push({ setting: 'batchSize', message: `The graph was exported for ${network.portion} states at a time: an update of 2·${batchSize} runs it ${portions} times. Export it with the number of rows left open (dynamic_axes) to learn faster.` });
  // A list of layers has the factor in its last layer, whose gradient knows of it; a graph has it outside.
  if (!network.startsAtRandom && epsilon > 0 && from.trainEpsilon === 0) {
    const scale = text(energyScale(epsilon));
    const sgd = phases.some(({ optimizer }) => optimizer === 'sgd');
    warnings.push({ setting: 'phases', message: sgd
      ? `SGD's rate is multiplied by ε²/2 = ${text(1 / energyScale(epsilon))}, as for networks that give F; this graph gives U and its weights move by that much less. Use Adam, or a rate ${scale} times as high.`
      : `Usual rates are for networks that give F: the same step of the weights moves the U of this graph ${scale} times less. Where d_s hardly moves, raise the rate tenfold. A graph that was learned by x ← x − ∇f + ε·z gives F: open it as F, with that ε.` });
  }
  return warnings;
}

/** Throws TrainingError where a potential cannot be learned on from with these data. */
export function refuseStart({ from, architecture, data, batchSize }: TrainingConfig): void {
  if (from === undefined) return;
  const [channels, height, width] = architecture.inputShape;
  const vector = height === 1 && width === 1;
  if (data.kind === 'images' && vector) {
    throw new TrainingError(`“${from.name}” takes ${channels === 2 ? 'points of the plane' : `vectors of ${channels} numbers`}, and images have pixels: it cannot learn from a set of images.${channels === 2 ? ' Choose a 2D density.' : ''}`);
  }
  if (data.kind === 'toy' && !(vector && channels === 2)) {
    throw new TrainingError(`“${from.name}” takes ${vector ? `vectors of ${channels} numbers` : `images of ${channels}×${height}×${width}`}, and a 2D density has points of the plane. ${vector ? 'There are no data of that kind here.' : 'Choose a set of images.'}`);
  }
  const network = openNetwork(architecture);
  const unknown = (from.trained ?? []).find((name) => !network.weights.has(name));
  if (unknown !== undefined) throw new TrainingError(`“${from.name}” has no weight called "${unknown}". Choose again which of its weights to learn.`);
  if (trainedWeights(network, { from }).length === 0) throw new TrainingError(`“${from.name}” has no weights that learning could change.`);
  const portions = portionsOf(network, 2 * batchSize);
  if (portions > MOST_PORTIONS) {
    throw new TrainingError(`The graph of “${from.name}” was exported for ${network.portion} states at a time, and an update of 2·${batchSize} states would take ${portions} copies of it; ${MOST_PORTIONS} are the most. Export it with the number of rows left open (dynamic_axes), or make the batch smaller.`);
  }
}

/** How often a network is run for so many states. */
function portionsOf({ portion }: EnergyNetwork, states: number): number {
  return portion === null ? 1 : Math.ceil(states / portion);
}

function text(value: number): string {
  return String(Number(value.toPrecision(2)));
}
