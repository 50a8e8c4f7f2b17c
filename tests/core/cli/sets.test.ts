import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWorkspace } from '../../../core/store/workspace.ts';
import { addSampleMap } from '../store/sample-map.ts';
import { addKineticMap } from '../store/synthetic-kinetic.ts';
import { runCli } from './run-cli.ts';

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'basinscope-sets-'));
  const workspace = openWorkspace(folder);
  await addSampleMap(workspace);
  await addKineticMap(workspace, 5, 40);
  workspace.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('another number of sets comes from a finished map, with both barriers, proposals, timescales and scores', async () => {
  const own = await runCli(['sets', folder, '--json']);
  expect(own.code).toBe(0);
  const found = JSON.parse(own.stdout) as Record<string, never>;
  expect(found).toMatchObject({ method: 'kinetic', sets: 5, scores: { 2: { kmeans: { ari: expect.any(Number) } }, 5: { nmi: 1, purity: 1, ari: 1 } } });
  expect((found['proposed'] as number[])[0]).toBe(5);
  expect(found['basins'] as unknown[]).toHaveLength(5);
  const eight = JSON.parse((await runCli(['sets', folder, '--sets', '8', '--json'])).stdout) as { basins: { members: number }[]; barriers: Record<string, number>[] };
  expect(eight.basins).toHaveLength(8);
  expect(eight.basins.reduce((sum, { members }) => sum + members, 0)).toBe(200);
  for (const { free_energy: free, graph } of eight.barriers) expect(Number.isFinite(free) && Number.isFinite(graph)).toBe(true);
  expect((await runCli(['sets', folder])).stdout).toContain('5 sets; proposed: 5');
});

it('says what cannot be shown', async () => {
  const many = await runCli(['sets', folder, '--sets', '100']);
  expect([many.code, many.stderr]).toEqual([1, expect.stringContaining('up to 64 sets; 100 were asked for')]);
  const other = await runCli(['sets', folder, '--map', 'a map']);
  expect([other.code, other.stderr]).toEqual([1, expect.stringContaining('no kinetic map')]);
});

it('exports hold what the sets of a kinetic map have beyond others', async () => {
  const out = (name: string): string => join(folder, name);
  for (const format of ['csv', 'graphml', 'json', 'svg']) expect((await runCli(['export', folder, '--format', format, '--out', out(`map.${format}`)])).code).toBe(0);
  expect(readFileSync(out('map.csv'), 'utf8')).toContain('representative,free_energy,strength');
  expect(readFileSync(out('map-barriers.csv'), 'utf8')).toContain('barrier_refined,free_energy,graph,flux');
  expect(readFileSync(out('map-members.csv'), 'utf8')).toMatch(/^state,source,label,set,membership,energy,inherent_energy\n0,0,0,/);
  expect(readFileSync(out('map-hierarchy.csv'), 'utf8').trimEnd().split('\n')).toHaveLength(200);
  const graph = readFileSync(out('map.graphml'), 'utf8');
  expect(graph.match(/<data key="edge_free_energy">/g)!.length).toBe(graph.match(/<edge /g)!.length);
  expect((JSON.parse(readFileSync(out('map.json'), 'utf8')) as { kinetic: { trees: object } }).kinetic.trees).toHaveProperty('freeEnergy');
  expect(readFileSync(out('map.svg'), 'utf8')).toContain('<svg');
});
