import type { TrainingConfig } from '../core/contract/training-config.ts';
import type { Engine } from '../core/engines/engine.ts';
import { sizeOf } from '../core/graph/program.ts';
import { referenceNet } from '../core/networks/reference-nets.ts';
import type { ReferenceNet } from '../core/networks/reference-nets.ts';
import { fillUniform } from '../core/random/fill-uniform.ts';
import { Learner } from '../core/training/learner.ts';
import type { PositiveSource } from '../core/training/positive-source.ts';
import { clock } from './clock.ts';
import { inTurn, median } from './measure.ts';
import { layouts } from './pytorch.ts';
import type { Pytorch } from './pytorch.ts';

const rounds = 6;

/** The reference's presets, and how many Langevin steps and updates are measured of them. */
const cases: readonly { net: ReferenceNet; channels: number; batch: number; steps: number; optimizer: 'sgd' | 'adam'; measured: number; updates: number }[] = [
  { net: 'toy', channels: 2, batch: 100, steps: 500, optimizer: 'sgd', measured: 500, updates: 4 },
  { net: 'vanilla', channels: 3, batch: 100, steps: 150, optimizer: 'adam', measured: 12, updates: 1 },
  { net: 'nonlocal', channels: 1, batch: 100, steps: 500, optimizer: 'sgd', measured: 12, updates: 1 },
];

/** Milliseconds of a Langevin step, and of all of an update that is not its steps. */
interface Turn {
  readonly step: number;
  readonly around: number;
}

/**
 * Updates of learning at the settings of the reference's presets, against PyTorch's loop in the same run, in the better of its two
 * layouts: Langevin steps a second within training, and the share of an update that is not Langevin steps (drawing, bank, compiling, the step
 * of the weights, and by how much the first two calls of a sampler take longer than later ones).
 */
export async function benchTraining(engine: Engine, pytorch: Pytorch | null, print: (line: string) => void): Promise<void> {
  print(`Training, Langevin steps a second   ours   PyTorch, its better layout   ours/PyTorch   around the steps: ours   PyTorch`);
  for (const { net, channels, batch, steps, optimizer, measured, updates } of cases) {
    const contestants = [
      await ourUpdates(engine, configOf(net, channels, batch, measured, optimizer), updates),
      ...(pytorch === null ? [] : layouts.map((layout) => async () => turnOf(await pytorch.ask(net, channels, batch, measured, optimizer, updates, layout)))),
    ];
    // A first turn each, not counted: programs are compiled, memory is taken and caches are filled.
    for (const contestant of contestants) await contestant();
    const [ours, ...both] = (await inTurn(rounds, contestants)).map((turns) => preset(turns, steps));
    const theirs = both.toSorted((a, b) => b.rate - a.rate)[0];
    const label = `${net} ${batch}, ${steps} steps`.padEnd(28);
    const share = (of: { share: number } | undefined): string => (of === undefined ? '–' : `${(100 * of.share).toFixed(1)} %`);
    const comparison = theirs === undefined ? '  not there' : `${theirs.rate.toFixed(1).padStart(9)}   ${(ours!.rate / theirs.rate).toFixed(2).padStart(12)}`;
    print(`${label} ${ours!.rate.toFixed(1).padStart(11)} ${comparison}   ${share(ours).padStart(22)} ${share(theirs).padStart(9)}`);
  }
}

/** Steps a second and share of what surrounds the steps, of an update of so many steps. */
function preset(turns: readonly Turn[], steps: number): { rate: number; share: number } {
  const around = median(turns.map((turn) => turn.around));
  const update = around + steps * median(turns.map(({ step }) => step));
  return { rate: (1000 * steps) / update, share: around / update };
}

/** From PyTorch's answer: milliseconds of an update, then of every call of its steps. */
function turnOf(answer: string): Turn {
  const [update, ...calls] = answer.split(' ').map(Number) as [number, ...number[]];
  return turn(update, calls, 1);
}

/** From the milliseconds of an update and of its calls of so many steps. */
function turn(update: number, calls: readonly number[], stepsACall: number): Turn {
  const usual = median(calls.slice(2));
  const inSteps = calls.reduce((sum, call, at) => sum + (at < 2 ? usual : call), 0);
  return { step: usual / stepsACall, around: update - inSteps };
}

export function configOf(net: ReferenceNet, channels: number, batchSize: number, steps: number, optimizer: 'sgd' | 'adam'): TrainingConfig {
  const architecture = referenceNet(net, channels, 32);
  return {
    name: 'bench', data: { kind: 'images', source: 'bench', shape: architecture.inputShape }, architecture, batchSize, epsilon: 0.01, dataEpsilon: 0.02,
    shortRun: { steps, start: 'persistent', noiseFactor: 1, sampler: 'langevin' }, bankSize: 1000,
    phases: [{ updates: 1_000_000, optimizer, lrInit: 1e-6, lrMin: 1e-6, lrDecay: 1 }],
    options: { clipGradient: null, energyPenalty: 0, rejuvenation: 0, weightAverage: null }, longRun: null, logEvery: 1000,
  };
}

/** The learner as trainings use it, so many updates a turn. */
async function ourUpdates(engine: Engine, config: TrainingConfig, updates: number): Promise<() => Promise<Turn>> {
  const learner = new Learner(engine, config, uniformSource(sizeOf(config.architecture.inputShape)), 1);
  let state = await learner.init();
  const oneUpdate = async (): Promise<Turn> => {
    const calls: number[] = [];
    const begun = clock();
    let update = await learner.begin(state);
    while (!learner.isWalked(update)) {
      const called = clock();
      update = await learner.walk(state, update);
      calls.push(clock() - called);
    }
    ({ state } = await learner.finish(state, update));
    return turn(clock() - begun, calls, config.shortRun.steps / calls.length);
  };
  return async () => {
    const turns: Turn[] = [];
    while (turns.length < updates) turns.push(await oneUpdate());
    return { step: median(turns.map(({ step }) => step)), around: median(turns.map(({ around }) => around)) };
  };
}

/** States of so many coordinates between −1 and 1 instead of data: they change no time. */
export function uniformSource(size: number): PositiveSource {
  return {
    count: 1000,
    draw: async (count, key, step) => {
      const x = new Float32Array(count * size);
      fillUniform(x, 0, x.length, key, step, -1, 1);
      return x;
    },
  };
}
