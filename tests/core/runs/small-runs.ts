import { existsSync, readFileSync } from 'node:fs';
import { trainingConfig } from '../../../core/contract/training-config.ts';
import type { TrainingConfig } from '../../../core/contract/training-config.ts';
import { runPlan } from '../../../core/contract/training-run.ts';
import type { JobEvent } from '../../../core/contract/job-event.ts';
import type { Tensors } from '../../../core/engines/engine.ts';
import { createRun } from '../../../core/jobs/new-run.ts';
import { runTraining } from '../../../core/jobs/train-runner.ts';
import type { RunningTraining, TrainRunOptions } from '../../../core/jobs/train-runner.ts';
import { initialWeights } from '../../../core/networks/initial-weights.ts';
import { openNetwork } from '../../../core/networks/open-network.ts';
import { vanillaNet, toyNet } from '../../../core/networks/reference-nets.ts';
import { streamKey } from '../../../core/random/stream-key.ts';
import type { Checkpoint } from '../../../core/runs/checkpoint-codec.ts';
import { readMetrics } from '../../../core/runs/metrics-file.ts';
import { RunFolder } from '../../../core/runs/run-folder.ts';
import { StateStore } from '../../../core/runs/state-store.ts';
import { chooseWeights } from '../../../core/training/choose-weights.ts';
import { startFrom, startingWeights } from '../../../core/training/start-from.ts';
import { fileURLToPath } from 'node:url';
import { importFixture } from '../onnx/reference-cases.ts';

/** The repository's own resources. */
export const resources = fileURLToPath(new URL('../../../resources', import.meta.url));

/** A training in the plane that takes about a second: two phases, a bank, an average. */
export const smallToy: TrainingConfig = trainingConfig.parse({
  name: 'small toy',
  data: { kind: 'toy', density: { type: 'gmm', groups: 4, sd: 0.2, radius: 1 } },
  architecture: toyNet(2, 4),
  batchSize: 16,
  epsilon: 0.125,
  dataEpsilon: 0.05,
  shortRun: { steps: 10, start: 'persistent' },
  bankSize: 200,
  phases: [
    { updates: 6, optimizer: 'adam', lrInit: 1e-3, lrMin: 5e-4, lrDecay: 0.95 },
    { updates: 14, optimizer: 'sgd', lrInit: 0.1, lrMin: 0.1, lrDecay: 1 },
  ],
  options: { weightAverage: 0.9, rejuvenation: 0.05 },
  longRun: null,
  logEvery: 10,
});

/** The same on from an imported graph, the first of its weights left as they are: its config, and what it starts with. */
export async function smallGraph(): Promise<{ config: TrainingConfig; initial: Tensors }> {
  const { description, weights } = await importFixture('mlp_2d.onnx');
  const network = openNetwork(description);
  const trained = chooseWeights(network, { only: [], freeze: [[...network.weights.keys()][0]!] });
  const config = startFrom({ ...smallToy, name: 'small graph' }, { name: 'mlp', sha256: 'a'.repeat(64), network, trainEpsilon: 0 }, trained);
  return { config, initial: startingWeights(config, weights) };
}

/** A tiny training on bundled images. */
export const smallImages: TrainingConfig = trainingConfig.parse({
  name: 'small images',
  data: { kind: 'images', source: 'mnist', shape: [1, 32, 32] },
  architecture: vanillaNet(1, 2),
  batchSize: 4,
  epsilon: 0.03,
  dataEpsilon: 0.06,
  shortRun: { steps: 4, start: 'persistent' },
  bankSize: 12,
  phases: [{ updates: 4, optimizer: 'adam', lrInit: 1e-4, lrMin: 1e-4, lrDecay: 1 }],
  longRun: { every: 3, steps: 5, start: 'data' },
  logEvery: 2,
});

/** Makes a run in `path`; one thread, so that its numbers are those of any machine's cores. */
export async function makeRun(path: string, config: TrainingConfig, changes: { keeping?: object; seed?: number; initial?: Tensors } = {}): Promise<RunFolder> {
  const folder = new RunFolder(path);
  const start = runPlan.parse({ name: config.name, config, seed: changes.seed ?? 7, engine: { engine: 'onnxruntime', device: 'cpu', threads: 1 }, keeping: changes.keeping ?? { every: 10 } });
  await createRun(folder, { start, resources, initial: changes.initial ?? null });
  return folder;
}

/** Trains it from where it stands; `watch` sees every event with the job, to stop it at. */
export async function train(folder: RunFolder, watch?: (event: JobEvent, job: RunningTraining) => void, options: Partial<TrainRunOptions> = {}): Promise<{ outcome: string; message: string | null; events: JobEvent[] }> {
  const events: JobEvent[] = [];
  const early: JobEvent[] = [];
  let job: RunningTraining | null = null;
  job = await runTraining(folder, {
    resources,
    onEvent: (event) => {
      events.push(event);
      if (job === null) early.push(event);
      else watch?.(event, job);
    },
    ...options,
  });
  for (const event of early) watch?.(event, job);
  const { outcome, message } = await job.finished;
  return { outcome, message, events };
}

/** All that a run learned: metrics without their times, and the state it ended in, to be held against another's. */
export async function learned(folder: RunFolder): Promise<object> {
  const saved = await new StateStore(folder.stateFolder).read();
  return {
    rows: readMetrics(folder.metricsFile).map(({ seconds: _, ...row }) => row),
    state: { ...saved!.state, seconds: 0 },
    checkpoints: folder.checkpointFiles().map(({ update }) => update),
  };
}

export function textOf(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** A state with everything in it. */
export function checkpoint(update: number, places = 300): Checkpoint {
  const weights = initialWeights(openNetwork(smallToy.architecture), streamKey(update + 1));
  const floats = (length: number): Float32Array => Float32Array.from({ length }, (_, i) => Math.fround(Math.sin(i + update)));
  const chains = { x: floats(32), stepsDone: 5, normSum: 1 / 3, acceptedSum: 0.1, known: { energies: floats(16), gradients: floats(32) } };
  return {
    config: smallToy,
    seed: 4,
    state: {
      learner: {
        update, phase: 1, phaseUpdate: 3, learningRate: 0.1 / 3, weights, average: initialWeights(openNetwork(smallToy.architecture), streamKey(99)),
        slots: { 'first_moment:f.0.weight': floats(8) }, bank: { places, size: 2, states: floats(2 * places) },
      },
      unfinished: { start: floats(32), places: Uint32Array.from({ length: 16 }, (_, i) => i * 3), chains },
      longRun: { update: 2, chains: { ...chains, known: null } },
      chainSteps: 12345,
      seconds: 6.5,
    },
  };
}
