import type { TrainingConfig } from '../core/contract/training-config.ts';
import type { Engine } from '../core/engines/engine.ts';
import { sizeOf } from '../core/graph/program.ts';
import { referenceNet } from '../core/potentials/reference-nets.ts';
import type { ReferenceNet } from '../core/potentials/reference-nets.ts';
import { fillUniform } from '../core/random/fill-uniform.ts';
import { Learner } from '../core/training/learner.ts';
import type { PositiveSource } from '../core/training/positive-source.ts';
import { inTurn } from './measure.ts';
import type { Pytorch } from './pytorch.ts';

const rounds = 8;

/** The reference's presets, and two numbers of Langevin steps whose updates take seconds: a line through both gives the preset's own. */
const cases: readonly { net: ReferenceNet; channels: number; batch: number; steps: number; optimizer: 'sgd' | 'adam'; measured: readonly [number, number]; updates: number }[] = [
  { net: 'toy', channels: 2, batch: 100, steps: 500, optimizer: 'sgd', measured: [100, 500], updates: 4 },
  { net: 'vanilla', channels: 3, batch: 100, steps: 150, optimizer: 'adam', measured: [2, 22], updates: 1 },
  { net: 'nonlocal', channels: 1, batch: 100, steps: 500, optimizer: 'sgd', measured: [2, 12], updates: 1 },
];

/**
 * Updates of learning at the settings of the reference's presets, against PyTorch's loop in the same run: Langevin steps a second
 * within training, and the share of an update that is not Langevin steps (drawing, bank, compiling, the step of the weights).
 */
export async function benchTraining(engine: Engine, pytorch: Pytorch | null, print: (line: string) => void): Promise<void> {
  print(`Training, Langevin steps a second   ours   PyTorch   ours/PyTorch   around the steps: ours   PyTorch`);
  for (const { net, channels, batch, steps, optimizer, measured, updates } of cases) {
    const contestants = measured.flatMap((length) => [
      ourUpdates(engine, configOf(net, channels, batch, length, optimizer), updates),
      ...(pytorch === null ? [] : [() => pytorch.time(net, channels, batch, length, optimizer, updates)]),
    ]);
    // A first turn each, not counted: programs are compiled, memory is taken and caches are filled.
    for (const contestant of contestants) await contestant();
    // What surrounds the steps is a small difference of large times: the fastest turns are those that nothing else on the machine held up.
    const times = (await inTurn(rounds, contestants)).map((turns) => Math.min(...turns));
    const half = times.length / 2;
    const [ours, theirs] = Array.from({ length: half }, (_, who) => preset([times[who]!, times[half + who]!], measured, steps));
    const label = `${net} ${batch}, ${steps} steps`.padEnd(28);
    const share = (of: { share: number } | undefined): string => (of === undefined ? '–' : `${(100 * of.share).toFixed(1)} %`);
    const comparison = theirs === undefined ? '  not installed' : `${theirs.rate.toFixed(1).padStart(9)}   ${(ours!.rate / theirs.rate).toFixed(2).padStart(12)}`;
    print(`${label} ${ours!.rate.toFixed(1).padStart(11)} ${comparison}   ${share(ours).padStart(22)} ${share(theirs).padStart(9)}`);
  }
}

/** Steps a second and share of what surrounds the steps, of an update of `steps`, from the milliseconds of two lengths. */
function preset([short, long]: readonly [number, number], [few, many]: readonly [number, number], steps: number): { rate: number; share: number } {
  const step = (long - short) / (many - few);
  const around = Math.max(0, short - few * step);
  const update = around + steps * step;
  return { rate: (1000 * steps) / update, share: around / update };
}

function configOf(net: ReferenceNet, channels: number, batchSize: number, steps: number, optimizer: 'sgd' | 'adam'): TrainingConfig {
  const architecture = referenceNet(net, channels, 32);
  return {
    name: 'bench', data: { kind: 'images', source: 'bench', shape: architecture.inputShape }, architecture, batchSize, epsilon: 0.01, dataEpsilon: 0.02,
    shortRun: { steps, start: 'persistent', noiseFactor: 1, sampler: 'langevin' }, bankSize: 1000,
    phases: [{ updates: 1_000_000, optimizer, lrInit: 1e-6, lrMin: 1e-6, lrDecay: 1 }],
    options: { clipGradient: null, energyPenalty: 0, rejuvenation: 0, weightAverage: null }, longRun: null, logEvery: 1000,
  };
}

/** Milliseconds an update, mean over so many: the learner as trainings use it. */
function ourUpdates(engine: Engine, config: TrainingConfig, updates: number): () => Promise<number> {
  const size = sizeOf(config.architecture.inputShape);
  const source: PositiveSource = {
    count: 1000,
    draw: async (count, key, step) => {
      const x = new Float32Array(count * size);
      fillUniform(x, 0, x.length, key, step, -1, 1);
      return x;
    },
  };
  const learner = new Learner(engine, config, source, 1);
  let state = learner.init();
  return async () => {
    const begun = performance.now();
    for (let update = 0; update < updates; update++) ({ state } = await learner.step(state));
    return (performance.now() - begun) / updates;
  };
}
