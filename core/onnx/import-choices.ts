import { importChoices } from '../contract/import-choices.ts';
import type { ImportChoices } from '../contract/import-choices.ts';

/** Nothing said: the output as it is, states in [−1, 1]. */
export const defaultChoices: ImportChoices = importChoices.parse({});

/** Whether anything was chosen. */
export function isDefault(choices: ImportChoices): boolean {
  return JSON.stringify(choices) === JSON.stringify(defaultChoices);
}
