import type { ResolvedMapSettings } from '../../contract/map-settings.ts';
import { pathRecords } from '../barriers.ts';
import { judge, judgesByDepth } from '../depth.ts';
import type { MapState } from '../map-state.ts';
import { createPairRun, isFinished, progressOfPairs, pursuePairs } from '../pair-run.ts';
import type { Pair } from '../pair-run.ts';
import { createScoreWork } from '../score-map.ts';
import { mergePairs } from './pairs.ts';
import type { Phase } from './phase.ts';
import type { PhaseOf } from './phase-state.ts';

export function openBarriers({ placement, alpha }: MapState, { barrierAlphaFactor, barrierNearest, barrierRepeats }: ResolvedMapSettings): PhaseOf<'barriers'> {
  const run = createPairRun('barriers', placement.basins, { alpha: alpha! * barrierAlphaFactor, nearest: barrierNearest, rounds: barrierRepeats, untilSuccess: false });
  return { kind: 'barriers', run, refined: 0 };
}

/** Trials between the basins that stand, and the relaxation of their paths. Basins that turn out less deep than they have to be are merged. */
export const barriersPhase: Phase<PhaseOf<'barriers'>> = {
  async step(phase, state, tools, { dataset }) {
    const { run } = phase;
    await pursuePairs(run, state.work, tools, (pair) => {
      tools.book.paths.push(...pathRecords(pair, state.known));
      if (pair.relaxed.length > 0) phase.refined++;
      judgeDepth(pair, tools.settings);
      // What is recorded need not travel with the state.
      pair.trials.successes = [];
      pair.relaxed = [];
      state.revision++;
    });
    if (!isFinished(run)) return phase;
    mergePairs(state, run, tools);
    return dataset !== null && state.labelled.length > 0 ? { kind: 'score', scoring: createScoreWork() } : { kind: 'done' };
  },
  progress({ run, refined }) {
    return { barriers: progressOfPairs(run), refine: [refined, isFinished(run) ? refined : null] };
  },
};

/** Trials that all failed by chance may have left two basins that are one by their depth: the barrier, once known, decides. */
function judgeDepth({ a, b, trials, relaxed }: Pair, settings: ResolvedMapSettings): void {
  const walked = trials.successes[0]?.barrier;
  if (walked === undefined || !judgesByDepth(settings)) return;
  trials.refined = relaxed[0]?.barrier ?? null;
  trials.verdict = judge(trials.refined ?? walked, a.energy, b.energy, 'full', settings) === 'one' ? 'one' : 'two';
}
