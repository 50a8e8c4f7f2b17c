import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { jsonOf, runCli } from './run-cli.ts';
import type { Outcome } from './run-cli.ts';

const resource = (path: string): string => fileURLToPath(new URL(`../../../resources/${path}`, import.meta.url));
const STATES = 150;

interface Found {
  readonly basins: { readonly id: number; readonly members: number }[];
  readonly records: unknown;
}

let folder: string;
let whole: Outcome;
const map = (out: string, ...more: string[]): Parameters<typeof runCli>[0] => [
  'map', resource('potentials/mnist-convergent-small.safetensors'), '--dataset', resource('data/mnist'), '--states', String(STATES), '--sample-steps', '30', '--sets', '7', '--seed', '3', '--threads', '1', '--ramp-repeats', '1', '--ramp-steps', '40', '--refine-steps', '4',
  '--out', join(folder, out), '--json', ...more,
];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'basinscope-kinetic-'));
  whole = await runCli(map('whole'));
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rowsOf = (name: string): string[][] => readFileSync(join(folder, name), 'utf8').trimEnd().split('\n').map((line) => line.split(','));

it('a map of images is kinetic unless another method is named, with as many sets as were asked for', () => {
  const found = jsonOf(whole) as unknown as Found & Record<string, unknown>;
  expect(found).toMatchObject({ method: 'kinetic', sets: 7, hold: [], settings: { method: 'kinetic', sets: 7 } });
  expect(found.basins).toHaveLength(7);
  expect(Object.keys(found['scores'] as object)).toEqual(['2', '4', '6', '8', '10', '12', '16', '20', '24', '32']);
  expect(found['scores']).toMatchObject({ 10: { purity: expect.any(Number), nmi: expect.any(Number), ari: expect.any(Number), kmeans: { nmi: expect.any(Number) }, ward: { ari: expect.any(Number) }, pixels: { purity: expect.any(Number) } } });
  for (const one of found['barriers'] as object[]) expect(Object.keys(one)).toEqual(expect.arrayContaining(['free_energy', 'graph', 'refined', 'barrier', 'alpha']));
  expect(whole.stderr).not.toMatch(/basin/);
});

it('its folder has its states and its hierarchy as tables, which say the same as the JSON', () => {
  const { basins } = jsonOf(whole) as unknown as Found;
  const [header, ...members] = rowsOf('whole/members.csv');
  expect(header).toEqual(['state', 'source', 'label', 'set', 'membership', 'energy', 'inherent_energy']);
  expect(members.map(([state]) => Number(state))).toEqual(Array.from({ length: STATES }, (_, state) => state));
  for (const { id, members: count } of basins) expect(members.filter(([, , , set]) => Number(set) === id)).toHaveLength(count);
  for (const [, , , , membership, energy, inherent] of members) {
    expect(Number(membership)).toBeGreaterThan(0);
    expect(Number(inherent)).toBeLessThan(Number(energy));
  }
  // The usual linkage table: its nodes cut where seven are left are the sets.
  const [names, ...joins] = rowsOf('whole/hierarchy.csv');
  expect(names).toEqual(['a', 'b', 'height', 'size']);
  expect(joins).toHaveLength(STATES - 1);
  const nodes = new Set(Array.from({ length: STATES }, (_, state) => state));
  joins.slice(0, STATES - 7).forEach(([a, b], join) => {
    nodes.delete(Number(a));
    nodes.delete(Number(b));
    nodes.add(STATES + join);
  });
  expect([...nodes].sort((p, q) => p - q)).toEqual(basins.map(({ id }) => id).sort((p, q) => p - q));
});

it('killed in the midst and resumed it ends with the same records', async () => {
  // As soon as it tells of its second part, behind which lies more than half of the work.
  const killed = await runCli(map('killed'), (child, stderr) => {
    if (/Chords/.test(stderr)) child.kill('SIGKILL');
  });
  expect(killed.code).not.toBe(0);
  const resumed = jsonOf(await runCli(map('killed', '--resume'))) as unknown as Found;
  expect(resumed.records).toEqual((jsonOf(whole) as unknown as Found).records);
}, 60_000);

it('a setting of another method is refused, not dropped', async () => {
  const refused = await runCli(map('other', '--alpha', '400'));
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(/--alpha belongs to the methods placing and minimum, and this map is made by kinetic/)]);
});
