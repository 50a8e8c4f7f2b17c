import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BundleData } from '../contract/bundle.ts';
import { FormatError, quoted } from '../formats/format-error.ts';
import { makeFolder } from '../store/make-folder.ts';
import { decodeCheckpoint } from '../runs/checkpoint-codec.ts';
import type { Checkpoint } from '../runs/checkpoint-codec.ts';
import { readInitialWeights } from '../runs/initial-weights-file.ts';
import { METRICS_HEADER, metricLines, parseMetricText } from '../runs/metrics-file.ts';
import type { MetricRow } from '../runs/metrics-file.ts';
import { RunError } from '../runs/run-error.ts';
import type { RunFolder } from '../runs/run-folder.ts';
import { runRecord } from '../runs/run-record.ts';
import type { RunRecord } from '../runs/run-record.ts';
import type { RunStore } from '../runs/run-store.ts';
import { StateStore } from '../runs/state-store.ts';
import { totalUpdates } from '../training/config-length.ts';
import type { PlaceData } from './take-map.ts';
import { jsonPart, partOf } from './bundle-file.ts';
import { checkShape } from './data-shape.ts';
import { DATA_PARTS } from './included-data.ts';
import type { Bundle } from './bundle-file.ts';
import { checkpointPart, INITIAL_PART, LONG_RUN_PART, METRICS_PART, NEWEST_PARTS, RUN_PART, STATE_PART, updateOfPart, withSource } from './run-bundle.ts';

/** A run's bundle, read. */
export interface RunContent {
  readonly bundle: Bundle;
  readonly record: RunRecord;
  readonly rows: readonly MetricRow[];
  /** By update. */
  readonly checkpoints: ReadonlyMap<number, Checkpoint>;
  /** To go on from; null where that is a checkpoint, or nothing was learned yet. */
  readonly state: Checkpoint | null;
  readonly data: BundleData | null;
}

/** Reads a run's bundle and checks that it is one. Throws FormatError or RunError naming what was expected and found. */
export async function readRunBundle(bundle: Bundle): Promise<RunContent> {
  const { file, manifest, parts } = bundle;
  if (manifest.kind !== 'run') throw new FormatError(file, { expected: 'the bundle of a training run', found: `that of a ${manifest.kind}` });
  const record = jsonPart(bundle, RUN_PART, runRecord);
  const rows = parseMetricText(partOf(bundle, METRICS_PART).toString('latin1'), `${file}, ${METRICS_PART}`);
  if (rows.length !== record.updates || record.updates > totalUpdates(record.config)) {
    throw new FormatError(file, { expected: `metrics of ${record.updates} updates, of ${totalUpdates(record.config)} in all`, found: `${rows.length}` });
  }
  const { data } = record.config;
  checkShape(file, manifest.data, data.kind === 'images' ? data.shape : null);
  const known = new Set<string>([RUN_PART, METRICS_PART, INITIAL_PART, STATE_PART, ...NEWEST_PARTS]);
  const checkpoints = new Map<number, Checkpoint>();
  for (const [name, bytes] of parts) {
    const update = updateOfPart(name);
    if (update !== null) checkpoints.set(update, await checkpointIn(bytes, name, update, record, file));
    else if (!known.has(name) && !LONG_RUN_PART.test(name) && !DATA_PARTS.includes(name)) throw new FormatError(file, { expected: 'parts of a run that this version of Basinscope knows', found: quoted(name) });
  }
  const saved = parts.get(STATE_PART);
  const state = saved === undefined ? null : await checkpointIn(saved, STATE_PART, null, record, file);
  return { bundle, record, rows, checkpoints, state, data: manifest.data };
}

async function checkpointIn(bytes: Buffer, name: string, update: number | null, { config, updates }: RunRecord, file: string): Promise<Checkpoint> {
  const checkpoint = await decodeCheckpoint(bytes, `${file}, ${name}`);
  const found = checkpoint.state.learner.update;
  if ((update !== null && found !== update) || found > updates) throw new FormatError(file, { expected: `a state of update ${update ?? `0 to ${updates}`} in its part ${quoted(name)}`, found: `update ${found}` });
  if (JSON.stringify(checkpoint.config.architecture) !== JSON.stringify(config.architecture)) throw new FormatError(file, { expected: `the network of its run in its part ${quoted(name)}`, found: 'another' });
  return checkpoint;
}

export interface TakenRun {
  readonly id: string;
  /** Whether it was not here before. */
  readonly added: boolean;
}

/**
 * Brings a bundle's run among others; the same run is taken once.
 * A run that was under way waits, paused. Throws RunError and FormatError where its parts do not go together (no run is there then), what the file system throws.
 */
export async function takeRun(runs: RunStore, content: RunContent, placeData: PlaceData): Promise<TakenRun> {
  const { record } = content;
  const here = [record.id, contentId(content)].find((id) => isSame(runs, id, content));
  if (here !== undefined) return { id: here, added: false };
  const id = /^[\w-]{1,100}$/.test(record.id) && !runs.folderOf(record.id).holdsRun() ? record.id : contentId(content);
  if (runs.folderOf(id).holdsRun()) throw new RunError(`The run of ${content.bundle.file} is here already as ${id}, and was changed since: take that one away first, or keep it.`);
  await writeRun(runs.folderOf(id), content, { id, source: await placeData() });
  return { id, added: true };
}

function isSame(runs: RunStore, id: string, { record, rows }: RunContent): boolean {
  if (!/^[\w-]{1,100}$/.test(id)) return false;
  const folder = runs.folderOf(id);
  if (!folder.holdsRun()) return false;
  const text = existsSync(folder.metricsFile) ? readFileSync(folder.metricsFile, 'latin1') : '';
  // One that went on since is still that run.
  return folder.read().seed === record.seed && text.startsWith(rows.length === 0 ? '' : `${METRICS_HEADER}\n${metricLines(rows)}`);
}

/** An id that the same run always has, where its own is taken by another. */
function contentId({ bundle }: RunContent): string {
  return createHash('sha256').update(JSON.stringify(bundle.manifest.parts.filter(({ name }) => name === RUN_PART || name === METRICS_PART).map(({ sha256 }) => sha256))).digest('hex').slice(0, 16);
}

async function writeRun(folder: RunFolder, { bundle, record, checkpoints, state, data }: RunContent, { id, source }: { readonly id: string; readonly source: string | null }): Promise<void> {
  const write = async (path: string, part: string): Promise<void> => {
    const bytes = bundle.parts.get(part);
    if (bytes !== undefined) await writeFile(path, bytes);
  };
  await rm(folder.path, { recursive: true, force: true });
  for (const path of [folder.path, folder.checkpointFolder, folder.stateFolder, folder.shortRunFolder, folder.longRunFolder]) makeFolder(path);
  try {
    await write(folder.metricsFile, METRICS_PART);
    await write(folder.initialFile, INITIAL_PART);
    for (const name of NEWEST_PARTS) await write(join(folder.path, name), name);
    for (const update of checkpoints.keys()) await write(folder.checkpointFile(update), checkpointPart(update));
    for (const name of bundle.parts.keys()) {
      const file = LONG_RUN_PART.exec(name)?.[1];
      if (file !== undefined) await write(join(folder.longRunFolder, file), name);
    }
    const newest = state ?? checkpoints.get(record.updates) ?? null;
    if (newest !== null) await new StateStore(folder.stateFolder).write(newest, []);
    await readInitialWeights(folder, record.config);
    const resting = ['running', 'queued', 'interrupted'].includes(record.status) ? ('paused' as const) : record.status;
    // The source is what was found here, never what a file says.
    await folder.create({ ...record, id, machine: bundle.manifest.machine, status: resting, config: withSource(record.config, source ?? data?.name ?? 'data') });
  } catch (error) {
    await folder.remove();
    throw error;
  }
}
