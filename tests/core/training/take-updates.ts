import type { Learner, LearnerInfo, LearnerState } from '../../../core/training/learner.ts';

/** Takes so many updates from a state, or from the beginning, and closes the learner. */
export async function takeUpdates(learner: Learner, updates: number, from?: LearnerState): Promise<{ state: LearnerState; infos: LearnerInfo[] }> {
  let state = from ?? (await learner.init());
  const infos: LearnerInfo[] = [];
  for (let i = 0; i < updates; i++) {
    const next = await learner.step(state);
    state = next.state;
    infos.push(next.info);
  }
  await learner.close();
  return { state, infos };
}
