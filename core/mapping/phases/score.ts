import { advanceScores } from '../score-map.ts';
import type { Phase } from './phase.ts';
import type { PhaseOf } from './phase-state.ts';

/** Basins against labels. It has no task of its own: it takes moments. */
export const scorePhase: Phase<PhaseOf<'score'>> = {
  async step(phase, { labelled }, { book, settings }, { dataset, pixels }) {
    book.scores = await advanceScores(phase.scoring, labelled, dataset!, pixels, settings.seed);
    return book.scores === null ? phase : { kind: 'done' };
  },
  progress: () => ({}),
};
