import { RunError } from '../runs/run-error.ts';
import type { RunFolder } from '../runs/run-folder.ts';
import { RunLock } from '../runs/run-lock.ts';
import { saveCheckpoint } from '../runs/save-checkpoint.ts';
import { StateStore } from '../runs/state-store.ts';

/**
 * Makes a checkpoint of the state that a run at rest was left in; `asked`: one that stays for good.
 * Throws RunError when it has none, or a program trains it.
 */
export async function keepState(folder: RunFolder, asked = true): Promise<void> {
  const lock = new RunLock(folder.path);
  const token = lock.claim();
  try {
    const record = folder.read();
    const saved = await new StateStore(folder.stateFolder).read();
    if (saved === null || saved.state.learner.update === 0) throw new RunError(`The run ${record.name} has no finished update yet: there is nothing to keep.`);
    await folder.write(await saveCheckpoint(folder, record, saved, { asked, verdict: null }));
  } finally {
    lock.release(token);
  }
}
