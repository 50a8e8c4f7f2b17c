import type { HoldKey } from '../contract/hold.ts';
import { openWorkspace } from '../store/workspace.ts';
import type { Workspace } from '../store/workspace.ts';
import { atRest, isWaiting } from './job-book.ts';
import type { KindBook } from './job-book.ts';
import type { KindOfJob } from './job-kind.ts';
import type { JobRef } from './job-ref.ts';
import { holdJobId, runHold } from './hold-runner.ts';

/** Chains watched in the sets of kinetic maps: what they saw is in the workspace's store. */
export const holdKind: KindOfJob = {
  title: 'test of sets',
  lane: 'work',
  async start({ id }, { workspace: folder, ...place }, onEvent) {
    const workspace = openWorkspace(folder, { create: false, recover: false });
    try {
      return { job: await runHold(workspace, holdOf(id), { ...place, onEvent }), close: () => workspace.close() };
    } catch (error) {
      workspace.close();
      throw error;
    }
  },
};

export function holdJob(key: HoldKey): JobRef {
  return { kind: 'hold', id: holdJobId(key) };
}

function holdOf(id: string): HoldKey {
  const [map = '', sets = ''] = id.split('/hold-');
  return { map, sets: Number(sets) };
}

export function holdBook(workspace: Workspace): KindBook {
  const { holds, lock } = workspace;
  return {
    statusOf: (id) => holds.get(holdOf(id)).status,
    setStatus: (id, status, failure) => holds.setStatus(holdOf(id), status, failure),
    release: (id) => {
      lock.interrupt(holdOf(id).map);
      holds.recover();
    },
    // Chains in other sets of the map may be at work here: these wait for them.
    heldElsewhere: (id) => holds.get(holdOf(id)).status === 'running' && lock.held(holdOf(id).map),
    standing: (job) => {
      const { status, plan, done, looked, seconds, engine } = holds.get(holdOf(job));
      const task = { name: 'Do the sets hold?', done, total: plan.steps, unit: 'steps', parts: [] };
      return atRest({ job, status, task, chainSteps: 0, seconds, found: { kind: 'hold', steps: done, looks: looked }, engine });
    },
    waiting: () => holds.list().filter(isWaiting).map(({ plan, status, createdAt }) => ({ id: holdJobId(plan), status, createdAt })),
    askOf: () => null,
  };
}
