import { join } from 'node:path';
import { diagnose } from '../../core/diagnosis/diagnose.ts';
import { samplingPath } from '../../core/diagnosis/sampling-path.ts';
import { toyView } from '../../core/diagnosis/toy-view.ts';
import type { Engine } from '../../core/engines/engine.ts';
import { openEngine } from '../../core/engines/open-engine.ts';
import { imageStrip } from '../../core/landscape/image-strip.ts';
import { openNetwork } from '../../core/networks/open-network.ts';
import { createPotential } from '../../core/potentials/potential.ts';
import { readLongRunTests } from '../../core/runs/long-run-files.ts';
import { RunError } from '../../core/runs/run-error.ts';
import { readLongRunSamples, readNewest } from '../../core/runs/newest-file.ts';
import type { RunStore } from '../../core/runs/run-store.ts';
import { readCheckpoint } from '../../core/runs/save-checkpoint.ts';
import { importPotential } from '../../core/store/import-potential.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { openTrainingData } from '../../core/training/open-source.ts';
import type { Handlers } from './handlers.ts';

type Looking = 'training.series' | 'training.diagnosis' | 'training.images' | 'training.toy' | 'training.openCheckpoint' | 'training.samplingPath';

/** What trainings show. A running one is seen as of its last save, at most a few seconds ago. */
export function trainingViewHandlers(workspace: Workspace, runs: RunStore, resources: string): Pick<Handlers<'training'>, Looking> {
  let last: Promise<unknown> = Promise.resolve();
  return {
    'training.series': ({ run, from }) => runs.metricsOf(run).series(from),
    'training.diagnosis': async ({ run }) => diagnose(runs.metricsOf(run).series(0), runs.get(run).config, (await readLongRunTests(runs.folderOf(run).longRunFolder)).tests.at(-1) ?? null),
    'training.images': async ({ run, kind }) => {
      const { config } = runs.get(run);
      const { inputShape } = config.architecture;
      const size = inputShape.reduce((product, n) => product * n, 1);
      const folder = runs.folderOf(run);
      const newest = await readNewest(folder.newestFile);
      const longRun = kind === 'longRun' ? await readLongRunSamples(folder.longRunSamplesFile) : null;
      const states = kind === 'longRun' ? longRun?.states : newest?.[kind];
      const update = (kind === 'longRun' ? longRun?.update : newest?.update) ?? 0;
      if (states === null || states === undefined) return { update, images: null };
      return { update, images: imageStrip(Array.from({ length: states.length / size }, (_, i) => states.subarray(i * size, (i + 1) * size)), inputShape) };
    },
    'training.toy': ({ run }) => {
      const next = last.then(async () => {
        const { config, seed, name } = runs.get(run);
        const newest = await readNewest(runs.folderOf(run).newestFile);
        if (newest === null || newest.before === null || newest.after === null) throw new RunError(`The run ${name} has no finished update yet: there is no density to draw.`);
        const { before, after, update, start, shortRun } = newest;
        return withEngine((engine) => toyView({ engine, config, seed, update, start, shortRun, before, after, bandwidth: null }));
      });
      last = next.catch(() => undefined);
      return next;
    },
    'training.samplingPath': ({ run, update, chain }) => {
      const next = last.then(async () => {
        const { seed, skipBadImages } = runs.get(run);
        const { config, state } = await readCheckpoint(runs.folderOf(run), update);
        const { weights, average, bank } = state.learner;
        const potential = createPotential(openNetwork(config.architecture), average ?? weights, config.epsilon);
        const { source } = await openTrainingData(config, { resources, skipBad: skipBadImages });
        return withEngine((engine) => samplingPath({ engine, potential, stock: { config, source, bank }, update, seed, chain }));
      });
      last = next.catch(() => undefined);
      return next;
    },
    'training.openCheckpoint': async ({ run, update }) => {
      const { name, config, checkpoints } = runs.get(run);
      if (!checkpoints.some((checkpoint) => checkpoint.update === update)) {
        throw new RunError(`The run ${name} has no checkpoint of update ${update}${checkpoints.length === 0 ? ' and none of others' : `; it has those of updates ${checkpoints.map((checkpoint) => checkpoint.update).join(', ')}`}.`);
      }
      const averaged = config.options.weightAverage === null ? '' : ' (averaged weights)';
      return importPotential(workspace, join(runs.folderOf(run).checkpointFolder, `${update}.safetensors`), { name: `${name}, update ${update}${averaged}`, trainEpsilon: config.epsilon });
    },
  };
}

/** One thread: the training itself may be running on the others. */
async function withEngine<T>(work: (engine: Engine) => Promise<T>): Promise<T> {
  const engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: 1 });
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}
