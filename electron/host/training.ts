import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundledDatasets } from '../../core/data/bundled-data.ts';
import type { JobQueue } from '../../core/jobs/job-queue.ts';
import type { JobRef } from '../../core/jobs/job-ref.ts';
import { branchRun, createRun } from '../../core/jobs/new-run.ts';
import { openNetwork } from '../../core/networks/open-network.ts';
import type { RunStore } from '../../core/runs/run-store.ts';
import { keepState } from '../../core/jobs/keep-state.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { checkConfig } from '../../core/training/check-config.ts';
import { readPresets } from '../../core/training/presets.ts';
import { readTrainingConfig } from '../../core/training/reference-config.ts';
import { estimateTraining } from './estimate-training.ts';
import type { Handlers } from './handlers.ts';
import { KnownData } from './known-data.ts';
import { PriorPotentials } from './prior-potentials.ts';
import { refuseCellAtWork } from './sweeps.ts';

type Making =
  | 'training.options' | 'training.readConfig' | 'training.from' | 'training.check' | 'training.estimate' | 'training.start' | 'training.pause' | 'training.resume'
  | 'training.cancel' | 'training.checkpoint' | 'training.rename' | 'training.remove' | 'training.branch';

/** Making, running and removing trainings. `resources`: the program's own folder of them. */
export function trainingHandlers(workspace: Workspace, runs: RunStore, jobs: JobQueue, resources: string): Pick<Handlers<'training'>, Making> {
  const facts = new KnownData(resources);
  const priors = new PriorPotentials(workspace, runs);
  return {
    'training.options': async () => ({ presets: await readPresets(join(resources, 'presets')), datasets: bundledDatasets(resources) }),
    'training.readConfig': async ({ path }) => {
      const config = readTrainingConfig(await readFile(path, 'utf8'), path);
      // Its data may be elsewhere on this machine: that is for `check` to say, once the user has chosen.
      return { config, warnings: [] };
    },
    'training.from': ({ of }) => priors.describe(of),
    'training.check': async ({ config: asked, from }) => {
      const config = priors.configFrom(asked, from);
      const data = await facts.of(config.data);
      const warnings = checkConfig(config, data);
      const network = openNetwork(config.architecture);
      return { warnings, images: data?.count ?? null, parameters: network.parameters, layers: network.describe() };
    },
    'training.estimate': async ({ config: asked, from, seed, engine, skipBadImages: skipBad }) => {
      const config = priors.configFrom(asked, from);
      return estimateTraining({ config, seed, engine, skipBad, resources, initial: await priors.weightsFor(config, from) });
    },
    'training.start': async ({ from, ...asked }) => {
      const { id, folder } = runs.newFolder();
      const start = { ...asked, config: priors.configFrom(asked.config, from) };
      await createRun(folder, { start, resources, id, initial: await priors.weightsFor(start.config, from) });
      jobs.start(job(id));
      return runs.get(id);
    },
    'training.pause': async ({ run }) => {
      refuseCellAtWork(workspace, jobs, run);
      await jobs.pause(job(run));
      return {};
    },
    'training.resume': ({ run }) => {
      refuseCellAtWork(workspace, jobs, run);
      jobs.start(job(run));
      return {};
    },
    'training.cancel': async ({ run }) => {
      refuseCellAtWork(workspace, jobs, run);
      // A running one keeps what it learned itself; what one at rest was left in would be out of reach.
      if (!jobs.isRunning(job(run)) && runs.get(run).updates > 0) await keepState(runs.folderOf(run), false);
      await jobs.cancel(job(run));
      return {};
    },
    'training.checkpoint': async ({ run }) => {
      refuseCellAtWork(workspace, jobs, run);
      if (!jobs.tell(job(run), { type: 'checkpoint' })) await keepState(runs.folderOf(run));
      return {};
    },
    'training.rename': ({ run, name }) => {
      // A running one writes its record itself; told, it keeps the name.
      jobs.tell(job(run), { type: 'rename', name });
      runs.change(run, { name });
      return { ...runs.get(run), name };
    },
    'training.remove': async ({ run }) => {
      refuseCellAtWork(workspace, jobs, run);
      await jobs.drop(job(run));
      await runs.remove(run);
      return {};
    },
    'training.branch': async ({ run, update, name, rateFactor, seed, moreUpdates }) => {
      const { id, folder } = runs.newFolder();
      await branchRun(runs.folderOf(run), folder, { update, name, rateFactor, seed, moreUpdates, id }, resources);
      jobs.start(job(id));
      return runs.get(id);
    },
  };
}

function job(id: string): JobRef {
  return { kind: 'train', id };
}
