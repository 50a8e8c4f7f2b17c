import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { dataPath } from '../data/bundled-data.ts';
import { openDataset } from '../data/open-dataset.ts';
import { openEngine } from '../engines/open-engine.ts';
import type { Engine } from '../engines/engine.ts';
import { encodeCsv } from '../formats/csv.ts';
import { encodeNpy } from '../formats/npy.ts';
import { sizeOf } from '../graph/program.ts';
import { imageStrip } from '../landscape/image-strip.ts';
import { imageGridPng } from '../pictures/image-grid.ts';
import { readable } from '../pictures/numbers.ts';
import { createEvaluator } from '../potentials/create-evaluator.ts';
import { readPotentialFile } from '../potentials/potential-file.ts';
import { createPotential } from '../potentials/potential.ts';
import type { Potential } from '../potentials/potential.ts';
import { fillGaussian } from '../random/fill-gaussian.ts';
import { fillUniform } from '../random/fill-uniform.ts';
import { streamKey } from '../random/stream-key.ts';
import { createWalk } from '../sampling/walk.ts';
import { writeFileWhole } from '../store/write-file.ts';
import { readEvaluationConfig } from '../training/evaluation-config.ts';
import type { EvaluationConfig } from '../training/evaluation-config.ts';
import { drawWithoutReplacement } from '../training/state-bank.ts';
import { CommandError } from './command-error.ts';
import type { EngineFlags } from './engine-flags.ts';
import { makeOutFolder } from './out-folder.ts';
import { columns, printJson, printLine } from './output.ts';
import { resourcesFolder } from './resources.ts';
import { SAMPLE_STREAM } from './sample-chains.ts';

/** Chains that run as one batch. */
const MOST_AT_ONCE = 100;
/** Rows of the table that people see. */
const SHOWN = 12;

export interface EvaluationFlags extends EngineFlags {
  readonly out: string;
  readonly data?: string;
  readonly json?: boolean;
}

/** What was given on the command line beside the config, and outweighs it. */
export interface EvaluationOverrides {
  readonly weights?: string;
  readonly steps?: number;
  readonly chains?: number;
  readonly seed?: number;
  readonly trainEpsilon?: number;
}

/** What the chains were at one step of the path: of the states before it, means over chains. */
interface PathRow {
  readonly step: number;
  /** U/T. */
  readonly energy: number;
  readonly energySquare: number;
  /** Length of the gradient's part of a step, (ε²/2)‖∇U‖₂/T; ‖∇U‖₂/T without noise. */
  readonly gradient: number;
  /** Share of accepted proposals since the row before. */
  readonly acceptance: number;
}

/**
 * `sample --config eval.json`: an evaluation config of the reference, unmodified. Writes `path.csv` (a row at the first step, every
 * `log_freq` steps and the last), `initial_states.png`, `sample_states.png` and `states.npy`.
 *
 * `net_weight_path` is taken from the config's own folder, else from the working folder. With ε = 0 a step is x ← x − ∇U/T, as there.
 * Throws TrainingError for a config that cannot be carried out, FormatError, PotentialError or DataError for the files it names.
 */
export async function sampleEvaluation(configFile: string, flags: EvaluationFlags, overrides: EvaluationOverrides, progressOf: (total: number) => (done: number) => void): Promise<void> {
  const read = readEvaluationConfig(await readFile(configFile, 'utf8'), configFile);
  const config: EvaluationConfig = {
    ...read,
    num_mcmc_steps: overrides.steps ?? read.num_mcmc_steps,
    batch_size: overrides.chains ?? read.batch_size,
    seed: overrides.seed ?? read.seed,
    train_epsilon: overrides.trainEpsilon ?? read.train_epsilon,
  };
  const weightsFile = overrides.weights ?? weightsOf(configFile, config.net_weight_path);
  const file = await readPotentialFile(weightsFile);
  checkNet(config, file.network.name, file.network.inputShape, weightsFile);
  const potential = createPotential(file.network, file.weights, config.train_epsilon);
  const start = await startStates(config, potential, flags.data ?? null);
  const folder = await makeOutFolder(flags.out);
  const engine = await openEngine(flags);
  try {
    const { rows, states } = await walkAll(engine, potential, config, start, progressOf(config.batch_size * config.num_mcmc_steps));
    await writeResults(folder, potential, config, { start, states, rows });
    await print(folder, engine, potential, config, { states, rows }, flags);
  } finally {
    await engine.close();
  }
}

function weightsOf(configFile: string, path: string): string {
  if (isAbsolute(path)) return path;
  const beside = join(dirname(resolve(configFile)), path);
  const here = resolve(path);
  if (existsSync(beside)) return beside;
  if (existsSync(here)) return here;
  throw new CommandError(`The net_weight_path "${path}" of ${configFile} is neither beside the config nor in this folder. Give the weights on the command line: sample WEIGHTS.pth --config ${configFile}.`);
}

function checkNet(config: EvaluationConfig, net: string, shape: readonly number[], weightsFile: string): void {
  const [channels, height, width] = shape;
  const isPlane = height === 1 && width === 1;
  if (net !== config.net_type || channels !== config.im_ch || (!isPlane && (height !== config.im_sz || width !== config.im_sz))) {
    throw new CommandError(`${weightsFile} holds a ${net} net of ${channels} × ${height} × ${width} states; the config says ${config.net_type}, ${config.im_ch} channels, ${config.im_sz} × ${config.im_sz}.`);
  }
}

async function startStates(config: EvaluationConfig, potential: Potential, data: string | null): Promise<Float32Array> {
  const shape = potential.network.inputShape;
  const size = sizeOf(shape);
  const { batch_size: chains, mcmc_init: init, seed } = config;
  if (init !== 'uniform' && init !== 'gaussian') {
    const dataset = await openDataset(dataPath(init, resourcesFolder, data), { size: shape });
    if (dataset.count < chains) throw new CommandError(`${dataset.path} holds ${dataset.count} images, fewer than the ${chains} chains of the config. Give --chains.`);
    return dataset.read([...drawWithoutReplacement(chains, dataset.count, streamKey(seed, SAMPLE_STREAM.start), 0)]);
  }
  const x = new Float32Array(chains * size);
  for (let chain = 0; chain < chains; chain++) {
    const key = streamKey(seed, SAMPLE_STREAM.start, chain);
    if (init === 'uniform') fillUniform(x, chain * size, size, key, 0, -1, 1);
    else fillGaussian(x, chain * size, size, key, 0);
  }
  return x;
}

/** All chains, a batch after the other; the rows are over all of them. */
async function walkAll(engine: Engine, potential: Potential, config: EvaluationConfig, start: Float32Array, onSteps: (done: number) => void): Promise<{ readonly rows: PathRow[]; readonly states: Float32Array }> {
  const { batch_size: chains, num_mcmc_steps: steps, epsilon, temp_factor: temperature, log_freq: every, seed } = config;
  const size = sizeOf(potential.network.inputShape);
  const perStep = (epsilon > 0 ? epsilon ** 2 / 2 : 1) / temperature;
  const sums = new Map<number, { energy: number; energySquare: number; gradient: number; accepted: number; proposed: number }>();
  const states = new Float32Array(start.length);
  let done = 0;
  for (let first = 0; first < chains; first += MOST_AT_ONCE) {
    const count = Math.min(MOST_AT_ONCE, chains - first);
    const keys = Array.from({ length: count }, (_, i) => streamKey(seed, SAMPLE_STREAM.chain, first + i));
    const x = start.slice(first * size, (first + count) * size);
    const walk = await createWalk(engine, potential, { sampler: config.use_mh_langevin ? 'mala' : 'langevin', epsilon, temperature, stepSize: 1 / temperature, x, keys });
    let accepted = 0;
    let since = 0;
    try {
      for (let at = 0; at < steps; ) {
        for (const seen of await walk.next()) {
          if (seen.step > steps) break;
          at = seen.step;
          accepted += seen.accepted;
          since++;
          if (at === 1 || at % every === 0 || at === steps) {
            const sum = sums.get(at) ?? { energy: 0, energySquare: 0, gradient: 0, accepted: 0, proposed: 0 };
            for (let chain = 0; chain < count; chain++) {
              const energy = seen.energies[chain] / temperature;
              sum.energy += energy;
              sum.energySquare += energy * energy;
              sum.gradient += seen.gradientNorms[chain] * perStep;
            }
            sums.set(at, { ...sum, accepted: sum.accepted + accepted, proposed: sum.proposed + since * count });
            accepted = 0;
            since = 0;
          }
          if (at === steps) states.set(seen.states, first * size);
        }
        onSteps(done + at * count);
        // A turn of the event loop, so that the progress shows and Ctrl-C arrives.
        await new Promise((next) => setImmediate(next));
      }
    } finally {
      await walk.close();
    }
    done += steps * count;
  }
  if (!states.every(Number.isFinite)) {
    throw new CommandError(`Some chains have left all bounds: with epsilon = ${epsilon} and temp_factor = ${temperature} the steps are too long for this potential. Give a smaller epsilon.`);
  }
  const rows = [...sums].sort(([a], [b]) => a - b).map(([step, sum]) => ({
    step, energy: sum.energy / chains, energySquare: sum.energySquare / chains, gradient: sum.gradient / chains, acceptance: sum.accepted / sum.proposed,
  }));
  return { rows, states };
}

interface Results {
  readonly start: Float32Array;
  readonly states: Float32Array;
  readonly rows: readonly PathRow[];
}

async function writeResults(folder: string, potential: Potential, config: EvaluationConfig, { start, states, rows }: Results): Promise<void> {
  const shape = potential.network.inputShape;
  const size = sizeOf(shape);
  await writeFileWhole(
    join(folder, 'path.csv'),
    encodeCsv(['step', 'energy', 'energy_sd', 'gradient', 'acceptance'], rows.map((row) => [row.step, row.energy, spreadOf(row), row.gradient, config.use_mh_langevin ? row.acceptance : null])),
  );
  await writeFileWhole(join(folder, 'states.npy'), encodeNpy({ dtype: 'float32', shape: [config.batch_size, ...shape], values: states }));
  for (const [name, values] of [['initial_states.png', start], ['sample_states.png', states]] as const) {
    const strip = imageStrip(Array.from({ length: config.batch_size }, (_, i) => values.subarray(i * size, (i + 1) * size)), shape);
    if (strip !== null) await writeFileWhole(join(folder, name), imageGridPng(strip));
  }
}

async function print(folder: string, engine: Engine, potential: Potential, config: EvaluationConfig, { states, rows }: Omit<Results, 'start'>, flags: EvaluationFlags): Promise<void> {
  const acceptance = config.use_mh_langevin ? weighted(rows) : null;
  if (flags.json === true) {
    const evaluator = createEvaluator(engine, potential, Math.min(MOST_AT_ONCE, config.batch_size));
    const energies = await evaluator.energies(states);
    await evaluator.close();
    printJson({ states: join(folder, 'states.npy'), path: join(folder, 'path.csv'), energies, energy: rows.map((row) => row.energy), gradient: rows.map((row) => row.gradient), steps: rows.map((row) => row.step), acceptance, engine: engine.description });
    return;
  }
  const every = Math.ceil(rows.length / SHOWN);
  const shown = rows.filter((_, i) => i % every === 0 || i === rows.length - 1);
  printLine(columns([
    ['step', 'energy', 'spread', 'gradient', ...(config.use_mh_langevin ? ['accepted'] : [])],
    ...shown.map((row) => [String(row.step), readable(row.energy, 6), readable(spreadOf(row), 4), readable(row.gradient, 5), ...(config.use_mh_langevin ? [`${(100 * row.acceptance).toFixed(1)} %`] : [])]),
  ]));
  printLine(`energy U/T and the gradient's part of a step, means over ${config.batch_size} chains`);
  if (acceptance !== null) printLine(`accepted ${(100 * acceptance).toFixed(1)} % of the proposals`);
  printLine(`path.csv, states.npy and pictures in ${folder}   (${engine.description})`);
}

/** Share accepted over the whole path: each row stands for the steps since the one before. */
function weighted(rows: readonly PathRow[]): number {
  let steps = 0;
  let sum = 0;
  for (const row of rows) {
    sum += row.acceptance * (row.step - steps);
    steps = row.step;
  }
  return sum / steps;
}

function spreadOf({ energy, energySquare }: PathRow): number {
  return Math.sqrt(Math.max(0, energySquare - energy * energy));
}
