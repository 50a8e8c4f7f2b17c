import type { FormPart } from '../../../ui/part-scroll.svelte.ts';
import type { NewTraining } from './new-training.svelte.ts';

export type TrainingGroup = 'data' | 'network' | 'sampling' | 'phases' | 'options' | 'long-run' | 'keeping' | 'machine';

/** The parts of the form, in order; `keys`: places of the config that belong to each. */
export const trainingGroups: readonly { readonly id: TrainingGroup; readonly title: string; readonly text: string; readonly keys: readonly string[] }[] = [
  { id: 'data', title: 'Data', text: 'What is learned from, and the noise added to it.', keys: ['data', 'dataEpsilon', 'batchSize', 'shape'] },
  { id: 'network', title: 'Network', text: 'The energy F(x; θ).', keys: ['architecture', 'from'] },
  { id: 'sampling', title: 'Sampling', text: 'Langevin chains that draw the negative samples of every update.', keys: ['epsilon', 'shortRun', 'bankSize'] },
  { id: 'phases', title: 'Learning', text: 'Optimizer and learning rate, in one or more phases.', keys: ['phases', 'lrInit', 'learningRate'] },
  { id: 'options', title: 'Beyond the reference', text: 'Not in the reference implementation; off unless set.', keys: ['options'] },
  { id: 'long-run', title: 'Long-run chains', text: 'Long chains made while learning, to look at. A long-run test can also be run any time later.', keys: ['longRun'] },
  { id: 'keeping', title: 'Checkpoints', text: 'Which stay on disk. Any of them opens as a potential and can be gone on from.', keys: ['keeping'] },
  { id: 'machine', title: 'Machine', text: 'What runs it. Recorded with the run.', keys: ['seed', 'engine'] },
];

/** The parts as the form lists them: whether one holds a wrong entry, and whether it holds something to be warned of. */
export function trainingParts(form: NewTraining): FormPart<TrainingGroup>[] {
  return trainingGroups.map(({ id, title, keys }) => {
    const within = (key: string): boolean => keys.some((one) => key === one || key.startsWith(`${one}.`));
    return { id, title, wrong: [...form.problems.keys()].some(within), warned: keys.some((key) => form.warningsAt(key).length > 0) };
  });
}
