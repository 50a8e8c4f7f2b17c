import type { KineticSettings } from '../../contract/map-methods/kinetic-settings.ts';
import type { ResolvedKinetic, SettingsWarning } from '../../contract/map-settings.ts';
import { FEW_DIMENSIONS } from '../../mapping/chord.ts';
import { NOISE_WITHOUT_TRAINING, SAME_LOOK } from '../../mapping/defaults.ts';
import type { SettingsBasis } from '../../mapping/defaults.ts';
import { MappingError } from '../../mapping/mapping-error.ts';

/** States of a map, unless asked for otherwise. */
const STATES = 1000;
/** The strongest magnet of a ramp over the weakest. */
const MOST_GROWTH = 64;

/**
 * Fills in what was left open: 1,000 states or as many as the data set holds, starts from data where there is any, the ε of training, 100 Langevin
 * steps. Throws MappingError for settings that cannot work together.
 */
export function resolveKinetic(
  potential: SettingsBasis, settings: KineticSettings, dataset: { readonly count: number } | null = null,
): { settings: ResolvedKinetic; warnings: SettingsWarning[] } {
  const start = settings.start ?? (dataset === null ? 'uniform' : 'data');
  if (start === 'data' && dataset === null) throw new MappingError('Start "data" needs a data set: give one, or start from "uniform" or "gaussian" noise.');
  const states = settings.states ?? Math.min(STATES, dataset?.count ?? STATES);
  if (states < 2) throw new MappingError(`A kinetic map looks at the ways between states: ${states} is too few. Map at least 2.`);
  if (settings.sets !== null && settings.sets > states) throw new MappingError(`${states} states cannot be parted into ${settings.sets} sets: ask for fewer, or map more states.`);
  const dimensions = potential.network.inputShape.reduce((size, axis) => size * axis, 1);
  const few = dimensions <= FEW_DIMENSIONS;
  const epsilon = settings.epsilon ?? (potential.trainEpsilon > 0 ? potential.trainEpsilon : NOISE_WITHOUT_TRAINING);
  const sampleSteps = settings.sampleSteps ?? 100;
  const warnings: SettingsWarning[] = [];
  if (potential.trainEpsilon === 0) {
    warnings.push({ setting: 'epsilon', message: `This potential was trained without noise: its temperature has no meaning of its own. Chains use ε = ${epsilon}.` });
  } else if (epsilon > 2 * potential.trainEpsilon) {
    warnings.push({ setting: 'epsilon', message: `ε = ${epsilon} is more than twice the ε of training, ${potential.trainEpsilon}: Langevin steps may be unstable.` });
  }
  if (start !== 'data' && !few) {
    warnings.push({ setting: 'start', message: `Without data, states are what ${sampleSteps} Langevin steps make of noise, hardly ever what the potential was trained on. Start from a data set where there is one.` });
  }
  if (start === 'data' && dataset !== null && states > dataset.count) {
    warnings.push({ setting: 'states', message: `The data set has ${dataset.count} states: others start where one has started before.` });
  }
  const measures = resolveMeasures(settings, dimensions, epsilon);
  return { settings: { ...settings, ...measures, refine: settings.refine ?? 'string', start, states, epsilon, sampleSteps, slots: settings.slots ?? (few ? 256 : 64) }, warnings };
}

/**
 * What is measured between the sets. δ = √N · max(ε, 0.1) as for other methods. The ramp begins at a quarter of N/δ, the magnet that in flat terrain
 * would hold a chain about δ away, and ends where the magnet alone moves a chain by 2δ a step, (ε²/2)·α = 2δ (a stronger one would jump over its target),
 * 64 times stronger at most.
 */
function resolveMeasures(
  { delta: givenDelta, alphaFrom: givenFrom, alphaTo: givenTo, rampSteps, refineImages, refineSteps }: KineticSettings, dimensions: number, epsilon: number,
): Pick<ResolvedKinetic, 'delta' | 'alphaFrom' | 'alphaTo' | 'rampSteps' | 'refineImages' | 'refineSteps'> {
  const few = dimensions <= FEW_DIMENSIONS;
  const delta = givenDelta ?? Math.sqrt(dimensions) * Math.max(epsilon, SAME_LOOK);
  const alphaFrom = givenFrom ?? dimensions / (4 * delta);
  const alphaTo = givenTo ?? Math.max(2 * alphaFrom, Math.min(MOST_GROWTH * alphaFrom, (4 * delta) / (epsilon * epsilon)));
  if (alphaTo <= alphaFrom) throw new MappingError(`A magnet that grows from α = ${alphaFrom} cannot end at ${alphaTo}: let it begin weaker or end stronger.`);
  return { delta, alphaFrom, alphaTo, rampSteps: rampSteps ?? (few ? 1000 : 500), refineImages: refineImages ?? (few ? 48 : 16), refineSteps: refineSteps ?? (few ? 400 : 60) };
}
