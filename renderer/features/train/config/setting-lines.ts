import { hasEffect, trainingSettings, type TrainingSetting } from '../../../../core/contract/training-settings.ts';
import type { TrainingConfig } from '../../../../core/contract/training-config.ts';

/** A setting that is a line of the form: a number or a choice. The density, phases, seed and switches have controls of their own. */
export type LineSetting = Exclude<TrainingSetting, { kind: 'switch' }>;

export const lineSettings: readonly LineSetting[] = trainingSettings.filter(
  (setting): setting is LineSetting => setting.kind !== 'switch' && !['density', 'phases', 'machine'].includes(setting.group),
);

/** The lines of a group that have an effect under a config, in order. */
export function linesOf(group: string, config: TrainingConfig): LineSetting[] {
  return lineSettings.filter((setting) => setting.group === group && hasEffect(setting, config));
}
