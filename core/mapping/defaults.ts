import type { AnySettings, MapSettings, ResolvedMapSettings, SettingKey, SettingsWarning } from '../contract/map-settings.ts';
import type { NetworkFacts } from '../contract/network.ts';
import { FEW_DIMENSIONS } from './chord.ts';
import { ANY_DEPTH } from './depth.ts';
import { MappingError } from './mapping-error.ts';

/** What the defaults depend on of a potential and of the data to start from. */
export interface SettingsBasis {
  readonly network: Pick<NetworkFacts, 'inputShape'>;
  readonly trainEpsilon: number;
}

/** Langevin noise of a potential trained without any. */
export const NOISE_WITHOUT_TRAINING = 0.01;
/** Per coordinate, root mean square: two images this near look the same (a twentieth of the range of a pixel). */
export const SAME_LOOK = 0.1;
/** Most samples of a map, unless asked for otherwise. */
const MOST_SAMPLES = 500;

/**
 * Fills in every setting left open and says what is known to fail or mislead about the result.
 *
 * By dimension N of a state. Two regimes: few (N ≤ 16: wells have minima one can descend to, thousands of chain steps a second
 * cost nothing) and many (images).
 * - method, of the two that place states: few minimum; many placing. start: data where there is a data set, else uniform.
 * - epsilon: that of training, the step the potential is known to be stable at.
 * - delta = √N · max(ε, 0.1): at least the length of one noise step (a chain would jump over a smaller ball), and at least 0.1 a
 *   coordinate, below which two images look the same. It is to be no smaller than the entropic floor N/α, the mean distance at
 *   which a magnet alone holds a chain (science.md, section 5, pitfalls): checked when α is given, and where the sweep starts when not.
 * - minDepth: few T. Many: none, because a path's U is thermal there, about N·T/2 above a minimum, and a depth of T says nothing.
 * - refine: string for minima; none for samples, where a relaxed path would drop below its thermal ends.
 * Throws MappingError for settings that cannot work together, and for those of a kinetic map (core/kinetic/job/kinetic-defaults.ts).
 */
export function resolveSettings(
  potential: SettingsBasis, settings: MapSettings, dataset: { readonly count: number } | null = null,
): { settings: ResolvedMapSettings; warnings: SettingsWarning[] } {
  if (settings.method === 'kinetic') throw new MappingError('A kinetic map places no states: its settings are filled in by `resolveKinetic`.');
  const dimensions = potential.network.inputShape.reduce((size, axis) => size * axis, 1);
  const few = dimensions <= FEW_DIMENSIONS;
  const method = settings.method ?? (few ? 'minimum' : 'placing');
  const given: Partial<AnySettings> = settings;
  const start = settings.start ?? (dataset === null ? 'uniform' : 'data');
  if (start === 'data' && dataset === null) {
    throw new MappingError('Start "data" needs a data set: give one, or start from "uniform" or "gaussian" noise.');
  }
  const epsilon = settings.epsilon ?? (potential.trainEpsilon > 0 ? potential.trainEpsilon : NOISE_WITHOUT_TRAINING);
  const delta = settings.delta ?? Math.sqrt(dimensions) * Math.max(epsilon, SAME_LOOK);
  const total = method === 'placing' ? Math.min(MOST_SAMPLES, dataset?.count ?? MOST_SAMPLES) : few ? 120 : 300;
  const states = settings.states ?? Math.max(total, settings.burnIn ?? 0);
  const burnIn = settings.burnIn ?? Math.floor(states / 5);
  if (burnIn > states) throw new MappingError(`A burn-in of ${burnIn} states does not fit into ${states} states in all: place more, or burn in with fewer.`);
  const trials = {
    ...settings,
    start,
    epsilon,
    delta,
    burnIn,
    states,
    patience: settings.patience ?? 50,
    maxSteps: settings.maxSteps ?? (few ? 1000 : 500),
    refine: settings.refine ?? (method === 'minimum' ? 'string' : 'none'),
    refineImages: settings.refineImages ?? (few ? 32 : 16),
    refineSteps: settings.refineSteps ?? (few ? 240 : 100),
    slots: settings.slots ?? (few ? 256 : 64),
  } as const;
  const resolved: ResolvedMapSettings = method === 'placing'
    ? { ...trials, method, sampleSteps: given.sampleSteps ?? 1000, inherent: given.inherent ?? false }
    : {
        ...trials, method, minDepth: given.minDepth ?? (few ? settings.temperature : ANY_DEPTH),
        descentPatience: given.descentPatience ?? 10, descentSteps: given.descentSteps ?? (few ? 2000 : 1000),
      };
  return { settings: resolved, warnings: warningsOf(resolved, potential, dimensions, dataset) };
}

function warningsOf(settings: ResolvedMapSettings, potential: SettingsBasis, dimensions: number, dataset: { readonly count: number } | null): SettingsWarning[] {
  const { alpha, delta, epsilon, method, temperature, refine, start, states } = settings;
  const warnings: SettingsWarning[] = [];
  const say = (setting: SettingKey, message: string): void => void warnings.push({ setting, message });
  const floor = alpha === null ? 0 : dimensions / alpha;
  if (alpha !== null && delta < floor) {
    say('delta', `In flat terrain a magnet of α = ${shown(alpha)} holds a chain about N/α = ${shown(floor)} away from its target; with δ = ${shown(delta)} below that a failed trial may be noise, not a barrier.`);
  }
  if (alpha !== null && ((epsilon * epsilon) / 2) * alpha > delta) {
    say('alpha', `The magnet alone moves a chain (ε²/2)·α = ${shown(((epsilon * epsilon) / 2) * alpha)} a step, more than δ = ${shown(delta)}: it will jump over its target.`);
  }
  if (delta < epsilon * Math.sqrt(dimensions)) {
    say('delta', `One noise step is ε·√N = ${shown(epsilon * Math.sqrt(dimensions))} long; within δ = ${shown(delta)} a chain arrives only by luck.`);
  }
  if (potential.trainEpsilon === 0) {
    say('epsilon', `This potential was trained without noise: its temperature has no meaning of its own. Trials use ε = ${shown(epsilon)}.`);
  } else if (epsilon > 2 * potential.trainEpsilon) {
    say('epsilon', `ε = ${shown(epsilon)} is more than twice the ε of training, ${shown(potential.trainEpsilon)}: Langevin steps may be unstable.`);
  }
  if (settings.method === 'minimum' && settings.minDepth < temperature) {
    say('minDepth', `Basins less deep than T = ${shown(temperature)} do not hold a chain: with a depth of ${shown(settings.minDepth)} dents count as basins.`);
  }
  if (method === 'placing' && refine === 'string' && !settings.inherent) {
    say('refine', 'A relaxed path between samples loses the thermal energy that its ends keep: refined barriers will be little more than the higher end.');
  }
  if (start === 'data' && dataset !== null && method === 'minimum' && states > dataset.count) {
    say('states', `The data set has ${dataset.count} states: descents from the same one again end where they ended before.`);
  }
  if (method === 'placing' && start !== 'data') {
    say('start', 'Without data, samples are the long-run chains of this potential from noise: what they look like depends on how well it was trained.');
  }
  return warnings;
}

function shown(value: number): string {
  return String(Number(value.toPrecision(3)));
}
