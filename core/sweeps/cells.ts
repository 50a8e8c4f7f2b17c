import { createHash } from 'node:crypto';
import { mapSettings, settingKeys } from '../contract/map-settings.ts';
import type { MapSettings } from '../contract/map-settings.ts';
import { axisValues } from '../contract/sweep-axis-values.ts';
import { axisWords, POTENTIAL_AXIS } from '../contract/sweep-setting.ts';
import { mostCells } from '../contract/sweep.ts';
import type { MapSweepPlan, SweepAxis, SweepPlan, SweepValue, TrainSweepPlan } from '../contract/sweep.ts';
import { trainingConfig } from '../contract/training-config.ts';
import type { RunPlan } from '../contract/training-run.ts';
import { runPlan } from '../contract/training-run.ts';
import { schemaProblemLine } from '../formats/schema-problems.ts';
import { setAt } from './set-at.ts';
import { SweepError } from './sweep-error.ts';

/** The map of a cell. */
export interface MapCell {
  readonly kind: 'map';
  readonly potential: string;
  readonly settings: MapSettings;
  readonly dataset: string | null;
  readonly labels: string | null;
}

/** The training of a cell. */
export type TrainCell = { readonly kind: 'train' } & Omit<RunPlan, 'name'>;

/** One cell of a sweep: its place, and all that decides what comes of it. */
export interface SweepCell {
  /** Place along each axis, and which repeat. */
  readonly at: readonly number[];
  readonly repeat: number;
  readonly values: readonly SweepValue[];
  readonly seed: number;
  readonly spec: MapCell | TrainCell;
  /** SHA-256, hex, of what decides its result: the same in every plan that has this cell. */
  readonly key: string;
}

/**
 * The cells of a plan, along the first axis fastest, repeats of a place together.
 *
 * Throws SweepError naming the field: a setting that is not there, a value that it cannot have, one that is there twice, seeds that are both an axis and
 * repeated, too many cells.
 */
export function cellsOf(plan: SweepPlan): SweepCell[] {
  const axes = plan.axes.map((axis) => valuesOf(plan.kind, axis));
  const count = axes.reduce((product, { length }) => product * length, plan.repeats);
  if (count > mostCells) throw new SweepError(`axes: the plan has ${count} cells, and at most ${mostCells} can be. Give the axes fewer values, or fewer repeats.`);
  plan.axes.forEach((axis, i) => checkAxis(plan, axis, axes[i]!, `axes.${i}`));
  const settings = plan.axes.map(({ setting }) => setting);
  const twice = settings.find((setting, i) => settings.indexOf(setting) !== i);
  if (twice !== undefined) throw new SweepError(`axes: ${twice} is there twice. An axis has a setting of its own.`);
  if (plan.repeats > 1 && settings.includes('seed')) throw new SweepError('repeats: seeds are an axis of this plan. Leave one of the two out.');
  const rows = axes[1] ?? [null];
  return rows.flatMap((second, j) => axes[0]!.flatMap((first, i) => Array.from({ length: plan.repeats }, (_, repeat) => {
    const values = second === null ? [first] : [first, second];
    const made = plan.kind === 'map' ? mapCell(plan, values, repeat) : trainCell(plan, values, repeat);
    return { at: second === null ? [i] : [i, j], repeat, values, ...made, key: keyOf(made.spec) };
  })));
}

/** Throws SweepError for what an axis cannot have. */
function valuesOf(kind: SweepPlan['kind'], axis: SweepAxis): SweepValue[] {
  try {
    return axisValues(axis, axisWords(kind, axis.setting).rule?.integer === true);
  } catch (error) {
    throw error instanceof RangeError ? new SweepError(error.message, { cause: error }) : error;
  }
}

function checkAxis(plan: SweepPlan, { setting }: SweepAxis, values: readonly SweepValue[], place: string): void {
  if (plan.kind === 'map' && setting === POTENTIAL_AXIS) {
    const odd = values.findIndex((value) => typeof value !== 'string');
    if (odd >= 0) throw new SweepError(`${place}.values.${odd}: a potential was expected, not ${String(values[odd])}.`);
    return;
  }
  if (plan.kind === 'map') checkSetting(plan, setting, place);
  values.forEach((value, i) => {
    const problem = plan.kind === 'map' ? problemOf(mapSettings.safeParse(setAt(plan.settings, setting, value)), setting) : trainingProblem(plan, setting, value);
    if (problem !== null) throw new SweepError(`${place}.values.${i}: ${setting} cannot be ${String(value)}. ${problem}`);
  });
}

function checkSetting({ settings }: MapSweepPlan, setting: string, place: string): void {
  const known: readonly string[] = settingKeys(settings.method).filter((key) => key !== 'method');
  if (known.includes(setting)) return;
  if (setting === 'method') throw new SweepError(`${place}.setting: all maps of a sweep are made by one method. Make a sweep of each.`);
  throw new SweepError(`${place}.setting: a map${settings.method === null ? '' : ` by the method ${settings.method}`} has no setting "${setting}". It has ${POTENTIAL_AXIS}, ${known.join(', ')}.`);
}

function trainingProblem(plan: TrainSweepPlan, setting: string, value: SweepValue): string | null {
  if (setting === 'seed') return problemOf(runPlan.shape.seed.safeParse(value), setting);
  const changed = setAt(plan.config, setting, value);
  if (changed === null || typeof at(plan.config, setting) === 'object') {
    return `A training has no setting there. Settings are called by their place in the config, such as phases.0.lrInit, epsilon or shortRun.steps; seed is the seed.`;
  }
  return problemOf(trainingConfig.safeParse(changed), setting);
}

/** What is at a dotted path, of a list of its first element where no number says which. */
function at(data: unknown, path: string): unknown {
  return path.split('.').reduce((here: unknown, part) => {
    const inside = Array.isArray(here) && !/^\d+$/.test(part) ? (here as unknown[])[0] : here;
    return (inside as Record<string, unknown> | undefined)?.[part];
  }, data);
}

function problemOf(parsed: { readonly success: boolean; readonly error?: Parameters<typeof schemaProblemLine>[0] | undefined }, whole: string): string | null {
  return parsed.error === undefined ? null : `${schemaProblemLine(parsed.error, whole)}.`;
}

function mapCell(plan: MapSweepPlan, values: readonly SweepValue[], repeat: number): Pick<SweepCell, 'spec' | 'seed'> & { spec: MapCell } {
  let { potential, settings } = plan;
  plan.axes.forEach(({ setting }, i) => {
    if (setting === POTENTIAL_AXIS) potential = String(values[i]);
    else settings = setAt(settings, setting, values[i])!;
  });
  settings = { ...settings, seed: nextSeed(settings.seed, repeat) };
  return { spec: { kind: 'map', potential, settings, dataset: plan.dataset, labels: plan.labels }, seed: settings.seed };
}

function trainCell(plan: TrainSweepPlan, values: readonly SweepValue[], repeat: number): Pick<SweepCell, 'spec' | 'seed'> & { spec: TrainCell } {
  let { config, seed } = plan;
  plan.axes.forEach(({ setting }, i) => {
    if (setting === 'seed') seed = Number(values[i]);
    else config = setAt(config, setting, values[i])!;
  });
  const { engine, keeping, skipBadImages } = plan;
  seed = nextSeed(seed, repeat);
  return { spec: { kind: 'train', config, seed, engine, keeping, skipBadImages }, seed };
}

function nextSeed(seed: number, repeat: number): number {
  return (seed + repeat) % 2 ** 32;
}

/** What changes nothing of a result is left out: threads, a training's name and which of its checkpoints stay. */
function keyOf(spec: MapCell | TrainCell): string {
  const { kind } = spec;
  const told = kind === 'map'
    ? { ...spec, settings: { ...spec.settings, threads: 0 } }
    : { kind, config: { ...spec.config, name: '' }, seed: spec.seed, engine: { ...spec.engine, threads: 0 }, skipBadImages: spec.skipBadImages };
  return createHash('sha256').update(JSON.stringify(told)).digest('hex');
}
