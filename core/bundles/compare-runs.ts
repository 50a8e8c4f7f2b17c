import { estimateMean } from '../analysis/series-statistics.ts';
import type { ReplayedPart, ReplayMeasure } from '../contract/bundle.ts';
import type { Checkpoint } from '../runs/checkpoint-codec.ts';
import type { MetricRow } from '../runs/metrics-file.ts';
import type { LearnerState } from '../training/learner.ts';
import { measured } from './measured.ts';

const EXAMPLES = 5;
/** Bounds that a training on another kind of machine keeps (measured: core/DECISIONS.md, "A bundle is replayed"). */
const MOST_ERRORS = 4;
const MOST_NORM_CHANGE = 0.1;
const MOST_WEIGHT_CHANGE = 0.2;

/** What a run has learned. */
export interface Learned {
  readonly rows: readonly MetricRow[];
  /** Of the same update in both; null where either has none. */
  readonly checkpoint: Checkpoint | null;
}

/** Two runs update by update and tensor by tensor, to the bit; seconds are not compared. */
export function compareRuns(before: Learned, now: Learned): ReplayedPart[] {
  const tensors = before.checkpoint === null || now.checkpoint === null ? null : [tensorsOf(before.checkpoint.state.learner), tensorsOf(now.checkpoint.state.learner)] as const;
  return [
    comparePart('updates', rowTexts(before.rows), rowTexts(now.rows)),
    ...(tensors === null ? [] : (['weights', 'optimizer', 'bank'] as const).map((kind) => comparePart(kind, tensors[0][kind], tensors[1][kind])).filter(({ of }) => of > 0)),
  ];
}

/** How far two runs agree where they are not the same to the bit: means of d_s and r_s over the later half of the updates, and the weights. */
export function runAgreement(before: Learned, now: Learned): ReplayMeasure[] {
  const later = (rows: readonly MetricRow[], of: 'energyDifference' | 'gradientNorm'): Float64Array => Float64Array.from(rows.slice(Math.floor(rows.length / 2)), (row) => row[of]);
  const [first, second] = [before, now].map(({ rows }) => estimateMean(later(rows, 'energyDifference'))) as [ReturnType<typeof estimateMean>, ReturnType<typeof estimateMean>];
  const norms = [before, now].map(({ rows }) => estimateMean(later(rows, 'gradientNorm')).mean) as [number, number];
  const change = before.checkpoint === null || now.checkpoint === null ? null : weightChange(before.checkpoint.state.learner, now.checkpoint.state.learner);
  return [
    measured({ name: 'd_s', value: first.mean === second.mean ? 0 : Math.abs(first.mean - second.mean) / Math.hypot(first.error, second.error), bound: MOST_ERRORS, is: 'at most', meaning: 'difference of the means of d_s over the later half of the updates, in standard errors' }),
    measured({ name: 'r_s', value: Math.abs(norms[1] - norms[0]) / Math.max(Math.abs(norms[0]), Number.MIN_VALUE), bound: MOST_NORM_CHANGE, is: 'at most', meaning: 'change of the mean r_s over the later half of the updates, as a part of it' }),
    ...(change === null ? [] : [measured({ name: 'weights', value: change, bound: MOST_WEIGHT_CHANGE, is: 'at most', meaning: 'length of the change of all weights, as a part of their length' })]),
  ];
}

function rowTexts(rows: readonly MetricRow[]): Map<string, string> {
  return new Map(rows.map(({ update, energyDifference, gradientNorm, learningRate, acceptance }) => [`update ${update}`, `d_s ${energyDifference}, r_s ${gradientNorm}, rate ${learningRate}${acceptance === null ? '' : `, acceptance ${acceptance}`}`]));
}

/** Tensors of a state as bytes, by name. */
function tensorsOf({ weights, average, slots, bank }: LearnerState): Record<'weights' | 'optimizer' | 'bank', Map<string, Float32Array>> {
  const named = (prefix: string, of: Readonly<Record<string, Float32Array>>): [string, Float32Array][] => Object.entries(of).map(([name, values]) => [`${prefix}${name}`, values]);
  return { weights: new Map([...named('', weights), ...named('average of ', average ?? {})]), optimizer: new Map(named('', slots)), bank: new Map(bank === null ? [] : [['states', bank.states]]) };
}

function comparePart<T extends string | Float32Array>(name: string, before: ReadonlyMap<string, T>, now: ReadonlyMap<string, T>): ReplayedPart {
  const keys = new Set([...before.keys(), ...now.keys()]);
  const differing = [...keys].filter((key) => !isSame(before.get(key), now.get(key)));
  return { name, equal: differing.length === 0, counts: true, differing: differing.length, of: keys.size, examples: differing.slice(0, EXAMPLES).map((key) => `${key}: ${wordsOf(before.get(key), now.get(key))}`) };
}

function isSame(a: string | Float32Array | undefined, b: string | Float32Array | undefined): boolean {
  if (!(a instanceof Float32Array) || !(b instanceof Float32Array)) return a === b;
  return Buffer.compare(new Uint8Array(a.buffer, a.byteOffset, a.byteLength), new Uint8Array(b.buffer, b.byteOffset, b.byteLength)) === 0;
}

function wordsOf(before: string | Float32Array | undefined, now: string | Float32Array | undefined): string {
  if (before === undefined || now === undefined) return before === undefined ? 'not in the bundle' : 'in the bundle only';
  if (typeof before === 'string' || typeof now === 'string') return `${String(before)}; now ${String(now)}`;
  if (before.length !== now.length) return `${before.length} values, now ${now.length}`;
  const changed = before.reduce((count, value, i) => count + (Object.is(value, now[i]) ? 0 : 1), 0);
  const most = before.reduce((largest, value, i) => Math.max(largest, Math.abs(value - now[i]!)), 0);
  return `${changed} of ${before.length} values, by ${most} at most`;
}

function weightChange(before: LearnerState, now: LearnerState): number {
  let change = 0;
  let all = 0;
  for (const [name, values] of Object.entries(before.weights)) {
    const other = now.weights[name];
    if (other?.length !== values.length) return Infinity;
    for (const [i, value] of values.entries()) {
      change += (value - other[i]!) ** 2;
      all += value ** 2;
    }
  }
  return all === 0 ? (change === 0 ? 0 : Infinity) : Math.sqrt(change / all);
}
