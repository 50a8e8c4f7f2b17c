import type { KineticSettings } from '../../contract/map-methods/kinetic-settings.ts';
import type { ResolvedKinetic, SettingsWarning } from '../../contract/map-settings.ts';
import { FEW_DIMENSIONS } from '../../mapping/chord.ts';
import { NOISE_WITHOUT_TRAINING } from '../../mapping/defaults.ts';
import type { SettingsBasis } from '../../mapping/defaults.ts';
import { MappingError } from '../../mapping/mapping-error.ts';

/** States of a map, unless asked for otherwise. */
const STATES = 1000;

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
  const few = potential.network.inputShape.reduce((size, axis) => size * axis, 1) <= FEW_DIMENSIONS;
  const epsilon = settings.epsilon ?? (potential.trainEpsilon > 0 ? potential.trainEpsilon : NOISE_WITHOUT_TRAINING);
  const warnings: SettingsWarning[] = [];
  if (potential.trainEpsilon === 0) {
    warnings.push({ setting: 'epsilon', message: `This potential was trained without noise: its temperature has no meaning of its own. Chains use ε = ${epsilon}.` });
  } else if (epsilon > 2 * potential.trainEpsilon) {
    warnings.push({ setting: 'epsilon', message: `ε = ${epsilon} is more than twice the ε of training, ${potential.trainEpsilon}: Langevin steps may be unstable.` });
  }
  if (start === 'data' && dataset !== null && states > dataset.count) {
    warnings.push({ setting: 'states', message: `The data set has ${dataset.count} states: others start where one has started before.` });
  }
  return { settings: { ...settings, start, states, epsilon, sampleSteps: settings.sampleSteps ?? 100, slots: settings.slots ?? (few ? 256 : 64) }, warnings };
}
