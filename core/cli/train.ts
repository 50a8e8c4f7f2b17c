import { readFile } from 'node:fs/promises';
import { basename, relative } from 'node:path';
import type { Command } from 'commander';
import { trainingConfig } from '../contract/training-config.ts';
import { checkpointKeeping } from '../contract/training-run.ts';
import type { TrainingConfig } from '../contract/training-config.ts';
import type { Tensors } from '../engines/engine.ts';
import { trainingSetting } from '../contract/training-settings.ts';
import { sizeOf } from '../graph/program.ts';
import { createRun, withDataPath } from '../jobs/new-run.ts';
import { runTraining } from '../jobs/train-runner.ts';
import { openNetwork } from '../networks/open-network.ts';
import { isDefault } from '../onnx/import-choices.ts';
import { counted, readable } from '../pictures/numbers.ts';
import { readPotentialFile } from '../potentials/potential-file.ts';
import { RunFolder } from '../runs/run-folder.ts';
import type { RunRecord } from '../runs/run-record.ts';
import { extendRun } from '../jobs/extend-run.ts';
import { chooseWeights } from '../training/choose-weights.ts';
import { startFrom, startingWeights, trainedWeights } from '../training/start-from.ts';
import { readTrainingConfig } from '../training/reference-config.ts';
import { totalUpdates, withUpdates } from '../training/config-length.ts';
import { CommandError, Interrupted } from './command-error.ts';
import { addEngineFlags, engineFor } from './engine-flags.ts';
import type { EngineFlags } from './engine-flags.ts';
import { numberFlag, wholeFlag } from './number-flags.ts';
import { addOnnxFlags, onnxChoices } from './onnx-flags.ts';
import type { OnnxFlags } from './onnx-flags.ts';
import { makeOutFolder } from './out-folder.ts';
import { printJson, printLine, printNote } from './output.ts';
import { clock, short } from './progress-display.ts';
import { resourcesFolder } from './resources.ts';
import { runResult } from '../diagnosis/run-result.ts';
import { addQueueFlags, computedBy, QUEUE_MEANING, queueOf } from './queue-flags.ts';
import type { QueueFlags } from './queue-flags.ts';
import { saveAndLeave, watchJob } from './watch-job.ts';
import { settingOption } from './setting-flags.ts';

interface TrainFlags extends EngineFlags, OnnxFlags, QueueFlags {
  readonly from?: string;
  readonly trainEpsilon?: number;
  readonly only?: readonly string[];
  readonly freeze?: readonly string[];
  readonly data?: string;
  readonly out: string;
  readonly seed?: number;
  readonly steps?: number;
  readonly keepEvery: number;
  readonly skipBadImages?: boolean;
  readonly checkpointSeconds?: number;
  readonly resume?: boolean;
  readonly json?: boolean;
}

/** Names with commas between, from as many flags as there are. */
function names(text: string, before: readonly string[] = []): string[] {
  return [...before, ...text.split(',').map((name) => name.trim()).filter((name) => name !== '')];
}

/** A config, and the weights that it starts from where it starts from a potential. */
interface Beginning {
  readonly config: TrainingConfig;
  readonly initial: Tensors | null;
}

async function configOf(file: string, flags: TrainFlags): Promise<Beginning> {
  if (/\.(onnx|safetensors|pth|pt)$/i.test(file)) throw new CommandError(`${file} is a potential. What learning is to do says a config: train CONFIG.json --from ${file}`, { exitCode: 2 });
  const given = flags.from === undefined ? null : await readPotentialFile(flags.from, onnxChoices(flags));
  if (given === null) refuseWithoutFrom(flags);
  const read = readTrainingConfig(await readFile(file, 'utf8'), file, given?.network.description ?? null);
  if (flags.data !== undefined && read.data.kind === 'toy') throw new CommandError(`${file} learns a 2D density, which needs no data: leave --data out.`, { exitCode: 2 });
  const found = withDataPath(read, resourcesFolder, flags.data ?? null);
  const config = flags.steps === undefined ? found : withUpdates(found, flags.steps);
  if (given === null) return { config, initial: null };
  const trainEpsilon = flags.trainEpsilon ?? given.recordedEpsilon;
  if (trainEpsilon === null) throw new CommandError(`${flags.from} does not record the ε it was trained with, and the energy's scale depends on it (U = F/(ε²/2)): give --train-epsilon (0: U = F).`, { exitCode: 2 });
  const name = basename(flags.from!).replace(/\.(onnx|safetensors|pth|pt)$/i, '');
  const trained = chooseWeights(given.network, { only: flags.only ?? [], freeze: flags.freeze ?? [] });
  const started = startFrom(config, { name, sha256: given.sha256, network: given.network, trainEpsilon }, trained);
  return { config: started, initial: startingWeights(started, given.weights) };
}

/** Throws CommandError where a flag says something of a potential, and none was given. */
function refuseWithoutFrom(flags: TrainFlags): void {
  const stray = flags.only !== undefined ? '--only' : flags.freeze !== undefined ? '--freeze' : flags.trainEpsilon !== undefined ? '--train-epsilon' : isDefault(onnxChoices(flags)) ? null : 'how an .onnx is read';
  if (stray !== null) throw new CommandError(`You said ${stray}, which is about the potential to learn on from: name it with --from.`, { exitCode: 2 });
}

/** A run that failed before its first saved update: nothing is lost with it. */
function isEmpty(record: RunRecord): boolean {
  return record.status === 'failed' && record.updates === 0 && record.chainSteps === 0;
}

async function findOrMake(folder: RunFolder, file: string, flags: TrainFlags): Promise<RunRecord> {
  if (folder.holdsRun() && isEmpty(folder.read())) await folder.remove();
  if (!folder.holdsRun()) {
    const { config, initial } = await configOf(file, flags);
    await makeOutFolder(flags.out);
    const { engine, device, threads } = flags;
    return createRun(folder, {
      start: { name: config.name, config, seed: flags.seed ?? 1, engine: { engine, device, threads }, keeping: checkpointKeeping.parse({ every: flags.keepEvery }), skipBadImages: flags.skipBadImages === true },
      resources: resourcesFolder,
      initial,
    });
  }
  const record = folder.read();
  if (flags.resume !== true) throw new CommandError(`${folder.path} already holds a run (${record.status}, ${record.updates} updates). Give --resume to go on with it, or another --out.`);
  return goOn(folder, record, file, flags);
}

/** The run to go on with. Throws CommandError when what is asked for differs from what it was begun with. */
async function goOn(folder: RunFolder, record: RunRecord, file: string, flags: TrainFlags): Promise<RunRecord> {
  const differs = (what: string, was: unknown, is: unknown): never => {
    throw new CommandError(`The run in ${folder.path} was begun with ${what} ${String(was)}, not ${String(is)}. Leave that out to go on with it, or train into another --out.`);
  };
  const { steps: _, ...others } = flags;
  const { config } = await configOf(file, others);
  if (flags.seed !== undefined && flags.seed !== record.seed) differs('--seed', record.seed, flags.seed);
  // As the record has it: read back, so that its parts are in the same order.
  const asked = trainingConfig.parse(withUpdates(config, totalUpdates(record.config)));
  if (JSON.stringify({ ...asked, name: '' }) !== JSON.stringify({ ...record.config, name: '' })) differs('another config than', file, 'this one');
  const wanted = flags.steps ?? totalUpdates(record.config);
  if (wanted === totalUpdates(record.config)) return record;
  return extendRun(folder, withUpdates(config, wanted));
}

/** What is learned on from, and which of its weights. */
function startWords({ from, architecture }: TrainingConfig): string {
  const network = openNetwork(architecture);
  const changed = trainedWeights(network, { from });
  const values = (of: readonly string[]): number => of.reduce((sum, name) => sum + sizeOf(network.weights.get(name)!.shape), 0);
  const part = from!.trained === null ? 'all its weights' : `${changed.length} of its ${network.weights.size} tensors (${counted(values(changed))} of ${counted(network.parameters)} parameters)`;
  return `From the weights of ${from!.name}: learning changes ${part}.`;
}

async function run(folder: RunFolder, record: RunRecord, flags: TrainFlags, command: Command): Promise<void> {
  const { config, seed, updates } = record;
  const total = totalUpdates(config);
  printNote(`Training ${record.name} (${config.architecture.net} net, ${config.shortRun.steps} ${config.shortRun.sampler === 'mala' ? 'MALA' : 'Langevin'} steps an update): ${counted(total)} updates, seed ${seed}. Ctrl-C saves and stops.`);
  if (config.from !== undefined) printNote(startWords(config));
  if (updates > 0) printNote(`Going on after ${updates} updates.`);
  const engine = engineFor(record.engine, flags, command);
  const often = flags.checkpointSeconds === undefined ? {} : { checkpointSeconds: flags.checkpointSeconds };
  const { outcome, message } = await watchJob((onEvent, note) => runTraining(folder, { resources: resourcesFolder, engine, ...often, onEvent, ...computedBy(flags, note) }), saveAndLeave);
  if (outcome === 'failed') throw new CommandError(`The training failed: ${message ?? 'no reason was given'} What was learned is in ${folder.path}.`);
  if (outcome !== 'done') throw new Interrupted(`Stopped and saved after ${folder.read().updates} updates. The same command with --resume goes on.`);
}

async function train(file: string, flags: TrainFlags, command: Command): Promise<void> {
  queueOf(flags);
  const folder = new RunFolder(flags.out);
  const record = await findOrMake(folder, file, flags);
  for (const { setting, message } of record.warnings) printNote(`Note on ${setting}: ${message}`);
  if (record.status !== 'done') await run(folder, record, flags, command);
  const result = runResult(folder);
  if (flags.json === true) {
    printJson(result);
    return;
  }
  const ended = folder.read();
  printLine(`\n${result.updates} updates: ${result.verdict}`);
  printLine(`d_s  ${result.d_s_mean === null ? '–' : readable(result.d_s_mean)} ± ${result.d_s_sd === null ? '–' : readable(result.d_s_sd)} (mean and spread of the updates judged)`);
  printLine(`r_s  ${result.r_s === null ? '–' : readable(result.r_s)}`);
  printLine(`\n${clock(ended.seconds)}, ${short(ended.chainSteps)} chain steps (${ended.hardware})`);
  printLine(`Weights (open as a potential, or in PyTorch): ${result.checkpoint === null ? 'none yet' : relative('.', result.checkpoint)}`);
}

/** `train CONFIG.json`: learns a potential by Algorithm 1, from our config or the reference's. */
export function addTrainCommand(program: Command): void {
  const command = program
    .command('train')
    .description('trains a potential by persistent or short-run maximum likelihood, and tells whether it converges')
    .argument('<config>', "config: ours, or one of the reference's train_data.py or train_toy.py, unmodified")
    .option('--from <file>', 'learns on from this potential (.pth, .safetensors or .onnx) with its network, in place of random weights of the config\'s')
    .option('--train-epsilon <ε>', '--from: its ε of training, where the file does not record it (0: U = F)', numberFlag({ least: 0 }))
    .option('--only <name,…>', '--from: the weights that learning changes, by name; * stands for anything (default: all)', names)
    .option('--freeze <name,…>', '--from: weights that stay as they are', names)
    .option('--data <path>', 'where the images are: a folder that holds the set the config names, or the set itself')
    .requiredOption('--out <folder>', 'where the run goes: metrics.csv, checkpoints, pictures, diagnosis.svg')
    .addOption(settingOption(trainingSetting('seed'), 'seed', 'n', '1'))
    .option('--steps <n>', 'updates in all (default: those of the config)', wholeFlag({ least: 1, most: 100_000_000 }))
    .addOption(settingOption(trainingSetting('keeping.every'), 'keep-every', 'n').default(checkpointKeeping.parse({}).every))
    .option('--checkpoint-seconds <s>', 'seconds between saves of the state to go on from', numberFlag({ least: 0 }))
    .addOption(settingOption(trainingSetting('skipBadImages'), 'skip-bad-images', ''))
    .option('--resume', 'go on with the run in --out')
    .option('--json', 'one JSON object on stdout');
  addOnnxFlags(command);
  addQueueFlags(command, QUEUE_MEANING);
  addEngineFlags(command).action((file: string, flags: TrainFlags) => train(file, flags, command));
}
