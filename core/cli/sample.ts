import { join } from 'node:path';
import type { Command } from 'commander';
import { settingOf } from '../contract/map-setting-list.ts';
import { trainingSetting } from '../contract/training-settings.ts';
import type { Engine } from '../engines/engine.ts';
import { openEngine } from '../engines/open-engine.ts';
import { encodeNpy } from '../formats/npy.ts';
import { sizeOf } from '../graph/program.ts';
import { readable } from '../pictures/numbers.ts';
import { createEvaluator } from '../potentials/create-evaluator.ts';
import { readPotentialFile } from '../potentials/potential-file.ts';
import { createPotential } from '../potentials/potential.ts';
import { fillGaussian } from '../random/fill-gaussian.ts';
import { fillUniform } from '../random/fill-uniform.ts';
import { streamKey } from '../random/stream-key.ts';
import { writeFileWhole } from '../store/write-file.ts';
import { CommandError } from './command-error.ts';
import { addEngineFlags } from './engine-flags.ts';
import { isGiven } from './given-flag.ts';
import type { EngineFlags } from './engine-flags.ts';
import { numberFlag, wholeFlag } from './number-flags.ts';
import { makeOutFolder } from './out-folder.ts';
import { columns, printJson, printLine, printNote } from './output.ts';
import { ProgressDisplay } from './progress-display.ts';
import { readStates } from './read-states.ts';
import { sampleEvaluation } from './sample-evaluation.ts';
import { addOnnxFlags, onnxChoices } from './onnx-flags.ts';
import type { OnnxFlags } from './onnx-flags.ts';
import { addQueueFlags, computedBy, QUEUE_MEANING, queueOf } from './queue-flags.ts';
import type { QueueFlags } from './queue-flags.ts';
import { settingOption } from './setting-flags.ts';
import { sampleInPieces } from './sample-pieces.ts';
import { SAMPLE_STREAM, sampleChains } from './sample-chains.ts';
import type { SampleOptions, SampleResult } from './sample-chains.ts';
import { engineBeside } from '../jobs/engine-beside.ts';
import { RecentRate } from '../jobs/recent-rate.ts';

const DEFAULT_CHAINS = 16;
const MOST_AT_ONCE = 100;
const SHOWN = 20;

interface SampleFlags extends EngineFlags, OnnxFlags, QueueFlags {
  readonly trainEpsilon?: number;
  readonly config?: string;
  readonly data?: string;
  readonly init: string;
  readonly chains?: number;
  readonly steps: number;
  readonly epsilon?: number;
  readonly temperature: number;
  readonly sampler: 'langevin' | 'mala';
  readonly magnet?: string;
  readonly alpha?: number;
  readonly seed: number;
  readonly out: string;
  readonly json?: boolean;
}

type Shape = readonly [number, number, number];

async function startStates(flags: SampleFlags, shape: Shape): Promise<Float32Array> {
  const dimensions = sizeOf(shape);
  if (flags.init !== 'uniform' && flags.init !== 'gaussian') {
    const read = await readStates(flags.init, shape);
    const chains = flags.chains ?? read.count;
    if (chains > read.count) throw new CommandError(`${flags.init} holds ${read.count} states, fewer than the ${chains} of --chains.`);
    return read.values.slice(0, chains * dimensions);
  }
  const chains = flags.chains ?? DEFAULT_CHAINS;
  const x = new Float32Array(chains * dimensions);
  for (let chain = 0; chain < chains; chain++) {
    const key = streamKey(flags.seed, SAMPLE_STREAM.start, chain);
    if (flags.init === 'uniform') fillUniform(x, chain * dimensions, dimensions, key, 0, -1, 1);
    else fillGaussian(x, chain * dimensions, dimensions, key, 0);
  }
  return x;
}

async function magnetOf(flags: SampleFlags, shape: Shape, chains: number): Promise<SampleOptions['magnet']> {
  if (flags.magnet === undefined) {
    if (flags.alpha !== undefined) throw new CommandError('--alpha is the strength of a magnet: give its target as --magnet X.npy.', { exitCode: 2 });
    return null;
  }
  if (flags.alpha === undefined) throw new CommandError('--magnet needs its strength: give --alpha.', { exitCode: 2 });
  const read = await readStates(flags.magnet, shape);
  if (read.count === chains) return { target: read.values, alpha: flags.alpha };
  if (read.count !== 1) throw new CommandError(`${flags.magnet} holds ${read.count} targets for ${chains} chains: one for all, or one for each, is expected.`);
  const target = new Float32Array(chains * read.values.length);
  for (let chain = 0; chain < chains; chain++) target.set(read.values, chain * read.values.length);
  return { target, alpha: flags.alpha };
}

/** Shows chain steps as a progress event would. */
function progressOf(total: number): (done: number) => void {
  const display = new ProgressDisplay();
  const rate = new RecentRate(5, 0.2);
  const started = performance.now();
  let shownAt = -Infinity;
  return (done) => {
    const seconds = (performance.now() - started) / 1000;
    rate.add(seconds, done);
    if (seconds - shownAt < 0.25 && done < total) return;
    shownAt = seconds;
    const perSecond = rate.perSecond() ?? 0;
    const event = {
      task: { name: 'Sampling', done, total, unit: 'chain steps', parts: [] },
      chainStepsPerSecond: perSecond,
      seconds,
      secondsLeft: perSecond > 0 && seconds > 2 ? (total - done) / perSecond : null,
    };
    if (done < total) display.show(event);
    else display.clear();
  };
}

function print(flags: SampleFlags, file: string, result: SampleResult, engine: string): void {
  const norms = Array.from(result.meanGradientNorms);
  if (flags.json === true) {
    printJson({ states: file, energies: result.energies, mean_gradient_norms: norms, acceptance: result.acceptance, engine });
    return;
  }
  const rows = Array.from(result.energies, (energy, index) => [String(index), readable(energy, 6), readable(norms[index] ?? NaN, 6)]);
  printLine(columns([['chain', 'energy', 'mean gradient norm'], ...rows.slice(0, SHOWN)]));
  if (rows.length > SHOWN) printLine(`… and ${rows.length - SHOWN} more`);
  if (result.acceptance !== null) printLine(`accepted ${(100 * result.acceptance).toFixed(1)} % of the proposals`);
  printLine(`final states in ${file}   (${engine})`);
}

async function sample(file: string | undefined, flags: SampleFlags, command: Command): Promise<void> {
  const given = (name: string): boolean => isGiven(command, name);
  if (flags.config !== undefined) {
    // Of what the config decides, the command line can change these; the rest would be ignored unseen.
    const other = ['init', 'epsilon', 'temperature', 'sampler', 'magnet', 'alpha'].find(given);
    if (other !== undefined) throw new CommandError(`--${other} and --config do not go together: change it in ${flags.config}.`, { exitCode: 2 });
    const overrides = { ...(file === undefined ? {} : { weights: file }), ...Object.fromEntries((['steps', 'chains', 'seed', 'trainEpsilon'] as const).filter(given).map((name) => [name, flags[name]])) };
    if (queueOf(flags) !== null) printNote('The chains of an evaluation config are computed here, not by workers of the queue.');
    return sampleEvaluation(flags.config, flags, overrides, progressOf);
  }
  if (file === undefined) throw new CommandError("missing argument 'file': the weights to sample, or --config with an evaluation config that names them.", { exitCode: 2 });
  // The energies of a graph are U itself, where its owner says no other.
  const trainEpsilon = flags.trainEpsilon ?? (/\.onnx$/i.test(file) && flags.output !== 'F' ? 0 : undefined);
  if (trainEpsilon === undefined) throw new CommandError('--train-epsilon is needed: the energy\'s scale depends on it (U = F/(ε²/2); 0: U = F).', { exitCode: 2 });
  return sampleFile(file, { ...flags, trainEpsilon });
}

async function sampleFile(file: string, flags: SampleFlags & { readonly trainEpsilon: number }): Promise<void> {
  const epsilon = flags.epsilon ?? flags.trainEpsilon;
  if (flags.sampler === 'mala' && epsilon === 0) throw new CommandError('MALA needs noise: give --epsilon (this potential was trained with ε = 0).', { exitCode: 2 });
  const read = await readPotentialFile(file, onnxChoices(flags));
  const shape = read.network.inputShape;
  const potential = createPotential(read.network, read.weights, flags.trainEpsilon);
  const start = await startStates(flags, shape);
  const chains = start.length / sizeOf(shape);
  const magnet = await magnetOf(flags, shape, chains);
  const { piecesFor } = computedBy(flags, printNote);
  if (piecesFor !== undefined && magnet !== null) printNote('Chains with a magnet are computed here, not by workers of the queue.');
  const folder = await makeOutFolder(flags.out);
  const pieces = magnet === null ? await piecesFor?.(flags) : undefined;
  let engine: Engine | null = null;
  try {
    engine = await (pieces === undefined ? openEngine(flags) : engineBeside(flags));
    const batch = Math.min(chains, MOST_AT_ONCE);
    const evaluator = createEvaluator(engine, potential, batch);
    const { sampler, steps, temperature, seed } = flags;
    const options = { sampler, steps, epsilon, temperature, seed };
    const onSteps = progressOf(chains * steps);
    const result = await (pieces === undefined ? sampleChains(engine, potential, evaluator, start, { ...options, magnet, batch }, onSteps) : sampleInPieces(pieces, potential, evaluator, start, options, onSteps));
    await evaluator.close();
    if (!result.states.every(Number.isFinite) || !result.energies.every(Number.isFinite)) {
      throw new CommandError(`Some chains have left all bounds: with ε = ${epsilon} the steps are too long for this potential. Give a smaller --epsilon.`);
    }
    const states = join(folder, 'states.npy');
    await writeFileWhole(states, encodeNpy({ dtype: 'float32', shape: [chains, ...shape], values: result.states }));
    print(flags, states, result, engine.description);
  } finally {
    await pieces?.close();
    await engine?.close();
  }
}

/** `sample FILE`: chains of Langevin or MALA, with or without a magnet. */
export function addSampleCommand(program: Command): void {
  const command = program
    .command('sample')
    .description('runs chains on a potential and writes where they end')
    .argument('[file]', 'weights: .pth, .safetensors or .onnx (with --config: instead of its net_weight_path)')
    .option('--config <eval.json>', "an evaluation config of the reference's eval.py, unmodified: it decides the net, starts, steps and sampler; --steps, --chains, --seed and --train-epsilon outweigh it")
    .option('--data <path>', 'with --config: where the images are that its mcmc_init names')
    .option('--train-epsilon <ε>', 'ε of training: the potential is U = F/(ε²/2); 0: U = F (needed without --config)', numberFlag({ least: 0 }))
    .option('--init <start>', 'uniform on [-1, 1], gaussian, or states in a .npy file', 'uniform')
    .option('--chains <n>', `number of chains (default: ${DEFAULT_CHAINS}, or as many as the file of --init holds)`, wholeFlag({ least: 1, most: 1_000_000 }))
    .option('--steps <n>', 'steps of each chain', wholeFlag({ least: 0, most: 1_000_000_000 }), 100)
    .option('--epsilon <ε>', 'step noise ε (default: the ε of training; 0 there: gradient descent on F)', numberFlag({ least: 0, above: true }))
    .addOption(settingOption(settingOf('temperature')!, 'temperature', 'T').default(1))
    .addOption(settingOption(trainingSetting('shortRun.sampler'), 'sampler', 'sampler').default('langevin'))
    .option('--magnet <x.npy>', 'target x* of a magnet: one state, or one for each chain')
    .option('--alpha <α>', 'strength of the magnet, α‖x − x*‖₂; not divided by T', numberFlag({ least: 0 }))
    .addOption(settingOption(trainingSetting('seed'), 'seed', 'n').default(1))
    .requiredOption('--out <folder>', 'where states.npy goes')
    .option('--json', 'one JSON object on stdout');
  addOnnxFlags(command);
  addQueueFlags(command, QUEUE_MEANING);
  addEngineFlags(command).action((file: string | undefined, flags: SampleFlags) => sample(file, flags, command));
}
