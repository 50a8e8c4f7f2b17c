import type { TrainingConfig } from '../contract/training-config.ts';
import { RunError } from '../runs/run-error.ts';
import type { RunFolder } from '../runs/run-folder.ts';
import { RunLock } from '../runs/run-lock.ts';
import type { RunRecord } from '../runs/run-record.ts';
import { StateStore } from '../runs/state-store.ts';
import { stateForLonger, totalUpdates } from '../training/config-length.ts';

/**
 * Gives a run at rest another number of updates: `config` is its own with that number. A run that had ended goes on.
 * Throws RunError when the run has more updates behind it already, or a program trains it.
 */
export async function extendRun(folder: RunFolder, config: TrainingConfig): Promise<RunRecord> {
  const lock = new RunLock(folder.path);
  const token = lock.claim();
  try {
    const record = folder.read();
    const wanted = totalUpdates(config);
    if (wanted < record.updates) throw new RunError(`The run in ${folder.path} has ${record.updates} updates behind it, more than the ${wanted} asked for.`);
    const store = new StateStore(folder.stateFolder);
    const saved = await store.read();
    if (saved !== null) {
      const learner = stateForLonger(saved.state.learner, record.config, config);
      await store.write({ ...saved, config, state: { ...saved.state, learner } }, []);
    }
    const extended: RunRecord = { ...record, config, status: record.status === 'done' ? 'paused' : record.status };
    await folder.write(extended);
    return extended;
  } finally {
    lock.release(token);
  }
}
