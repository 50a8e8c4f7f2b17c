import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BundleData } from '../contract/bundle.ts';
import type { TrainingConfig } from '../contract/training-config.ts';
import { readBytes } from '../formats/read-bytes.ts';
import { parseSafetensorsHeader } from '../formats/safetensors-header.ts';
import type { ZipPart } from '../formats/stored-zip.ts';
import { thisMachine } from '../jobs/machine.ts';
import { META } from '../potentials/checkpoint-entries.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../runs/checkpoint-codec.ts';
import { metricLines, METRICS_HEADER, readMetrics } from '../runs/metrics-file.ts';
import type { RunFolder } from '../runs/run-folder.ts';
import { RunLock } from '../runs/run-lock.ts';
import type { RunRecord } from '../runs/run-record.ts';
import { StateStore } from '../runs/state-store.ts';
import { openTrainingData } from '../training/open-source.ts';
import { BundleError } from './bundle-error.ts';
import { encodeBundle } from './bundle-file.ts';
import { describeMissing } from './data-fingerprint.ts';
import { withoutPaths } from './without-paths.ts';
import { packData } from './map-bundle.ts';
import type { BundleOptions } from './map-bundle.ts';

export const RUN_PART = 'run.json';
export const METRICS_PART = 'metrics.csv';
export const INITIAL_PART = 'initial.safetensors';
export const STATE_PART = 'state.safetensors';
/** To look at only: what was last seen, and pictures of long-run tests. */
export const NEWEST_PARTS = ['newest.safetensors', 'newest-long-run.safetensors'] as const;
export const LONG_RUN_PART = /^longrun\/(\d{8}T\d{9}Z-\d{1,12}(?:\.json|-[a-z]{1,20}\.npy))$/;
const CHECKPOINT_PART = /^checkpoints\/(\d{1,12})\.safetensors$/;

export function checkpointPart(update: number): string {
  return `checkpoints/${update}.safetensors`;
}

/** The update of a part that is a checkpoint; null of others. */
export function updateOfPart(name: string): number | null {
  const update = CHECKPOINT_PART.exec(name)?.[1];
  return update === undefined ? null : Number(update);
}

export interface RunBundleOptions extends BundleOptions {
  /** All kept checkpoints, and not only those that replaying and going on need: the newest, that of the best verdict, and of a branch the first. */
  readonly allCheckpoints: boolean;
}

/**
 * A training run as a bundle: its record, metrics, what it starts from, checkpoints, and what its data are.
 * Throws BundleError while it runs, RunError and FormatError where its folder is damaged.
 */
export async function bundleRun(folder: RunFolder, options: RunBundleOptions): Promise<Buffer> {
  const record = folder.read();
  if (new RunLock(folder.path).held()) throw new BundleError(`The run ${record.name} is being trained: pause it first, so that all that goes into the bundle is of one moment.`);
  const { facts, parts: data } = await dataOf(record, options);
  const config = withSource(record.config, facts === null ? null : (facts.withProgram ?? facts.name));
  const wanted = new Set(options.allCheckpoints ? record.checkpoints.map(({ update }) => update) : neededCheckpoints(record));
  const there = folder.checkpointFiles().filter(({ update }) => wanted.has(update)).map(({ update }) => update);
  const parts: ZipPart[] = [];
  for (const update of there) parts.push({ name: checkpointPart(update), bytes: await checkpointBytes(folder.checkpointFile(update), config) });
  const kept = record.checkpoints.flatMap((checkpoint) => {
    const part = parts.find(({ name }) => name === checkpointPart(checkpoint.update));
    return part === undefined ? [] : [{ ...checkpoint, bytes: part.bytes.length }];
  });
  if (!there.includes(record.updates)) {
    const state = await new StateStore(folder.stateFolder).read();
    if (state !== null) parts.push({ name: STATE_PART, bytes: encodeCheckpoint({ ...state, config }, 'The newest state of a training run') });
  }
  if (existsSync(folder.initialFile)) parts.push({ name: INITIAL_PART, bytes: await readBytes(folder.initialFile) });
  const source = record.config.data.kind === 'toy' ? null : record.config.data.source;
  const places = [[facts?.withProgram === null ? source : null, facts?.name ?? ''], [folder.path, 'the run']] as const;
  const rows = readMetrics(folder.metricsFile).slice(0, record.updates);
  return encodeBundle({ kind: 'run', machine: record.machine ?? thisMachine(), data: facts }, [
    { name: RUN_PART, bytes: Buffer.from(`${JSON.stringify({ ...record, ...withoutPaths(record, places), config, checkpoints: kept } satisfies RunRecord, null, 1)}\n`) },
    { name: METRICS_PART, bytes: Buffer.from(`${METRICS_HEADER}\n${metricLines(rows)}`) },
    ...parts,
    ...(await pictureParts(folder)),
    ...data,
  ]);
}

/** The checkpoints that replaying and going on need. */
function neededCheckpoints({ checkpoints, best, branchOf }: RunRecord): number[] {
  const updates = checkpoints.map(({ update }) => update).sort((p, q) => p - q);
  // A branch does not begin at its own beginning.
  return [...updates.slice(-1), ...(best === null ? [] : [best.update]), ...(branchOf === null || branchOf.update === 0 ? [] : updates.slice(0, 1))];
}

/** A config whose images have another source. */
export function withSource(config: TrainingConfig, source: string | null): TrainingConfig {
  return config.data.kind === 'toy' || source === null ? config : { ...config, data: { ...config.data, source } };
}

/** A checkpoint without the path of its data. */
async function checkpointBytes(file: string, config: TrainingConfig): Promise<Uint8Array> {
  const bytes = await readBytes(file);
  if (config.data.kind === 'toy') return bytes;
  const checkpoint = await decodeCheckpoint(bytes, file);
  return encodeCheckpoint({ ...checkpoint, config: withSource(checkpoint.config, config.data.source) }, parseSafetensorsHeader(bytes, file).metadata[META.provenance] ?? '');
}

async function pictureParts(folder: RunFolder): Promise<ZipPart[]> {
  const files = [...NEWEST_PARTS.map((name) => ({ name: name as string, path: join(folder.path, name) })), ...longRunNames(folder).map((name) => ({ name: `longrun/${name}`, path: join(folder.longRunFolder, name) }))];
  return Promise.all(files.filter(({ path }) => existsSync(path)).map(async ({ name, path }) => ({ name, bytes: await readBytes(path) })));
}

function longRunNames({ longRunFolder }: RunFolder): string[] {
  return existsSync(longRunFolder) ? readdirSync(longRunFolder).filter((name) => LONG_RUN_PART.test(`longrun/${name}`)).sort() : [];
}

async function dataOf({ config, skipBadImages }: RunRecord, options: BundleOptions): Promise<{ facts: BundleData | null; parts: ZipPart[] }> {
  const { data } = config;
  if (data.kind === 'toy') return { facts: null, parts: [] };
  try {
    const { dataset } = await openTrainingData(config, { resources: options.resources, skipBad: skipBadImages });
    return await packData(dataset!, data.source, options);
  } catch (error) {
    // They were taken away since, or changed: the run stands without them.
    if (options.withData === true || !(error instanceof Error && ['DataError', 'MissingDataError', 'FormatError'].includes(error.name))) throw error;
    return { facts: describeMissing(data.source, data.shape, options.resources), parts: [] };
  }
}
