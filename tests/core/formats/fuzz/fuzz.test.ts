import { afterAll, beforeAll, expect, it } from 'vitest';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Allowed } from './cases.ts';
import { cases } from './cases.ts';
import { Random } from './random.ts';
import { Reader } from './reader.ts';
import type { Outcome } from './reader-process.ts';

/** Seconds of CPU that reading one file may take, whatever is in it. */
const MOST_SECONDS = 2;
/** Memory that the reader may ever have had, in all. The files are below 10 MB; some declare 2^63 bytes. */
const MOST_MEGABYTES = 600;

let folder: string;
let reader: Reader;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'basinscope-fuzz-'));
  reader = new Reader(folder);
});
afterAll(async () => {
  reader.close();
  await rm(folder, { recursive: true });
});

/** What is wrong with an outcome, or null. */
function complaint(outcome: Outcome, allowed: Allowed): string | null {
  if (outcome.cpuSeconds > MOST_SECONDS) return `took ${outcome.cpuSeconds} s of CPU`;
  if (outcome.kind === 'escaped') return `not a FormatError: ${outcome.message}`;
  if (outcome.kind === 'refused') return /expected .* found /s.test(outcome.message) && outcome.message.length < 2000 ? null : `an unclear message: ${outcome.message}`;
  if (allowed.kind === 'refusal') return 'was read';
  for (const [name, { shape, values }] of outcome.tensors) {
    if (values.length !== shape.reduce((product, size) => product * size, 1)) return `${name} of shape [${shape}] has ${values.length} values`;
    if (allowed.kind === 'whole' && allowed.made_of !== null && values.some((value) => !allowed.made_of!.includes(value))) return `${name} has values from outside its storage`;
  }
  if (allowed.kind !== 'exactly') return null;
  if ([...outcome.tensors.keys()].join('\n') !== [...allowed.tensors.keys()].join('\n')) return `other tensors: ${[...outcome.tensors.keys()]}`;
  for (const [name, { shape, values }] of allowed.tensors) {
    const found = outcome.tensors.get(name)!;
    if (found.shape.join() !== shape.join()) return `${name} has shape [${found.shape}]`;
    // Bit for bit: NaNs with other payloads are other values.
    if (!Buffer.from(found.values.buffer, found.values.byteOffset, found.values.byteLength).equals(Buffer.from(values.buffer, values.byteOffset, values.byteLength))) return `${name} has other values`;
  }
  return null;
}

it('2,000 mutated and hostile files: each is refused clearly or read right, soon, and nothing runs', async () => {
  const canary = join(folder, 'canary');
  const path = join(folder, 'file.pth');
  const wrong: string[] = [];
  const counts = new Map<string, { read: number; refused: number }>();
  let total = 0;
  let largest = 0;
  for await (const { group, bytes, allowed } of cases(new Random(20_26), canary)) {
    await writeFile(path, bytes);
    const outcome = await reader.read(path);
    largest = Math.max(largest, outcome.largestMegabytes);
    const problem = complaint(outcome, allowed);
    if (problem !== null) wrong.push(`${group}, file ${total}: ${problem}`);
    const count = counts.get(group) ?? { read: 0, refused: 0 };
    count[outcome.kind === 'tensors' ? 'read' : 'refused']++;
    counts.set(group, count);
    total++;
  }
  expect(wrong).toEqual([]);
  expect(largest).toBeLessThan(MOST_MEGABYTES);
  expect(total).toBeGreaterThanOrEqual(2000);
  expect(await readdir(folder)).toEqual(['file.pth']);
  // Where both may happen both must, or the mutations would test nothing but the first check.
  for (const group of ['zip mutated', 'pickle mutated', 'odd numbers', 'opcode soup', 'legacy mutated', 'safetensors header']) {
    expect(counts.get(group)!.read, group).toBeGreaterThan(0);
    expect(counts.get(group)!.refused, group).toBeGreaterThan(0);
  }
  for (const group of ['legacy values changed', 'safetensors values changed']) expect(counts.get(group)!.refused, group).toBe(0);
}, 300_000);
