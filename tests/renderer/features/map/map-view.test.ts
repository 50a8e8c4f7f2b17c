import { beforeEach, describe, expect, it } from 'vitest';
import { LandscapeFeed } from '../../../../core/landscape/landscape-feed.ts';
import type { BasinRow, Landscape, PathView } from '../../../../core/contract/landscape.ts';
import { MapView } from '../../../../renderer/features/map/map-view.svelte.ts';
import { settled, withProgram } from '../../bridge.ts';

const program = withProgram();
const basin = (id: number, energy: number, members: number, merged: number[] = []): BasinRow => ({ id, energy, members, position: null, layout: [0, 0], merged, labelCounts: null });
const join = { node: 3, children: [0, 1] as [number, number], barrier: 4, refined: 2, height: 2, via: [0, 1] as [number, number] };
const whole: Landscape = {
  map: 'm', potential: 'p',
  cut: { leafKind: 'basin', sets: 3, own: 3, fewest: 3, most: 6 },
  basins: [basin(0, -1, 5), basin(2, -3, 2), basin(5, 0.5, 9)],
  edges: [], forest: { joins: [join], roots: [2, 3], x: [0, 1, 2, 0.5] },
  images: null, discovery: [], sweep: [], alpha: null, scores: null,
};
/** After a merge: 5 went into 0. */
const merged: Landscape = { ...whole, basins: [basin(0, -1, 14, [5]), basin(2, -3, 2)], forest: { joins: [], roots: [0, 1], x: [0, 1] } };
const path = (a: number, b: number): PathView => ({ a, b, kind: 'refined', along: [0, 1], energies: [0, 1], positions: null, barrier: 1, imageAt: [], images: null });

let landscape: Landscape;
let feed: LandscapeFeed;
beforeEach(() => {
  landscape = whole;
  feed = new LandscapeFeed((_, sets) => (sets === 3 || sets === null ? landscape : merged));
  program.answers = {
    'map.landscapeSince': ({ map, sets, since }) => feed.ask(map, sets ?? null, since),
    'map.basin': ({ basin: id }) => ({ basin: id, histogram: { edges: [], counts: [] }, neighbours: [] }),
    'map.paths': ({ a, b }) => ({ paths: [path(a, b)] }),
    'map.members': ({ offset }) => ({ total: 0, offset, members: [], images: null }),
  };
});

async function opened(): Promise<MapView> {
  const view = new MapView('m');
  await view.load();
  await settled();
  program.asked = [];
  return view;
}
const asked = (): unknown[] => program.asked.map(({ name, ask }) => [name, ask]);

describe('a map in view', () => {
  it('knows its basins by id and its energies from lowest to highest join', async () => {
    const view = await opened();
    expect([0, 2, 5, 7, null].map((id) => view.indexOf(id))).toEqual([0, 1, 2, null, null]);
    expect(view.span).toEqual([-3, 2]);
    expect(view.selected).toBeNull();
    expect(new MapView('m').span).toEqual([0, 1]);
  });

  it('loads what is known of the basin selected, once, and its members', async () => {
    const view = await opened();
    view.select(5);
    view.select(5);
    view.selectMember(3);
    await settled();
    expect(asked()).toEqual([['map.basin', { map: 'm', basin: 5 }]]);
    expect(view.selected?.energy).toBe(0.5);
    expect(view.detail.value?.basin).toBe(5);
    expect(view.members.total).toBe(9);
    view.select(7);
    expect(view.selection.set).toBe(5);
    view.select(null);
    expect(view.detail.value).toBeNull();
    expect(view.members.total).toBe(0);
  });

  it('loads the paths of a pair once, says that they are asked for each time, and forgets them with the pair', async () => {
    const view = await opened();
    let opens = 0;
    view.onpair = () => opens++;
    view.selectPair(5, 0);
    view.selectPair(0, 5);
    await settled();
    expect(asked()).toEqual([['map.basin', { map: 'm', basin: 0 }], ['map.paths', { map: 'm', a: 0, b: 5 }]]);
    expect(opens).toBe(2);
    expect(view.paths.value).toHaveLength(1);
    view.select(5);
    expect(view.paths.value).toHaveLength(1);
    view.select(2);
    expect(view.paths.value).toBeNull();
    view.selectPair(0, 2);
    await settled();
    view.leavePair();
    expect(view.paths.value).toBeNull();
    expect(view.selection.set).toBe(2);
  });

  it('an overtaken pair’s paths are not shown', async () => {
    const view = await opened();
    const held: (() => void)[] = [];
    program.answers['map.paths'] = async ({ a, b }) => (await new Promise<void>((go) => held.push(go)), { paths: [path(a, b)] });
    view.selectPair(0, 2);
    view.selectPair(0, 5);
    held[1]!();
    await settled();
    held[0]!();
    await settled();
    expect(view.paths.value?.map(({ b }) => b)).toEqual([5]);
  });

  it('steps through basins in order of energy, and stops at both ends', async () => {
    const view = await opened();
    const walk = (...steps: number[]): (number | null)[] => steps.map((by) => (view.step(by), view.selection.set));
    expect(walk(1, 1, 1, 1)).toEqual([2, 0, 5, 5]);
    expect(walk(-1, -1, -1)).toEqual([0, 2, 2]);
    view.selectAlone(null);
    expect(walk(-1)).toEqual([5]);
  });

  it('follows what is selected and pointed at into the basin it was merged into', async () => {
    const view = await opened();
    view.select(5);
    view.hover(5);
    await settled();
    landscape = merged;
    await view.load();
    await settled();
    expect(view.selection.set).toBe(0);
    expect(view.selection.hovered).toBe(0);
    expect(view.detail.value?.basin).toBe(0);
    expect(view.members.total).toBe(14);
  });

  it('asks for changes of what it has, and comes through a restart of the program', async () => {
    const view = await opened();
    landscape = merged;
    await view.load();
    expect(view.landscape.value).toEqual(merged);
    feed = new LandscapeFeed(() => whole);
    await view.load();
    expect(view.landscape.value).toEqual(whole);
    const since = program.asked.flatMap(({ name, ask }) => (name === 'map.landscapeSince' ? [(ask as { since: string | null }).since] : []));
    expect(new Set(since).size).toBe(2);
    expect(since).not.toContain(null);
  });

  it('cut elsewhere asks for the sets of that cut, members and neighbours too', async () => {
    const view = await opened();
    await view.cutInto(2);
    view.select(0);
    view.members.want(0, 5);
    await settled();
    expect(view.basins.map(({ id }) => id)).toEqual([0, 2]);
    expect(asked()).toEqual([
      ['map.landscapeSince', { map: 'm', sets: 2, since: expect.any(String) as string }],
      ['map.basin', { map: 'm', sets: 2, basin: 0 }],
      ['map.members', { map: 'm', sets: 2, basin: 0, offset: 0, limit: 96 }],
    ]);
    await view.cutInto(null);
    expect(view.basins).toHaveLength(3);
  });

  it('lets go of a pair that became one basin', async () => {
    const view = await opened();
    view.selectPair(0, 5);
    await settled();
    landscape = merged;
    await view.load();
    expect(view.selection.pair).toBeNull();
    expect(view.selection.set).toBe(0);
    expect(view.paths.value).toBeNull();
  });

  it('brings a basin before the camera when asked to', async () => {
    const view = await opened();
    const flights: number[] = [];
    view.onfocus = (id) => flights.push(id);
    view.focus(2);
    expect(flights).toEqual([2]);
    expect(view.selection.set).toBe(2);
  });

  it('keeps what it showed when it cannot be loaded again', async () => {
    const view = await opened();
    view.select(5);
    delete program.answers['map.landscapeSince'];
    await view.load();
    expect(view.basins).toHaveLength(3);
    expect(view.selection.set).toBe(5);
    expect(view.landscape.error?.message).toContain('map.landscape');
  });
});
