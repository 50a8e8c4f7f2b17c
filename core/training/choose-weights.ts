import type { EnergyNetwork } from '../networks/energy-network.ts';
import { trainedWeights } from './start-from.ts';
import { TrainingError } from './training-error.ts';

/** Patterns of names, where * stands for any characters and ? for one. */
export interface WeightChoice {
  /** What learning changes; empty: all weights. */
  readonly only: readonly string[];
  /** What stays as it is. */
  readonly freeze: readonly string[];
}

/** Names of the tensors that patterns choose; null where they are all that are weights. Throws TrainingError for a pattern without a tensor, and where none is left. */
export function chooseWeights(network: Pick<EnergyNetwork, 'weights'>, { only, freeze }: WeightChoice): string[] | null {
  if (only.length === 0 && freeze.length === 0) return null;
  const names = [...network.weights.keys()];
  const expressions = (patterns: readonly string[]): RegExp[] => patterns.map((pattern) => {
    const expression = new RegExp(`^${[...pattern].map((sign) => (sign === '*' ? '.*' : sign === '?' ? '.' : sign.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&'))).join('')}$`);
    if (!names.some((name) => expression.test(name))) {
      const shown = names.slice(0, 12);
      throw new TrainingError(`No weight is called "${pattern}". There are ${shown.join(', ')}${names.length > shown.length ? ` and ${names.length - shown.length} more` : ''}.`);
    }
    return expression;
  });
  const wanted = expressions(only);
  const frozen = expressions(freeze);
  const all = trainedWeights(network, {});
  const chosen = names.filter((name) => (wanted.length === 0 ? all.includes(name) : wanted.some((one) => one.test(name))) && !frozen.some((one) => one.test(name)));
  if (chosen.length === 0) throw new TrainingError('No weight is left that learning could change: all are frozen.');
  return chosen.length === all.length && chosen.every((name) => all.includes(name)) ? null : chosen;
}
