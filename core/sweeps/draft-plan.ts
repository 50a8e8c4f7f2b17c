import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import type { EngineChoice } from '../contract/engine.ts';
import { mapSettings } from '../contract/map-settings.ts';
import { POTENTIAL_AXIS } from '../contract/sweep-setting.ts';
import { sweepPlan } from '../contract/sweep.ts';
import type { SweepFile, SweepPlan } from '../contract/sweep.ts';
import { bundledDatasets } from '../data/bundled-data.ts';
import { schemaProblemLine } from '../formats/schema-problems.ts';
import { withDataPath } from '../jobs/new-run.ts';
import { methodFor } from '../mapping/map-method.ts';
import { readPotentialFile } from '../potentials/potential-file.ts';
import { importPotential } from '../store/import-potential.ts';
import type { Workspace } from '../store/workspace.ts';
import { withUpdates } from '../training/config-length.ts';
import { readTrainingConfig } from '../training/reference-config.ts';
import { cellsOf } from './cells.ts';
import { readSweepFile } from './read-plan.ts';
import { SweepError } from './sweep-error.ts';

/** A plan that can be made, before there is a workspace for it: its potentials are still files. */
export interface SweepDraft {
  readonly plan: SweepPlan;
  /** What is imported for each path that stands in the plan for a potential. */
  readonly potentials: ReadonlyMap<string, { readonly file: string; readonly trainEpsilon: number; readonly name: string }>;
  readonly file: SweepFile;
}

export interface DraftOptions {
  /** The program's own folder of resources. */
  readonly resources: string;
  /** What was asked for beside the plan. */
  readonly engine: Partial<EngineChoice>;
}

/**
 * Reads a plan's file, and everything that it names: paths are taken from the folder of the plan. Throws SweepError naming the field, and what
 * potentials, configs and data throw.
 */
export async function draftPlan(path: string, options: DraftOptions): Promise<SweepDraft> {
  const file = readSweepFile(await readFile(path, 'utf8'), path);
  const name = file.name ?? basename(path).replace(/\.json$/i, '');
  const folder = dirname(resolve(path));
  const draft = file.kind === 'map' ? await draftMaps({ ...file, name }, folder, options) : await draftTrainings({ ...file, name }, folder, options);
  // All that can be wrong with it is said before anything is made.
  cellsOf(draft.plan);
  return draft;
}

type Named<Kind extends SweepFile['kind']> = Extract<SweepFile, { kind: Kind }> & { readonly name: string };

async function draftMaps(file: Named<'map'>, folder: string, { resources, engine }: DraftOptions): Promise<SweepDraft> {
  const along = file.axes.find(({ setting }) => setting === POTENTIAL_AXIS);
  const listed = along !== undefined && Array.isArray(along.values) ? along.values.map(String) : [];
  const paths = [...new Set([...(file.potential === undefined ? [] : [file.potential]), ...listed])];
  if (paths.length === 0) throw new SweepError('potential: say which weights file is mapped, or name several as an axis.');
  const read = await Promise.all(paths.map(async (path) => {
    const at = resolve(folder, path);
    const { network, recordedEpsilon } = await readPotentialFile(at, file.onnx);
    const trainEpsilon = file.trainEpsilon ?? recordedEpsilon;
    if (trainEpsilon === null) throw new SweepError(`trainEpsilon: ${at} does not record the ε it was trained with, and the energy's scale depends on it (U = F/(ε²/2)). Say it in the plan (0: U = F).`);
    return { path, method: methodFor({ network }), potential: { file: at, trainEpsilon, name: nameOf(at) } };
  }));
  const method = 'method' in file.settings ? file.settings['method'] : read[0]!.method;
  const settings = mapSettings.safeParse({ ...file.settings, ...engine, method });
  if (!settings.success) throw new SweepError(`settings: ${schemaProblemLine(settings.error, 'the settings')}.`);
  return {
    file,
    potentials: new Map(read.map(({ path, potential }) => [path, potential])),
    plan: {
      kind: 'map', name: file.name, axes: file.axes, repeats: file.repeats, potential: paths[0]!, settings: settings.data,
      dataset: file.dataset === undefined ? null : dataAt(file.dataset, folder, resources), labels: file.labels === undefined ? null : existing(resolve(folder, file.labels), 'labels'),
    },
  };
}

async function draftTrainings(file: Named<'train'>, folder: string, { resources, engine }: DraftOptions): Promise<SweepDraft> {
  const at = existing(resolve(folder, file.config), 'config');
  const read = readTrainingConfig(await readFile(at, 'utf8'), at);
  if (read.from !== undefined) throw new SweepError('config: it learns on from a potential, whose weights are not in it. The trainings of a sweep begin with random weights.');
  const found = withDataPath(read, resources, file.data === undefined ? null : existing(resolve(folder, file.data), 'data'));
  const config = file.updates === undefined ? found : withUpdates(found, file.updates);
  const { kind, name, axes, repeats, seed, keeping, skipBadImages } = file;
  return { file, potentials: new Map(), plan: sweepPlan.parse({ kind, name, axes, repeats, config, seed, keeping, skipBadImages, engine: { ...file.engine, ...engine } }) };
}

function nameOf(file: string): string {
  return basename(file).replace(/\.(pth|pt|safetensors|onnx)$/i, '') || basename(file);
}

function dataAt(source: string, folder: string, resources: string): string {
  return bundledDatasets(resources).find(({ name }) => name === source)?.path ?? existing(resolve(folder, source), 'dataset');
}

function existing(path: string, field: string): string {
  if (!existsSync(path)) throw new SweepError(`${field}: ${path} is not there. Paths are taken from the folder of the plan.`);
  return path;
}

/** The plan with its potentials taken into a workspace. Throws FormatError, PotentialError, StoreError. */
export async function settlePlan(workspace: Workspace, { plan, potentials, file }: SweepDraft): Promise<SweepPlan> {
  if (plan.kind === 'train') return plan;
  const ids = new Map<string, string>();
  for (const [path, { file: at, trainEpsilon, name }] of potentials) {
    const choices = file.kind === 'map' ? file.onnx : undefined;
    ids.set(path, (await importPotential(workspace, at, { name, trainEpsilon, ...(choices === undefined ? {} : { choices }) })).id);
  }
  const axes = plan.axes.map((axis) => (axis.setting !== POTENTIAL_AXIS || !Array.isArray(axis.values) ? axis : { ...axis, values: axis.values.map((value) => ids.get(String(value))!) }));
  return sweepPlan.parse({ ...plan, potential: ids.get(plan.potential)!, axes });
}
