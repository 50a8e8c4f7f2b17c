import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { bundledDatasets, dataPath } from '../data/bundled-data.ts';
import type { Tensors } from '../engines/engine.ts';
import { readInitialWeights, writeInitialWeights } from '../runs/initial-weights-file.ts';
import { appendMetrics, readMetrics } from '../runs/metrics-file.ts';
import { RunError } from '../runs/run-error.ts';
import type { RunFolder } from '../runs/run-folder.ts';
import { newRecord } from '../runs/run-record.ts';
import type { RunRecord } from '../runs/run-record.ts';
import { readCheckpoint } from '../runs/save-checkpoint.ts';
import { StateStore } from '../runs/state-store.ts';
import type { RunPlan } from '../contract/training-run.ts';
import type { SettingsWarning } from '../contract/map-settings.ts';
import type { TrainingConfig } from '../contract/training-config.ts';
import { makeFolder } from '../store/make-folder.ts';
import { checkConfig, dataFacts } from '../training/check-config.ts';
import { stateForLonger, totalUpdates, withUpdates } from '../training/config-length.ts';
import { openTrainingData } from '../training/open-source.ts';

/** A config whose data is found from anywhere: the name of a bundled set stays, other paths become absolute. */
export function withDataPath(config: TrainingConfig, resources: string, folder: string | null = null): TrainingConfig {
  if (config.data.kind === 'toy') return config;
  const { source } = config.data;
  const isBundled = folder === null && bundledDatasets(resources).some(({ name }) => name === source);
  return { ...config, data: { ...config.data, source: isBundled ? source : resolve(dataPath(source, resources, folder)) } };
}

/** What is known to fail about a config, with its data looked at. Throws TrainingError or DataError for what cannot run at all. */
export async function checkTraining(config: TrainingConfig, options: { readonly resources: string; readonly skipBad: boolean }): Promise<{ warnings: SettingsWarning[]; images: number | null }> {
  const { dataset } = await openTrainingData(config, options);
  const facts = dataset === null ? null : await dataFacts(dataset);
  return { warnings: checkConfig(config, facts), images: facts?.count ?? null };
}

export interface NewRun {
  readonly start: RunPlan;
  readonly resources: string;
  /** The weights that it starts from, where its config names a potential (`startingWeights`). */
  readonly initial?: Tensors | null;
  /** The run's id; a random one where left out. */
  readonly id?: string;
  readonly branchOf?: RunRecord['branchOf'];
}

/** Writes a run down, queued, in an empty or missing folder; `runTraining` trains it. Throws as `checkTraining`, RunError when a run is there. */
export async function createRun(folder: RunFolder, { start, resources, initial = null, id = randomBytes(8).toString('hex'), branchOf = null }: NewRun): Promise<RunRecord> {
  const config = withDataPath(start.config, resources);
  const { warnings } = await checkTraining(config, { resources, skipBad: start.skipBadImages });
  const record = newRecord({
    ...start,
    config,
    id,
    status: 'queued',
    updates: 0,
    seconds: 0,
    chainSteps: 0,
    hardware: '',
    createdAt: new Date().toISOString(),
    failure: null,
    failedBy: null,
    verdict: null,
    warnings,
    checkpoints: [],
    branchOf,
    best: null,
  });
  // Before the record: a run that is there can start.
  if (initial !== null && !folder.holdsRun()) {
    makeFolder(folder.path);
    await writeInitialWeights(folder, config, initial);
  }
  await folder.create(record);
  return record;
}

export interface Branch {
  readonly update: number;
  readonly name: string;
  /** Both learning rates of every phase are multiplied by it. */
  readonly rateFactor: number;
  /** Of all randomness from there on; null: the same as before. */
  readonly seed: number | null;
  /** Updates beyond those of the config, at the end of its last phase. */
  readonly moreUpdates: number;
  /** Id of the new run; a random one where left out. */
  readonly id?: string;
}

/**
 * A new run that goes on from a checkpoint of another, with its metrics up to there. Update 0 is its beginning, which
 * every run has. Throws RunError when there is no such checkpoint.
 */
export async function branchRun(from: RunFolder, to: RunFolder, branch: Branch, resources: string): Promise<RunRecord> {
  const { update, name, rateFactor, moreUpdates } = branch;
  const record = from.read();
  const seed = branch.seed ?? record.seed;
  const total = totalUpdates(record.config);
  const longer = moreUpdates === 0 ? record.config : withUpdates(record.config, total + moreUpdates);
  const config: TrainingConfig = { ...longer, phases: longer.phases.map((phase) => ({ ...phase, lrInit: phase.lrInit * rateFactor, lrMin: phase.lrMin * rateFactor })) };
  const checkpoint = update === 0 ? null : await readCheckpoint(from, update);
  const rows = readMetrics(from.metricsFile).slice(0, update);
  if (checkpoint !== null) {
    const opened = stateForLonger(checkpoint.state.learner, checkpoint.config, longer);
    if (opened.phase >= config.phases.length) throw new RunError(`The run ${record.name} ends with update ${update}: say how many more updates the branch is to have.`);
    if (rows.length < update) throw new RunError(`${from.metricsFile} ends at update ${rows.length}, before the checkpoint of update ${update}. Go on from an earlier one.`);
  }
  const { engine, keeping, skipBadImages } = record;
  const initial = await readInitialWeights(from, record.config);
  const made = await createRun(to, { start: { name, config, seed, engine, keeping, skipBadImages }, resources, initial, branchOf: { run: record.id, update }, ...(branch.id === undefined ? {} : { id: branch.id }) });
  if (checkpoint === null) return made;
  const learner = stateForLonger(checkpoint.state.learner, checkpoint.config, longer);
  const state = { ...checkpoint.state, learner: { ...learner, learningRate: learner.learningRate * rateFactor } };
  appendMetrics(to.metricsFile, rows);
  await new StateStore(to.stateFolder).write({ config, seed, state }, []);
  const branched: RunRecord = { ...made, updates: update, seconds: state.seconds, chainSteps: state.chainSteps };
  await to.write(branched);
  return branched;
}
