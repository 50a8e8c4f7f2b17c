import type { EngineChoice } from '../contract/engine.ts';
import type { LongRunStart, LongRunTest } from '../contract/training-run.ts';
import { runLongRun } from '../jobs/long-run-runner.ts';
import type { RunFolder } from '../runs/run-folder.ts';
import { CommandError, Interrupted } from './command-error.ts';
import { printNote } from './output.ts';
import { computedBy } from './queue-flags.ts';
import type { QueueFlags } from './queue-flags.ts';
import { resourcesFolder } from './resources.ts';
import { watchJob } from './watch-job.ts';
import { counted } from '../pictures/numbers.ts';

export interface LongRunFlags {
  readonly longRun: number;
  readonly update?: number;
  readonly chains: number;
  readonly starts: readonly LongRunStart[];
  readonly engine: EngineChoice;
  readonly queue: QueueFlags;
}

/** Runs a long-run test on a kept checkpoint, the newest unless `update` says another. Throws CommandError where there is none or it fails. */
export async function testLongRun(folder: RunFolder, { longRun: steps, update: wanted, chains, starts, engine, queue }: LongRunFlags): Promise<LongRunTest> {
  const update = wanted ?? folder.checkpointFiles().at(-1)?.update;
  if (update === undefined) throw new CommandError(`${folder.path} has no checkpoint yet that a long-run test could be made of. Train on until the first is kept.`);
  printNote(`Long-run test of update ${update}: ${counted(steps)} steps of ${chains} chains from ${starts.join(', ')}.`);
  const ask = { update, steps, chains, starts };
  const { job, outcome, message } = await watchJob((onEvent, note) => runLongRun(folder, ask, { resources: resourcesFolder, engine, onEvent, ...computedBy(queue, note) }), (running) => void running.cancel());
  const result = job.result();
  if (result !== null) return result;
  if (outcome === 'failed') throw new CommandError(`The long-run test failed: ${message ?? 'no reason was given.'}`);
  throw new Interrupted('Stopped: nothing of the long-run test is kept.');
}
