import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { makeInput } from './judge.ts';
import type { FuzzReader } from './fuzz-reader.ts';
import { minimize } from './minimize.ts';
import type { Ask, Outcome } from './outcome.ts';

/** A fault that an input brought about. */
export interface Find {
  readonly reader: string;
  readonly index: number;
  readonly signature: string;
  readonly message: string;
  /** Made smaller where that keeps the fault. */
  readonly bytes: Buffer;
  /** Inputs that brought the same about. */
  times: number;
}

/** What came of the inputs of one reader. */
export interface Tally {
  readonly reader: string;
  inputs: number;
  read: number;
  refused: number;
  /** Seconds of CPU of the slowest input, and its number. */
  slowest: number;
  slowestAt: number;
  /** Most memory of the process that read. */
  megabytes: number;
  readonly finds: Find[];
}

interface RunOptions {
  readonly seed: number;
  readonly read: (ask: Ask) => Promise<Outcome>;
  /** Asked before every input. */
  readonly goOn: (soFar: Readonly<Tally>) => boolean;
  readonly onFind?: (find: Find) => void;
}

/** Reads the inputs 0, 1, … of a reader as long as `goOn` says so. One find is kept a place of the program, the first. */
export async function fuzzReader(reader: FuzzReader, { seed, read, goOn, onFind }: RunOptions): Promise<Tally> {
  const tally: Tally = { reader: reader.name, inputs: 0, read: 0, refused: 0, slowest: 0, slowestAt: 0, megabytes: 0, finds: [] };
  for (let index = 0; goOn(tally); index++) {
    const outcome = await read({ reader: reader.name, seed, index });
    tally.inputs++;
    tally.megabytes = Math.max(tally.megabytes, outcome.megabytes);
    if (outcome.cpuSeconds > tally.slowest) [tally.slowest, tally.slowestAt] = [outcome.cpuSeconds, index];
    if (outcome.kind === 'read') tally.read++;
    else if (outcome.kind === 'refused') tally.refused++;
    else {
      const known = tally.finds.find(({ signature }) => signature === outcome.signature);
      if (known !== undefined) known.times++;
      else {
        const find = await findOf(reader, seed, index, outcome, read);
        tally.finds.push(find);
        onFind?.(find);
      }
    }
  }
  return tally;
}

async function findOf(reader: FuzzReader, seed: number, index: number, { signature, message }: Outcome, read: RunOptions['read']): Promise<Find> {
  const bytes = await makeInput(reader, seed, index);
  // What hangs takes its whole time at every try.
  const smaller = signature === 'hang' ? bytes : await minimize(bytes, async (part) => (await read({ reader: reader.name, bytes: part })).signature === signature);
  return { reader: reader.name, index, signature, message, bytes: smaller, times: 1 };
}

/** Puts an input into the corpus, which every test run reads; returns its path. */
export function saveFind(corpus: string, { reader, signature, bytes }: Find): string {
  const folder = join(corpus, reader);
  mkdirSync(folder, { recursive: true });
  const name = signature.replace(/^.*\//, '').replace(/[^\w.-]+/g, '-').replace(/^-|-$/g, '') || 'find';
  // A workspace is mostly empty pages.
  const packed = bytes.length > 4096 ? gzipSync(bytes, { level: 9 }) : null;
  const path = join(folder, packed === null ? `${name}.bin` : `${name}.bin.gz`);
  writeFileSync(path, packed ?? bytes);
  return path;
}

/** The tallies as a table for a terminal. */
export function tableOf(tallies: readonly Tally[]): string {
  const head = ['reader', 'inputs', 'read', 'refused', 'slowest', 'memory', 'finds'];
  const rows = tallies.map(({ reader, inputs, read, refused, slowest, megabytes, finds }) => [
    reader, inputs, read, refused, `${Math.round(slowest * 1000)} ms`, `${Math.round(megabytes)} MB`, finds.length,
  ].map(String));
  const sum = (count: (tally: Tally) => number): string => String(tallies.reduce((total, tally) => total + count(tally), 0));
  const all = ['all', sum(({ inputs }) => inputs), sum(({ read }) => read), sum(({ refused }) => refused), '', '', sum(({ finds }) => finds.length)];
  const lines = [head, ...rows, all];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines.map((line) => line.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  ').trimEnd()).join('\n');
}
