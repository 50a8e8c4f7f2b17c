import { existsSync } from 'node:fs';
import { readBytes } from '../formats/read-bytes.ts';
import { decodeSafetensors, writeSafetensors } from '../formats/safetensors.ts';
import type { Tensor } from '../formats/tensor.ts';
import { RunError } from './run-error.ts';

/** What a running training shows of its newest update: to look at, of no consequence for the run. */
export interface NewestStates {
  /** Updates done. */
  readonly update: number;
  /** Rows of [c, h, w], flat: positives with their noise, negatives, where those began, and states of the bank (null without). */
  readonly data: Float32Array;
  readonly shortRun: Float32Array;
  readonly start: Float32Array;
  readonly bank: Float32Array | null;
  /** Weights that its chains walked with and those after its step; in the plane only, where they are small. */
  readonly before: Readonly<Record<string, Float32Array>> | null;
  readonly after: Readonly<Record<string, Float32Array>> | null;
}

const BEFORE = 'before/';
const AFTER = 'after/';

export async function writeNewest(file: string, newest: NewestStates): Promise<void> {
  const tensors = new Map<string, Tensor>();
  const add = (name: string, values: Float32Array | null): void => {
    if (values !== null) tensors.set(name, { dtype: 'float32', shape: [values.length], values });
  };
  add('data', newest.data);
  add('short_run', newest.shortRun);
  add('start', newest.start);
  add('bank', newest.bank);
  for (const [key, values] of Object.entries(newest.before ?? {})) add(`${BEFORE}${key}`, values);
  for (const [key, values] of Object.entries(newest.after ?? {})) add(`${AFTER}${key}`, values);
  await writeSafetensors(file, tensors, { update: String(newest.update) });
}

/** Null before the first update. Throws FormatError or RunError when the file is damaged. */
export async function readNewest(file: string): Promise<NewestStates | null> {
  if (!existsSync(file)) return null;
  const { tensors, metadata } = decodeSafetensors(await readBytes(file), file);
  const update = Number(metadata['update']);
  const values = (name: string): Float32Array => {
    const found = tensors.get(name)?.values;
    if (!(found instanceof Float32Array)) throw new RunError(`${file} is damaged: it has no "${name}". It is written anew when the run goes on.`);
    return found;
  };
  const under = (prefix: string): Record<string, Float32Array> | null => {
    const names = [...tensors.keys()].filter((name) => name.startsWith(prefix));
    return names.length === 0 ? null : Object.fromEntries(names.map((name) => [name.slice(prefix.length), values(name)]));
  };
  if (!Number.isInteger(update)) throw new RunError(`${file} is damaged: it does not say of which update it is. It is written anew when the run goes on.`);
  return {
    update,
    data: values('data'),
    shortRun: values('short_run'),
    start: values('start'),
    bank: tensors.has('bank') ? values('bank') : null,
    before: under(BEFORE),
    after: under(AFTER),
  };
}

/** Samples of the newest long run that the config asked for, beside what the newest update saw. */
export interface LongRunSamples {
  /** Updates done when it began. */
  readonly update: number;
  /** [n, c, h, w], flat. */
  readonly states: Float32Array;
}

export async function writeLongRunSamples(file: string, { update, states }: LongRunSamples): Promise<void> {
  await writeSafetensors(file, new Map([['states', { dtype: 'float32' as const, shape: [states.length], values: states }]]), { update: String(update) });
}

/** Null before the first. Throws FormatError or RunError when the file is damaged. */
export async function readLongRunSamples(file: string): Promise<LongRunSamples | null> {
  if (!existsSync(file)) return null;
  const { tensors, metadata } = decodeSafetensors(await readBytes(file), file);
  const states = tensors.get('states')?.values;
  const update = Number(metadata['update']);
  if (!(states instanceof Float32Array) || !Number.isInteger(update)) throw new RunError(`${file} is damaged. It is written anew by the next long run.`);
  return { update, states };
}
