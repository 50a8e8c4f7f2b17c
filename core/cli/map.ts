import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import type { AnySettings } from '../contract/map-settings.ts';
import { mapSettings } from '../contract/map-settings.ts';
import { checkData, checkPotential } from '../diagnosis/potential-check.ts';
import { readSignStates } from '../diagnosis/sign-check.ts';
import { openEngine } from '../engines/open-engine.ts';
import { createMap, openMapDataset } from '../jobs/new-map.ts';
import { writeMapFiles } from '../jobs/map-files.ts';
import { runMap } from '../jobs/map-runner.ts';
import { methodFor } from '../mapping/map-method.ts';
import { readPotentialFile } from '../potentials/potential-file.ts';
import { createPotential } from '../potentials/potential.ts';
import { importPotential } from '../store/import-potential.ts';
import type { StoredMap } from '../store/map-store.ts';
import { mapCaption } from '../store/map-caption.ts';
import { readLandscape } from '../store/read-landscape.ts';
import { recordDigest } from '../store/record-digest.ts';
import { isWorkspace, openWorkspace } from '../store/workspace.ts';
import type { Workspace } from '../store/workspace.ts';
import { CommandError, Interrupted } from './command-error.ts';
import { addEngineFlags, engineFor } from './engine-flags.ts';
import type { EngineFlags } from './engine-flags.ts';
import { readKineticFindings } from './kinetic-json.ts';
import { addMapFlags, checkBelongs, flagName, givenSettings } from './map-flags.ts';
import { printMap } from './map-report.ts';
import { numberFlag } from './number-flags.ts';
import { addOnnxFlags, onnxChoices } from './onnx-flags.ts';
import type { OnnxFlags } from './onnx-flags.ts';
import { makeOutFolder } from './out-folder.ts';
import { printNote } from './output.ts';
import { groupsOf } from './progress-display.ts';
import type { GroupNoun } from './progress-display.ts';
import { addQueueFlags, computedBy, QUEUE_MEANING, queueOf } from './queue-flags.ts';
import type { QueueFlags } from './queue-flags.ts';
import { saveAndLeave, watchJob } from './watch-job.ts';
import { counted } from '../pictures/numbers.ts';

interface MapFlags extends EngineFlags, OnnxFlags, QueueFlags {
  readonly trainEpsilon?: number;
  readonly dataset?: string;
  readonly labels?: string;
  readonly out: string;
  readonly skipBadImages?: boolean;
  readonly resume?: boolean;
  readonly json?: boolean;
}

function nameOf(file: string): string {
  return basename(file).replace(/\.(pth|pt|safetensors|onnx)$/i, '') || basename(file);
}

/** Throws CommandError when neither a flag nor the file tells; FormatError or PotentialError when it is no weights file. */
async function trainEpsilonOf(file: string, flags: MapFlags): Promise<number> {
  const { recordedEpsilon } = await readPotentialFile(file, onnxChoices(flags));
  if (flags.trainEpsilon !== undefined) return flags.trainEpsilon;
  if (recordedEpsilon !== null) return recordedEpsilon;
  throw new CommandError(`${file} does not record the ε it was trained with, and the energy's scale depends on it (U = F/(ε²/2)): give --train-epsilon.`, { exitCode: 2 });
}

/** Notes what short chains say against an ε that no file records, and what U says against the data where some are given. */
async function checkEpsilon(file: string, trainEpsilon: number, flags: MapFlags): Promise<void> {
  const { network, weights, recordedEpsilon } = await readPotentialFile(file, onnxChoices(flags));
  const potential = createPotential(network, weights, trainEpsilon);
  const dataset = await openMapDataset(potential, flags.dataset ?? null, flags.labels ?? null, flags.skipBadImages);
  const data = dataset === null ? null : await readSignStates(dataset);
  const recorded = recordedEpsilon === trainEpsilon;
  if (data === null && (recorded || trainEpsilon === 0)) return;
  const engine = await openEngine(flags);
  try {
    const check = recorded && data !== null ? await checkData(engine, potential, data) : await checkPotential(engine, potential, data);
    if (check !== null && check.verdict !== 'fits') printNote(`Note on ${check.verdict === 'data' ? '--dataset' : '--train-epsilon'}: ${check.text}`);
  } finally {
    await engine.close();
  }
}

async function newMap(workspace: Workspace, file: string, flags: MapFlags, given: Partial<AnySettings>): Promise<StoredMap> {
  const trainEpsilon = await trainEpsilonOf(file, flags);
  await checkEpsilon(file, trainEpsilon, flags);
  const potential = await importPotential(workspace, file, { name: nameOf(file), trainEpsilon, choices: onnxChoices(flags) });
  const { engine, device, threads } = flags;
  const method = given.method ?? methodFor(potential);
  checkBelongs(given, method);
  return createMap(workspace, {
    potential: potential.id,
    name: nameOf(file),
    settings: mapSettings.parse({ ...given, method, engine, device, threads }),
    dataset: flags.dataset ?? null,
    labels: flags.labels ?? null,
  });
}

/** The map to go on with. Throws CommandError when what is asked for differs from what it was begun with. */
async function mapToResume(workspace: Workspace, map: StoredMap, file: string, flags: MapFlags, given: Partial<AnySettings>): Promise<StoredMap> {
  const potential = workspace.potentials.get(map.potential);
  const { sha256 } = await readPotentialFile(file, onnxChoices(flags));
  const differs = (what: string, was: unknown, is: unknown): never => {
    throw new CommandError(`The map in ${workspace.folder} was begun with ${what} ${String(was)}, not ${String(is)}. Leave that out to go on with it, or map into another --out.`);
  };
  if (sha256 !== potential.sha256) differs('the potential', potential.name, `${file}: its weights are others`);
  if (flags.trainEpsilon !== undefined && flags.trainEpsilon !== potential.trainEpsilon) differs('--train-epsilon', potential.trainEpsilon, flags.trainEpsilon);
  if (flags.dataset !== undefined && resolve(flags.dataset) !== map.dataset) differs('--dataset', map.dataset ?? 'none', flags.dataset);
  if (flags.labels !== undefined && resolve(flags.labels) !== map.labels) differs('--labels', map.labels ?? 'none', flags.labels);
  for (const [name, value] of Object.entries(given)) {
    const was = (map.settings as Partial<AnySettings>)[name as keyof AnySettings];
    if (was !== value) differs(`--${flagName(name)}`, was ?? 'chosen by the sweep', value);
  }
  return map;
}

/** A map that failed before it saved anything: nothing is lost with it. */
function isEmpty(workspace: Workspace, map: StoredMap): boolean {
  return map.status === 'failed' && map.chainSteps === 0 && workspace.checkpoints.state(map.id) === null && !workspace.lock.held(map.id);
}

async function findOrMake(workspace: Workspace, file: string, flags: MapFlags, given: Partial<AnySettings>): Promise<StoredMap> {
  const map = workspace.maps.list().at(-1);
  if (map === undefined) return newMap(workspace, file, flags, given);
  if (isEmpty(workspace, map)) {
    workspace.maps.remove(map.id);
    return newMap(workspace, file, flags, given);
  }
  if (flags.resume !== true) {
    throw new CommandError(`${workspace.folder} already holds a map (${map.status}). Give --resume to go on with it, or another --out.`);
  }
  if (map.status === 'cancelled') throw new CommandError(`The map in ${workspace.folder} was cancelled and cannot go on. Map into another --out.`);
  return mapToResume(workspace, map, file, flags, given);
}

function nounOf({ settings }: StoredMap): GroupNoun {
  return settings.method === 'kinetic' ? 'set' : 'basin';
}

/** 12 states, 4 basins; of a kinetic map without its sets as long as there are none. */
function foundBy(map: StoredMap): string {
  const noun = nounOf(map);
  const states = `${map.states} ${map.states === 1 ? 'state' : 'states'}`;
  return noun === 'set' && map.basins === 0 ? states : `${states}, ${groupsOf(map.basins, noun)}`;
}

async function run(workspace: Workspace, map: StoredMap, flags: MapFlags, command: Command): Promise<void> {
  const { name, network, parameters } = workspace.potentials.get(map.potential);
  const { states, seed } = map.settings;
  const engine = engineFor(map.settings, flags, command);
  const { outcome, message } = await watchJob((onEvent, note) => {
    note(`Mapping ${name} (${network.name}, ${counted(parameters)} parameters): ${states ?? 0} states, seed ${seed}. Ctrl-C saves and stops.`);
    return runMap(workspace, map.id, { engine, onEvent, ...computedBy(flags, note) });
  }, saveAndLeave, nounOf(map));
  if (outcome === 'failed') throw new CommandError(`The map failed: ${message ?? 'no reason was given'} What was found is in ${workspace.folder}.`);
  if (outcome !== 'done') {
    throw new Interrupted(`Stopped and saved after ${foundBy(workspace.maps.get(map.id))}. The same command with --resume goes on.`);
  }
}

async function map(file: string, flags: MapFlags, command: Command): Promise<void> {
  const given = givenSettings(flags as unknown as Record<string, unknown>);
  if (flags.labels !== undefined && flags.dataset === undefined) throw new CommandError('--labels are those of a data set: give it as --dataset.', { exitCode: 2 });
  queueOf(flags);
  const begun = isWorkspace(flags.out);
  // Before a folder is made for it: is there something to map at all?
  if (begun) await readPotentialFile(file, onnxChoices(flags));
  else await trainEpsilonOf(file, flags);
  const folder = await makeOutFolder(flags.out);
  const workspace = openWorkspace(folder);
  try {
    const found = await findOrMake(workspace, file, flags, given);
    for (const warning of found.warnings) printNote(`Note on --${flagName(warning.setting)}: ${warning.message}`);
    if (begun && found.chainSteps > 0 && found.status !== 'done') printNote(`Going on after ${foundBy(found)}.`);
    if (found.status !== 'done') await run(workspace, found, flags, command);
    for (const warning of workspace.maps.get(found.id).warnings.slice(found.warnings.length)) printNote(`Note on --${flagName(warning.setting)}: ${warning.message}`);
    const landscape = readLandscape(workspace, found.id);
    const files = await writeMapFiles({ workspace, map: found.id, sets: null, engine: flags }, folder);
    printMap({ map: workspace.maps.get(found.id), caption: mapCaption(workspace, found.id), landscape, findings: readKineticFindings(workspace, landscape), records: recordDigest(workspace, found.id), folder, files }, flags.json === true);
  } finally {
    workspace.close();
  }
}

/** `map FILE`: basins, barriers and the disconnectivity tree of a potential. */
export function addMapCommand(program: Command): void {
  const command = program
    .command('map')
    .description('maps a potential: basins, barriers between them, disconnectivity tree')
    .argument('<file>', 'weights: .pth, .safetensors or .onnx')
    .option('--train-epsilon <ε>', 'ε of training: the potential is U = F/(ε²/2); 0: U = F (default: what the file records)', numberFlag({ least: 0 }))
    .option('--dataset <path>', 'images to start from: a folder, .npy, IDX or CIFAR-10')
    .option('--labels <l.npy>', 'labels of the data set')
    .requiredOption('--out <folder>', 'where the map and its pictures go')
    .option('--resume', 'go on with the map in --out')
    .option('--json', 'one JSON object on stdout');
  addOnnxFlags(command);
  addMapFlags(command);
  addQueueFlags(command, QUEUE_MEANING);
  addEngineFlags(command).action((file: string, flags: MapFlags) => map(file, flags, command));
}
