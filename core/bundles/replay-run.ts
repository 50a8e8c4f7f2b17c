import { join } from 'node:path';
import { createRun } from '../jobs/new-run.ts';
import { runTraining } from '../jobs/train-runner.ts';
import { readInitialWeights } from '../runs/initial-weights-file.ts';
import { appendMetrics, readMetrics } from '../runs/metrics-file.ts';
import { RunFolder } from '../runs/run-folder.ts';
import { RunStore } from '../runs/run-store.ts';
import { StateStore } from '../runs/state-store.ts';
import { stateForLonger, totalUpdates, withUpdates } from '../training/config-length.ts';
import { BundleError } from './bundle-error.ts';
import type { Bundle } from './bundle-file.ts';
import { compareRuns, runAgreement } from './compare-runs.ts';
import type { Learned } from './compare-runs.ts';
import { findData } from './find-data.ts';
import { recordedThreads } from './recorded-threads.ts';
import type { ReplayOptions, ReplayParts } from './replay-parts.ts';
import { replayVerdict } from './replay-verdict.ts';
import { withSource } from './run-bundle.ts';
import { noData } from './take-map.ts';
import { readRunBundle, takeRun } from './take-run.ts';
import type { RunContent } from './take-run.ts';

/** A training computed again, from its beginning or a checkpoint of the bundle. Throws as `prepareReplay`. */
export async function replayRun(bundle: Bundle, folder: string, options: ReplayOptions): Promise<ReplayParts> {
  const content = await readRunBundle(bundle);
  const { record } = content;
  const from = beginningOf(content, options.from);
  const updates = lastUpdate(content, from, options.updates);
  const data = content.data === null ? null : await findData(bundle, content.data, { prefer: 'train', skipBad: record.skipBadImages }, { ...options, scratch: join(folder, 'data') });
  const config = withSource(withUpdates(record.config, Math.min(updates, totalUpdates(record.config))), data?.path ?? null);
  const { name, seed, skipBadImages, hardware } = record;
  const engine = options.engine(recordedThreads(record.engine, hardware));
  const initial = await initialOf(content, folder);
  const again = new RunFolder(join(folder, 'again'));
  // Only the last moment is looked at.
  const keeping = { every: updates, newest: 1, nth: 0, best: false };
  const made = await createRun(again, { start: { name, config, seed, engine, keeping, skipBadImages }, resources: options.resources, initial });
  if (from > 0) {
    const { state, config: before } = content.checkpoints.get(from)!;
    appendMetrics(again.metricsFile, content.rows.slice(0, from));
    await new StateStore(again.stateFolder).write({ config, seed, state: { ...state, learner: stateForLonger(state.learner, before, config) } }, []);
    await again.write({ ...made, updates: from });
  }
  return {
    name,
    start: (job) => runTraining(again, { ...job, resources: options.resources, engine }),
    verdict: async () => {
      const checkpoint = content.checkpoints.get(updates) ?? (content.state?.state.learner.update === updates && content.state.state.unfinished === null ? content.state : null);
      const before: Learned = { rows: content.rows.slice(from, updates), checkpoint };
      const now: Learned = { rows: readMetrics(again.metricsFile).slice(from), checkpoint: checkpoint === null ? null : await new StateStore(again.stateFolder).read() };
      const ended = again.read();
      return replayVerdict({
        kind: 'run', name, parts: compareRuns(before, now), measures: () => runAgreement(before, now), seconds: ended.seconds, engineBefore: hardware, engineNow: ended.hardware, machine: bundle.manifest.machine,
        notes: [
          ...(from === 0 && updates === record.updates ? [] : [`Updates ${from + 1} to ${updates} of ${record.updates} were computed again.`]),
          ...(checkpoint === null ? [`The bundle has no checkpoint of update ${updates}: weights were not compared.`] : []),
        ],
      });
    },
    close: () => {},
  };
}

/** The update that the replay begins after. Throws BundleError where the bundle has no state of it. */
function beginningOf({ bundle: { file }, record, checkpoints }: RunContent, asked: number | null): number {
  const there = [...checkpoints.keys()].filter((update) => update < record.updates).sort((p, q) => p - q);
  const branched = record.branchOf !== null && record.branchOf.update > 0;
  if (asked !== null && asked > 0) {
    if (there.includes(asked)) return asked;
    throw new BundleError(`${file} has no checkpoint of update ${asked} to begin from; it has ${there.length === 0 ? 'none but the last' : there.join(', ')}.`);
  }
  if (!branched) return 0;
  if (there[0] === undefined || asked === 0) throw new BundleError(`The run of ${file} is a branch of another from update ${record.branchOf!.update} on, and the bundle has no earlier state than its last to begin from: bundle it with --all-checkpoints, or replay the run that it came from.`);
  return there[0];
}

function lastUpdate({ bundle: { file }, record }: RunContent, from: number, asked: number | null): number {
  const last = Math.min(record.updates, asked ?? record.updates);
  if (last <= from) throw new BundleError(`The run of ${file} has ${record.updates} updates: there is nothing to compute again after update ${from}.`);
  return last;
}

/** What the run starts from, where that is a potential, read from where it lies in the bundle. */
async function initialOf(content: RunContent, folder: string): ReturnType<typeof readInitialWeights> {
  if (content.record.config.from === undefined) return null;
  const runs = new RunStore(folder);
  const { id } = await takeRun(runs, content, noData);
  return readInitialWeights(runs.folderOf(id), content.record.config);
}
