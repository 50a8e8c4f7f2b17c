import { createHash } from 'node:crypto';
import { copyFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordedThreads } from '../../core/bundles/recorded-threads.ts';
import { openEngine } from '../../core/engines/open-engine.ts';
import { thisMachine } from '../../core/jobs/machine.ts';
import type { TrialRecord } from '../../core/mapping/records.ts';
import { measurePair } from '../../core/measurement/measure-pair.ts';
import { Database } from '../../core/store/database.ts';
import { readKineticSets } from '../../core/store/read-kinetic.ts';
import { recordText } from '../../core/store/record-digest.ts';
import { openWorkspace } from '../../core/store/workspace.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { resources } from '../core/runs/small-runs.ts';

const kinetic = ['MNIST digits', 'Fashion-MNIST, convergent', 'Fashion-MNIST, not convergent'] as const;

let folder: string;
let workspace: Workspace;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'basinscope-shipped-'));
  copyFileSync(join(resources, 'workspace', 'workspace.sqlite'), join(folder, 'workspace.sqlite'));
  cpSync(join(resources, 'workspace', 'potentials'), join(folder, 'potentials'), { recursive: true });
  workspace = openWorkspace(folder);
});
afterAll(() => {
  workspace.close();
  rmSync(folder, { recursive: true, force: true });
});

function mapNamed(name: string): ReturnType<Workspace['maps']['get']> {
  return workspace.maps.list().find((map) => map.name === name)!;
}

const isOf = (ends: readonly [number, number], a: number, b: number): boolean => ends.includes(a) && ends.includes(b);

interface MeasuredPair {
  /** Two sets by id, their representatives, their bottoms. */
  readonly sets: readonly [number, number];
  readonly tried: readonly [number, number];
  readonly relaxed: readonly [number, number];
}

/** Of the pairs of a map's sets that were tried and whose way was relaxed: the one whose way has most points. */
function measuredPair(map: string): MeasuredPair {
  const { ids, representatives, bottoms } = readKineticSets(workspace, map, null)!.cut;
  const ramped = workspace.trials.ramped(map);
  const refined = workspace.paths.all(map).filter(({ kind }) => kind === 'refined').sort((p, q) => q.energies.length - p.energies.length);
  for (const { a, b } of refined) {
    const [p, q] = [bottoms.indexOf(a), bottoms.indexOf(b)].sort((first, second) => first - second) as [number, number];
    const tried = [representatives[p] ?? -1, representatives[q] ?? -1] as const;
    if (p >= 0 && ramped.some(({ from, to }) => isOf(tried, from, to))) return { sets: [ids[p]!, ids[q]!], tried, relaxed: [bottoms[p]!, bottoms[q]!] };
  }
  throw new Error(`no pair of sets of ${map} was measured`);
}

/** What the map knows of the pair, in no order: trials without their numbers, which are of their order, and the relaxed way. */
function known(map: string, tried: readonly [number, number], relaxed: readonly [number, number]): { readonly trials: readonly string[]; readonly way: string; readonly barrier: number } {
  const stateOf = (end: TrialRecord['from']): number => ('state' in end ? end.state : -1);
  const trials = workspace.trials.all(map).filter(({ from, to }) => isOf(tried, stateOf(from), stateOf(to))).map(({ trial: _number, ...trial }) => recordText(trial)).sort();
  const way = workspace.paths.all(map).find(({ a, b, kind }) => kind === 'refined' && isOf(relaxed, a, b));
  return { trials, way: createHash('sha256').update(recordText(way ?? null)).digest('hex'), barrier: way?.barrier ?? NaN };
}

describe('the maps that are shipped', () => {
  it('say what computed them', () => {
    const maps = workspace.maps.list();
    expect(maps.map(({ name }) => name).sort()).toEqual(['Eight Gaussians', 'Four rings', ...kinetic].sort());
    expect(maps.filter(({ machine, bundled }) => machine === null || !bundled)).toEqual([]);
  });

  // Where this fails, what computes maps has changed: make them again (scripts/make-bundle.mjs says how).
  it.each(kinetic)('are those that this program makes: a pair of sets of %s, measured again', async (name) => {
    const map = mapNamed(name);
    const { sets: [a, b], tried, relaxed } = measuredPair(map.id);
    const before = known(map.id, tried, relaxed);
    expect(before.trials.length).toBeGreaterThan(1);
    const database = new Database(join(folder, 'workspace.sqlite'));
    database.run('DELETE FROM trial WHERE map = ? AND from_state IN (?, ?) AND to_state IN (?, ?)', [map.id, ...tried, ...tried]);
    database.run("DELETE FROM path WHERE map = ? AND kind = 'refined' AND a IN (?, ?) AND b IN (?, ?)", [map.id, ...relaxed, ...relaxed]);
    database.close();
    expect(known(map.id, tried, relaxed)).toMatchObject({ trials: [], barrier: NaN });
    const engine = await openEngine(recordedThreads(map.settings, map.engine));
    await measurePair(workspace, engine, { map: map.id, sets: null, a, b });
    await engine.close();
    const now = known(map.id, tried, relaxed);
    // Another kind of processor has last digits of its own.
    if (map.machine?.processor === thisMachine().processor) expect(now).toEqual(before);
    else expect(Math.abs(now.barrier - before.barrier)).toBeLessThan(0.01 * Math.abs(before.barrier));
  });
});
