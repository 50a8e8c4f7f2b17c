import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openEngine } from '../../../core/engines/open-engine.ts';
import { createEvaluator } from '../../../core/potentials/create-evaluator.ts';
import { createPotential } from '../../../core/potentials/potential.ts';
import { readPotentialFile } from '../../../core/potentials/potential-file.ts';
import { fixture, jsonOf, runCli } from '../cli/run-cli.ts';
import { checkAgainst, exactBasins, shortfalls } from './against-flooding.ts';
import type { ExactBasin, PlaneMap } from './against-flooding.ts';

// scripts/check-eight-gaussians.mjs does the same for ten seeds, and takes the time.
const file = fixture('toy-gmm-trained.pth');
let folder: string;
let exact: ExactBasin[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'basinscope-gmm-'));
  const { network, weights } = await readPotentialFile(file);
  const engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: 1 });
  exact = await exactBasins(createEvaluator(engine, createPotential(network, weights, 0.125), 8192));
  await engine.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([1, 7])('seed %i: the basins and barriers of the exact flooding', async (seed) => {
  const out = join(folder, `seed-${seed}`);
  const map = jsonOf(await runCli(['map', file, '--train-epsilon', '0.125', '--seed', String(seed), '--out', out, '--json'])) as unknown as PlaneMap;
  expect(exact.length).toBe(8);
  expect(checkAgainst(exact, map).flatMap(shortfalls)).toEqual([]);
  // Both barriers side by side for every joined pair, the refined one never the higher.
  for (const { barrier, refined } of map.barriers) expect(refined).toBeLessThanOrEqual(barrier);
}, 300_000);

test('a map that misses is told apart', () => {
  const basins = exact.map(({ position, energy }, id) => ({ id, position, energy }));
  const barriers = exact.slice(1).map(({ saddle }, i) => ({ a: 0, b: i + 1, barrier: saddle! + 0.5, refined: saddle! + 0.01 }));
  expect(checkAgainst(exact, { basins, barriers }).flatMap(shortfalls)).toEqual([]);
  const wrong = {
    basins: basins.map((basin) => (basin.id === 2 ? { ...basin, energy: basin.energy + 0.06 } : basin)),
    barriers: barriers.map((edge) => (edge.b === 1 ? { ...edge, refined: edge.refined - 0.04 } : edge)),
  };
  expect(checkAgainst(exact, wrong).flatMap(shortfalls)).toEqual(['basin 1: refined barrier off by -0.030', 'basin 2: energy off by 0.060']);
  expect(checkAgainst(exact, { basins, barriers: barriers.slice(1) }).flatMap(shortfalls)).toEqual(['basin 1: no refined join to a deeper one']);
  expect(() => checkAgainst(exact, { basins: basins.slice(1), barriers: [] })).toThrow(/7 basins, the flooding 8/);
});
