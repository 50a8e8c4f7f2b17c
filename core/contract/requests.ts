import { z } from 'zod';
import { bundleData, bundleKind, replayReport } from './bundle.ts';
import { commands } from './command.ts';
import { engineOption } from './engine.ts';
import { exportFormat } from './export.ts';
import { stateTable } from './hierarchy.ts';
import { holdKey, holdPlan, holdView } from './hold.ts';
import { landscapeUpdate } from './landscape-changes.ts';
import { basinDetail, edgeRow, landscape, memberPage, pathView, surface } from './landscape.ts';
import { givenImage, location } from './location.ts';
import { mapSummary } from './map-record.ts';
import { mapSettings, settingsWarning } from './map-settings.ts';
import { layerRow } from './network.ts';
import { importChoices, modelFacts } from './import-choices.ts';
import { epsilonCheck, potentialInspection, potentialSummary, signCheck } from './potential.ts';
import { ownWorker, ownWorkerChoice, queueChoice, queueView } from './queue-view.ts';
import { rescueReport } from './rescue.ts';
import { sweepExportFormat, sweepPlan, sweepSummary, sweepView } from './sweep.ts';
import { trainingConfig } from './training-config.ts';
import {
  bundledDataset, diagnosis, longRunPlan, longRunTest, newRunPlan, runImageKind, runImages, runSeries, runSummary, samplingPath, startingPoint, startingPotential, toyView, trainingEstimate, trainingPreset,
} from './training-run.ts';

const id = z.string().min(1).max(200);
const path = z.string().min(1).max(4096);
const commandId = z.enum(commands.map((command) => command.id));
/** Into how many sets a map's hierarchy is cut; null: the map's own number. */
const sets = z.int().min(0).nullable().default(null);
const page = { offset: z.int().min(0), limit: z.int().min(1).max(512) };

export const datasetInspection = z.object({
  path,
  kind: z.string(),
  count: z.int(),
  shape: z.tuple([z.int(), z.int(), z.int()]),
  labels: z.array(z.string()).nullable(),
});
export type DatasetInspection = z.infer<typeof datasetInspection>;

/** A bundle just written. */
export const writtenBundle = z.object({ path, bytes: z.int(), data: bundleData.nullable() });
export type WrittenBundle = z.infer<typeof writtenBundle>;

export const workspaceView = z.object({
  path: z.string(),
  potentials: z.array(potentialSummary),
  maps: z.array(mapSummary),
  runs: z.array(runSummary),
  /** Maps and runs that are cells of one are among those above. */
  sweeps: z.array(sweepSummary),
  recentFiles: z.array(z.string()),
  /** Maps and runs that an earlier sitting left, and that went on by themselves when the program started. */
  takenUp: z.array(z.string()).optional(),
  /** Where the workspace's file was damaged when the program started: what became of it. */
  rescue: rescueReport.nullable().optional(),
  /** Empty until it has been found out which work here. */
  engines: z.array(engineOption),
});
export type WorkspaceView = z.infer<typeof workspaceView>;

/*
 * Names in the contract (a test holds them). A schema is a camelCase constant, its type the same name in PascalCase, exported beside it. What it is
 * stands at the end: Summary, an entry of the workspace as lists show it; Row, a line of a table within an answer; Page, a part of
 * a long list; View and Detail, composed to be looked at and stored nowhere; Settings and Config, what decides a piece of work; Plan,
 * what is asked for to start it; Inspection, what a file turned out to hold. Fields are camelCase, ids are called by their noun (`map`,
 * `run`), and what is not known is null. A request is noun.name: a verb where something is done (`map.start`), else what is answered (`map.landscape`).
 */

/**
 * The whole contract between the window and the program: name → what is asked, what is answered.
 * Parsed on arrival in the main process; nothing else crosses. `dialog.*`, `window.*` and `worker.*` are answered by the main process itself,
 * the rest by the compute host.
 */
export const requests = {
  'workspace.get': { ask: z.object({}), answer: workspaceView },
  /** Brings the map or run of a bundle into the workspace, where it is not there yet. */
  'workspace.openBundle': { ask: z.object({ path }), answer: z.object({ kind: bundleKind, id: z.string(), name: z.string(), added: z.boolean() }) },
  /**
   * Computes a bundle again, in a thread beside what is at work, and says whether the result is the same; null where that was cancelled, or `missing` says which data
   * it needs that are not here. `data`: where they are. Its progress comes as the events of a job called `replay`; one runs at a time.
   */
  'workspace.replay': { ask: z.object({ path, data: path.nullable().default(null) }), answer: z.object({ report: replayReport.nullable(), missing: z.object({ data: bundleData, message: z.string() }).nullable() }) },
  'workspace.cancelReplay': { ask: z.object({}), answer: z.object({}) },
  /** The window shows what it was opened for: what waits for that begins. */
  'window.painted': { ask: z.object({}), answer: z.object({}) },
  /** The commands that cannot be carried out as the window stands: the menu bar shows them so. */
  'window.refused': { ask: z.object({ commands: z.array(commandId) }), answer: z.object({}) },
  /** Writes what is seen in a rectangle of the window (CSS pixels) as a PNG to where the save dialog said. */
  'window.savePicture': { ask: z.object({ path, x: z.number().min(0), y: z.number().min(0), width: z.number().min(1).max(20_000), height: z.number().min(1).max(20_000) }), answer: z.object({ path }) },
  'queue.get': { ask: z.object({}), answer: queueView },
  /** `remember`: connect to it again at the next start. `remark`: what has to be said about that; null: nothing. */
  'queue.connect': { ask: queueChoice.extend({ remember: z.boolean() }), answer: z.object({ queue: queueView, remark: z.string().nullable() }) },
  /** And forgets what was remembered. */
  'queue.disconnect': { ask: z.object({}), answer: queueView },
  'worker.list': { ask: z.object({}), answer: z.object({ workers: z.array(ownWorker) }) },
  'worker.start': { ask: ownWorkerChoice, answer: z.object({ workers: z.array(ownWorker) }) },
  /** It finishes its pieces first; asked again, it gives them back. One that has ended is no longer listed. */
  'worker.leave': { ask: z.object({ worker: z.int() }), answer: z.object({ workers: z.array(ownWorker) }) },
  'dialog.openPotential': { ask: z.object({}), answer: z.object({ path: path.nullable() }) },
  /** Systems other than macOS have no dialog that offers files and folders at once. */
  'dialog.openDataset': { ask: z.object({ kind: z.enum(['file', 'folder']).default('file') }), answer: z.object({ path: path.nullable() }) },
  'dialog.openLabels': { ask: z.object({}), answer: z.object({ path: path.nullable() }) },
  'dialog.saveExport': { ask: z.object({ suggestedName: z.string().max(200), ending: z.string().regex(/^[a-z0-9]{1,10}$/) }), answer: z.object({ path: path.nullable() }) },
  /** What an ONNX file holds; null of other files. */
  'potential.model': { ask: z.object({ path }), answer: z.object({ model: modelFacts.nullable() }) },
  /** `choices`: how an ONNX file is to be read. */
  'potential.inspect': { ask: z.object({ path, choices: importChoices.optional() }), answer: potentialInspection },
  'potential.import': { ask: z.object({ path, choices: importChoices.optional(), name: z.string().min(1).max(200), trainEpsilon: z.number().min(0).max(100) }), answer: potentialSummary },
  /**
   * Whether an ε fits a weights file, or a potential of the workspace: seconds of short chains, and U of `dataset` (one that cannot be read is left
   * out) against U of noise. Null where ε = 0 and no data leave nothing to check, and of a question that a newer one has overtaken.
   */
  'potential.checkEpsilon': { ask: z.object({ of: z.union([z.object({ path, choices: importChoices.optional() }), z.object({ potential: id })]), trainEpsilon: z.number().min(0).max(100), dataset: path.nullable().default(null) }), answer: z.object({ check: epsilonCheck.nullable() }) },
  /** Another ε of training. `name` null: of this potential itself, which no map may depend on; else a potential of that name with the same weights. */
  'potential.changeEpsilon': { ask: z.object({ potential: id, trainEpsilon: z.number().min(0).max(100), name: z.string().min(1).max(200).nullable() }), answer: potentialSummary },
  /** U of noise and of a data set, by an ONNX file read as chosen. */
  'potential.checkSign': { ask: z.object({ path, choices: importChoices, dataset: path.nullable() }), answer: signCheck },
  'potential.rename': { ask: z.object({ potential: id, name: z.string().min(1).max(200) }), answer: potentialSummary },
  'potential.remove': { ask: z.object({ potential: id }), answer: z.object({}) },
  /** The table of its network's layers; of an ONNX graph how it is read. */
  'potential.layers': { ask: z.object({ potential: id }), answer: z.object({ layers: z.array(layerRow), choices: importChoices.nullable() }) },
  'potential.surface': { ask: z.object({ potential: id, columns: z.int().min(2).max(512), rows: z.int().min(2).max(512), bounds: z.tuple([z.number(), z.number(), z.number(), z.number()]).nullable() }), answer: surface },
  /** `prefer`: the part that counts of a data set that has two; absent: train. `fit`: the shape [channels, height, width] that its images have to become: refused where they cannot. */
  'dataset.inspect': { ask: z.object({ path, labels: path.nullable(), prefer: z.enum(['train', 'test']).optional(), skipBad: z.boolean().default(false), fit: z.tuple([z.int(), z.int(), z.int()]).optional() }), answer: datasetInspection },
  'map.defaults': {
    ask: z.object({ potential: id, settings: mapSettings, dataset: path.nullable() }),
    answer: z.object({ settings: mapSettings, warnings: z.array(settingsWarning) }),
  },
  'map.start': { ask: z.object({ potential: id, name: z.string().min(1).max(200), settings: mapSettings, dataset: path.nullable(), labels: path.nullable() }), answer: mapSummary },
  'map.pause': { ask: z.object({ map: id }), answer: z.object({}) },
  'map.resume': { ask: z.object({ map: id }), answer: z.object({}) },
  'map.cancel': { ask: z.object({ map: id }), answer: z.object({}) },
  'map.rename': { ask: z.object({ map: id, name: z.string().min(1).max(200) }), answer: mapSummary },
  'map.remove': { ask: z.object({ map: id }), answer: z.object({}) },
  'map.landscape': { ask: z.object({ map: id, sets }), answer: landscape },
  /** The same for whoever asks again and again: what changed since the revision that the last answer named (null: the whole). */
  'map.landscapeSince': { ask: z.object({ map: id, sets, since: z.string().max(100).nullable() }), answer: landscapeUpdate },
  /** Every state by column, for views of all of them. */
  'map.states': { ask: z.object({ map: id, sets }), answer: stateTable },
  'map.basin': { ask: z.object({ map: id, basin: z.int().min(0), sets }), answer: basinDetail },
  'map.members': { ask: z.object({ map: id, basin: z.int().min(0), sets, ...page }), answer: memberPage },
  'map.paths': { ask: z.object({ map: id, a: z.int().min(0), b: z.int().min(0) }), answer: z.object({ paths: z.array(pathView) }) },
  'map.allPaths2d': { ask: z.object({ map: id, sets }), answer: z.object({ paths: z.array(pathView) }) },
  'map.export': { ask: z.object({ map: id, sets, format: exportFormat, path }), answer: z.object({ path }) },
  /** A map as one file. `withData` null: its images where they are small. */
  'map.bundle': { ask: z.object({ map: id, path, withData: z.boolean().nullable().default(null) }), answer: writtenBundle },
  /** Unbiased chains watched in the sets of a kinetic map: what they say so far; null where none were started. */
  'map.hold': { ask: holdKey, answer: z.object({ hold: holdView.nullable() }) },
  /** Starts chains, or goes on with those of the same plan; others of the same sets are replaced. A job whose id is `<map>/hold-<sets>`, with a frame `hold` where there is a new look. */
  'map.holdStart': { ask: holdPlan, answer: z.object({ job: z.string() }) },
  /** Stops them for good; the looks so far are kept. */
  'map.holdCancel': { ask: holdKey, answer: z.object({}) },
  /** Where an image that is not on a kinetic map stands among its sets. Nothing is added to the map. Takes a second or so: chords of it are evaluated. */
  'map.locate': { ask: z.object({ map: id, sets, image: givenImage }), answer: location },
  /** Tries two sets of a finished kinetic map against each other and relaxes the way between them, as far as that was not done: some seconds. What is found stays with the map. */
  'map.measurePair': { ask: z.object({ map: id, sets, a: z.int().min(0), b: z.int().min(0) }), answer: z.object({ edge: edgeRow }) },
  /** An image to locate. */
  'dialog.openImage': { ask: z.object({}), answer: z.object({ path: path.nullable() }) },
  'dialog.openTrainingConfig': { ask: z.object({}), answer: z.object({ path: path.nullable() }) },
  /** Ready configs and the images that come with the program. */
  'training.options': { ask: z.object({}), answer: z.object({ presets: z.array(trainingPreset), datasets: z.array(bundledDataset) }) },
  /** A config file of ours or of the reference implementation, unmodified. */
  'training.readConfig': { ask: z.object({ path }), answer: z.object({ config: trainingConfig, warnings: z.array(settingsWarning) }) },
  /** What learning would start from. */
  'training.from': { ask: z.object({ of: startingPoint }), answer: startingPotential },
  /** What is known to fail about a config, without running it. Fails when its data cannot be opened. */
  'training.check': { ask: newRunPlan.pick({ config: true, from: true }), answer: z.object({ warnings: z.array(settingsWarning), parameters: z.int(), layers: z.array(layerRow), images: z.int().nullable() }) },
  /** Runs a few updates and tells how long all would take. */
  'training.estimate': { ask: newRunPlan, answer: trainingEstimate },
  'training.start': { ask: newRunPlan, answer: runSummary },
  'training.pause': { ask: z.object({ run: id }), answer: z.object({}) },
  'training.resume': { ask: z.object({ run: id }), answer: z.object({}) },
  'training.cancel': { ask: z.object({ run: id }), answer: z.object({}) },
  /** Saves a checkpoint that stays, at the next border between updates. */
  'training.checkpoint': { ask: z.object({ run: id }), answer: z.object({}) },
  'training.rename': { ask: z.object({ run: id, name: z.string().min(1).max(200) }), answer: runSummary },
  'training.remove': { ask: z.object({ run: id }), answer: z.object({}) },
  /** A new run that goes on from a checkpoint of another, which stays as it is: go back, a lower rate, a new seed, more updates. */
  'training.branch': {
    ask: z.object({ run: id, update: z.int().min(0), name: z.string().min(1).max(200), rateFactor: z.number().positive().default(1), seed: z.int().min(0).max(2 ** 32 - 1).nullable().default(null), moreUpdates: z.int().min(0).max(100_000_000).default(0) }),
    answer: runSummary,
  },
  /** From update `from` on: the window leaves out what it has already. */
  'training.series': { ask: z.object({ run: id, from: z.int().min(0).default(0) }), answer: runSeries },
  'training.diagnosis': { ask: z.object({ run: id }), answer: diagnosis },
  'training.images': { ask: z.object({ run: id, kind: runImageKind }), answer: runImages },
  'training.toy': { ask: z.object({ run: id }), answer: toyView },
  /** A checkpoint as a potential of the workspace (the same one when asked again). */
  'training.openCheckpoint': { ask: z.object({ run: id, update: z.int().min(0) }), answer: potentialSummary },
  /** A run at rest as one file, with the checkpoints that replaying and going on need. */
  'training.bundle': { ask: z.object({ run: id, path, withData: z.boolean().nullable().default(null) }), answer: writtenBundle },
  /** Chains of a checkpoint from data and from noise; a job whose id is `<run>/long-run`, events as for every job. */
  'training.startLongRun': {
    ask: longRunPlan.extend({ run: id }),
    answer: z.object({ job: z.string() }),
  },
  'training.cancelLongRun': { ask: z.object({ run: id }), answer: z.object({}) },
  'training.longRunTests': { ask: z.object({ run: id }), answer: z.object({ tests: z.array(longRunTest) }) },
  'training.samplingPath': { ask: z.object({ run: id, update: z.int().min(0), chain: z.int().min(0).max(1_000_000) }), answer: samplingPath },
  /** How many cells a plan has. Fails with the field where it cannot be. */
  'sweep.check': { ask: z.object({ plan: sweepPlan }), answer: z.object({ cells: z.int() }) },
  /** Many maps or trainings as one job, whose id is the sweep's; its cells tell of themselves under their own. A frame `sweep` where one ended. */
  'sweep.start': { ask: z.object({ plan: sweepPlan }), answer: sweepSummary },
  'sweep.view': { ask: z.object({ sweep: id }), answer: sweepView },
  'sweep.pause': { ask: z.object({ sweep: id }), answer: z.object({}) },
  'sweep.resume': { ask: z.object({ sweep: id }), answer: z.object({}) },
  /** Tries the cells again that failed. */
  'sweep.retry': { ask: z.object({ sweep: id }), answer: z.object({ cells: z.int() }) },
  'sweep.rename': { ask: z.object({ sweep: id, name: z.string().min(1).max(200) }), answer: sweepSummary },
  /** With the maps or runs that are its cells. */
  'sweep.remove': { ask: z.object({ sweep: id }), answer: z.object({}) },
  'sweep.export': { ask: z.object({ sweep: id, format: sweepExportFormat, path }), answer: z.object({ path }) },
} as const;

export type Requests = typeof requests;
export type RequestName = keyof Requests;
export type Ask<N extends RequestName> = z.input<Requests[N]['ask']>;
export type Answer<N extends RequestName> = z.infer<Requests[N]['answer']>;

/** How an answer travels: errors are values, so that they are shown once, where they belong. */
export type Reply<N extends RequestName> = { ok: true; answer: Answer<N> } | { ok: false; error: { title: string; message: string } };
