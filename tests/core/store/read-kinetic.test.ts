import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withChanges } from '../../../core/contract/landscape-changes.ts';
import { basinDetail, landscape as landscapeSchema, memberPage, pathView } from '../../../core/contract/landscape.ts';
import { changesBetween } from '../../../core/landscape/landscape-feed.ts';
import { readBasin, readLandscape, readMembers, readPaths } from '../../../core/store/read-landscape.ts';
import { openWorkspace } from '../../../core/store/workspace.ts';
import type { Workspace } from '../../../core/store/workspace.ts';
import { addKineticMap } from './synthetic-kinetic.ts';
import type { SyntheticMap } from './synthetic-kinetic.ts';

const BLOCKS = 6;
const SIZE = 40;
let folder: string;
let workspace: Workspace;
let made: SyntheticMap;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'basinscope-read-kinetic-'));
  workspace = openWorkspace(folder);
  made = await addKineticMap(workspace, BLOCKS, SIZE);
});
afterAll(() => {
  workspace.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Lowest maximum between two states by trying every height: floods from one until the other is reached. */
function floodedBarrier(from: number, to: number): number {
  const { chords, count } = workspace.kinetic.get(made.map)!;
  for (const height of [...chords.highest].sort((p, q) => p - q)) {
    const reached = new Set([from]);
    for (let grown = -1; grown !== reached.size; ) {
      grown = reached.size;
      for (let at = 0; at < chords.a.length; at++) {
        if (chords.highest[at]! > height) continue;
        if (reached.has(chords.a[at]!) || reached.has(chords.b[at]!)) reached.add(chords.a[at]!).add(chords.b[at]!);
      }
    }
    if (reached.has(to)) return height;
    if (reached.size === count) break;
  }
  return Infinity;
}

describe('a landscape of a kinetic map', () => {
  it('has the blocks as its sets, with representative, bottom, strength and both barriers', () => {
    const shown = landscapeSchema.parse(readLandscape(workspace, made.map));
    expect(shown.cut).toMatchObject({ leafKind: 'state', sets: BLOCKS, own: BLOCKS, most: 64 });
    expect(shown.basins.map(({ members }) => members)).toEqual(new Array(BLOCKS).fill(SIZE));
    const blocks = shown.basins.map(({ representative }) => made.blockOf[representative!]!);
    expect([...blocks].sort()).toEqual([0, 1, 2, 3, 4, 5]);
    shown.basins.forEach((row, set) => {
      expect(row.labelCounts).toEqual({ [String(blocks[set])]: SIZE });
      expect(row.bottom).toBe(Math.min(...made.energies.filter((_, state) => made.blockOf[state] === blocks[set])));
      expect(row.energy).toBe(row.bottom);
      expect(row.strength).toBeGreaterThan(0.9);
      expect(row.strength).toBeLessThanOrEqual(1);
    });
    const image = shown.images!.pixels.subarray(0, 16);
    expect(image).toEqual(workspace.members.thumbnails(made.map, [shown.basins[0]!.representative!]).get(shown.basins[0]!.representative!));
    expect(shown.kinetic!.proposals[0]!.sets).toBe(BLOCKS);
    expect(shown.kinetic!.timescales[0]).toBeNull();
    expect(shown.kinetic!.timescales[BLOCKS]!).toBeLessThan(shown.kinetic!.timescales[BLOCKS - 1]! / 2);
    expect(shown.kinetic!.scores).toMatchObject({ sets: BLOCKS, scores: { sets: { nmi: 1 } } });
    expect(shown.kinetic!.gain!.text).toMatch(/energy/);
    const close = shown.basins.flatMap((p, i) => shown.basins.slice(0, i).map((q) => Math.hypot(p.layout[0] - q.layout[0], p.layout[1] - q.layout[1])));
    expect(Math.min(...close)).toBeGreaterThan(0.8);
  });

  it('knows the barrier of U along the graph, as a flooding over the chords finds it', () => {
    const shown = readLandscape(workspace, made.map);
    const stateOf = new Map(shown.basins.map((row) => [row.id, made.energies.indexOf(row.bottom!)]));
    const freeOf = new Map(shown.basins.map((row) => [row.id, row.freeEnergy!]));
    expect(shown.edges.length).toBeGreaterThan(BLOCKS - 2);
    for (const { a, b, graph, freeEnergy, flux, alpha, status, barrier } of shown.edges) {
      expect(graph).toBe(floodedBarrier(stateOf.get(a)!, stateOf.get(b)!));
      expect(freeEnergy).toBeGreaterThanOrEqual(Math.max(freeOf.get(a)!, freeOf.get(b)!));
      expect(flux).toBeGreaterThan(0);
      expect({ alpha, status, barrier }).toEqual({ alpha: null, status: 'untested', barrier: null });
    }
    const { sets, freeEnergy, potential } = shown.kinetic!.trees;
    for (const tree of [sets, freeEnergy, potential]) {
      expect(tree.joins).toHaveLength(BLOCKS - 1);
      expect(tree.roots).toHaveLength(1);
    }
    expect(shown.forest).toEqual(potential);
  });

  it('of another cut nests in it, keeps the ids of sets that stay, and travels as changes', () => {
    const before = readLandscape(workspace, made.map);
    for (const sets of [1, 3, 17, 64, 2]) {
      const after = readLandscape(workspace, made.map, sets);
      expect(after.basins).toHaveLength(sets);
      expect(after.basins.reduce((sum, { members }) => sum + members, 0)).toBe(BLOCKS * SIZE);
      expect(withChanges(before, changesBetween(before, after))).toEqual(after);
      for (const { strength } of after.basins) expect(strength).toBeGreaterThan(0);
    }
    expect(readLandscape(workspace, made.map, 17).kinetic!.scores!.sets).toBe(BLOCKS);
    expect(readLandscape(workspace, made.map, 1).basins[0]!.strength).toBeCloseTo(1, 12);
    const kept = new Set(before.basins.map(({ id }) => id));
    const coarser = readLandscape(workspace, made.map, BLOCKS - 1).basins.filter(({ id }) => kept.has(id));
    expect(coarser).toHaveLength(BLOCKS - 2);
    expect(() => readLandscape(workspace, made.map, 65)).toThrow('up to 64 sets');
  });

  it('is seen with trials and paths between states, at whatever cut their states are parted', () => {
    const { basins } = readLandscape(workspace, made.map);
    const [p, q] = [basins[0]!, basins[1]!];
    workspace.trials.add(made.map, { trial: 1, phase: 'barriers', from: { state: p.representative! }, to: { state: q.representative! }, alpha: 900, temperature: 2, epsilon: 0.1, success: true, steps: 5, barrier: 40, closest: 0 });
    workspace.paths.put(made.map, { a: p.representative!, b: q.representative!, kind: 'refined', barrier: 1.5, energies: Float32Array.of(0, 1.5, 0), points: new Float32Array(48) });
    const edgeAt = (sets: number | null) => readLandscape(workspace, made.map, sets).edges.find(({ a, b }) => a === p.id && b === q.id);
    expect(edgeAt(null)).toMatchObject({ status: 'joined', barrier: 40, refined: 1.5, forward: [1, 1] });
    expect(readLandscape(workspace, made.map, 1).edges).toEqual([]);
    const stored = readPaths(workspace, made.map, p.id, q.id).find(({ kind }) => kind === 'refined');
    expect(stored).toMatchObject({ a: p.id, b: q.id, barrier: 1.5 });
  });

  it('tells of attraction–diffusion between its sets where it was measured, with the critical α and the quenched barrier, and of nothing where it was not', () => {
    const { basins } = readLandscape(workspace, made.map);
    const [p, q, r] = [basins[2]!, basins[3]!, basins[4]!];
    const [from, to] = [p.representative!, q.representative!].sort((a, b) => a - b) as [number, number];
    let trial = 100;
    const add = (a: number, b: number, alpha: number, success: boolean): void => workspace.trials.add(made.map, { trial: trial++, phase: 'diffusion', from: { state: a }, to: { state: b }, alpha, temperature: 1, epsilon: 0.1, success, steps: 5, barrier: 40, closest: 0 });
    for (const alpha of [800, 900, 1000]) add(from, to, alpha, true);
    for (const alpha of [1100, 1200]) add(to, from, alpha, true);
    add(to, from, 5000, false);
    const inside = readMembers(workspace, made.map, p.id, 0, 50).members.find(({ state }) => state !== p.representative)!.state;
    add(p.representative!, inside, 700, true);
    workspace.paths.put(made.map, { a: from, b: to, kind: 'quenched', barrier: 12.5, energies: Float32Array.of(0, 12.5, 0), points: new Float32Array(48) });
    const landscapeNow = landscapeSchema.parse(readLandscape(workspace, made.map));
    const edge = (a: number, b: number) => landscapeNow.edges.find((row) => row.a === Math.min(a, b) && row.b === Math.max(a, b))!;
    const measured = edge(p.id, q.id);
    expect(measured).toMatchObject({ status: 'joined', barrier: 40, quenched: 12.5, alpha: { value: 1000, low: 800, high: null, trials: 6, arrived: 5, beyond: 5000 } });
    const forward = measured.a === (from === p.representative ? p.id : q.id) ? measured.alpha!.forward : measured.alpha!.backward;
    expect(forward).toEqual({ value: 900, low: 800, high: 1000, trials: 3, arrived: 3, beyond: null });
    // Not measured is told from measured without success.
    const others = readBasin(workspace, made.map, r.id).neighbours;
    for (const row of others) expect(row).toMatchObject({ alpha: null, quenched: null, barrier: null });
    expect(landscapeNow.kinetic!.diffusion).toMatchObject({ within: { trials: 1 }, between: { trials: 6 }, order: 1 });
    // At one set nothing is between.
    expect(readLandscape(workspace, made.map, 1).kinetic!.diffusion).toBeNull();
    const shown = readPaths(workspace, made.map, p.id, q.id).find(({ kind }) => kind === 'quenched');
    expect(pathView.parse(shown)).toMatchObject({ barrier: 12.5 });
  });

  it('shows a set from near: inherent structures, memberships, energies, barriers to all others, and the way to them', () => {
    const { basins } = readLandscape(workspace, made.map);
    const [{ id }, other] = [basins[0]!, basins[BLOCKS - 1]!];
    const detail = basinDetail.parse(readBasin(workspace, made.map, id));
    expect(detail.neighbours).toHaveLength(BLOCKS - 1);
    for (const { graph, freeEnergy } of detail.neighbours) expect(Number.isFinite(graph) && Number.isFinite(freeEnergy)).toBe(true);
    expect(detail.inherentHistogram!.counts.reduce((sum, count) => sum + count, 0)).toBe(SIZE);
    expect(detail.inherentHistogram!.edges[0]).toBeCloseTo(basins[0]!.bottom!, 9);
    const page = memberPage.parse(readMembers(workspace, made.map, id, 3, 5));
    expect(page).toMatchObject({ total: SIZE, offset: 3, inherent: { count: 5 } });
    for (const member of page.members) expect(member.inherentEnergy).toBe(made.energies[member.state]);
    expect(page.inherent!.pixels.subarray(0, 16)).toEqual(workspace.inherent.thumbnails(made.map, [page.members[0]!.state]).get(page.members[0]!.state));

    const way = pathView.parse(readPaths(workspace, made.map, id, other.id).find(({ kind }) => kind === 'graph'));
    expect(way.barrier).toBe(Math.max(...way.energies));
    expect(way.barrier).toBe(floodedBarrier(basins[0]!.representative!, other.representative!));
    expect([way.along[0], way.along.at(-1)]).toEqual([0, 1]);
    expect(way.energies[0]).toBe(made.energies[basins[0]!.representative!]);
    expect(way.images!.count).toBe(way.imageAt.length);
  });
});
