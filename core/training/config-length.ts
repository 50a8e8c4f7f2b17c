import type { TrainingConfig } from '../contract/training-config.ts';
import type { LearnerState } from './learner.ts';

/** Updates of a whole config: those of its phases together. */
export function totalUpdates({ phases }: Pick<TrainingConfig, 'phases'>): number {
  return phases.reduce((sum, phase) => sum + phase.updates, 0);
}

/** The config with so many updates in all: cut short within its phases, or its last phase made longer. */
export function withUpdates(config: TrainingConfig, updates: number): TrainingConfig {
  const phases: TrainingConfig['phases'] = [];
  let left = updates;
  for (const phase of config.phases) {
    if (left === 0) break;
    const own = Math.min(phase.updates, left);
    phases.push({ ...phase, updates: own });
    left -= own;
  }
  const last = phases[phases.length - 1]!;
  phases[phases.length - 1] = { ...last, updates: last.updates + left };
  return { ...config, phases };
}

/**
 * A state for a config that `withUpdates` changed: a run that had ended goes on in its last phase as if it had been longer
 * from the start. States within a phase stay as they are.
 */
export function stateForLonger(state: LearnerState, before: TrainingConfig, after: TrainingConfig): LearnerState {
  if (state.phase < before.phases.length) return state;
  const last = before.phases.length - 1;
  const ended = before.phases[last]!;
  const longer = after.phases[last];
  if (longer === undefined || longer.updates <= ended.updates) return state;
  return { ...state, phase: last, phaseUpdate: ended.updates, learningRate: Math.max(ended.lrMin, state.learningRate * ended.lrDecay) };
}
