import { describe, expect, it } from 'vitest';
import { landscapeUpdate, withChanges } from '../../../core/contract/landscape-changes.ts';
import type { LandscapeUpdate } from '../../../core/contract/landscape-changes.ts';
import type { Landscape } from '../../../core/contract/landscape.ts';
import { composeLandscape } from '../../../core/landscape/compose-landscape.ts';
import type { ShownSet } from '../../../core/landscape/compose-landscape.ts';
import { changesBetween, LandscapeFeed } from '../../../core/landscape/landscape-feed.ts';
import { thumbnail } from '../../../core/landscape/thumbnail.ts';
import { integerAt } from '../../../core/random/draw.ts';
import { streamKey } from '../../../core/random/stream-key.ts';

const shape = [1, 6, 6] as const;

/** A landscape of images as drawn from a seed: every id from 0 to 11 may be a basin, with any representative of five. */
function drawn(seed: number, plane = false): Landscape {
  const key = streamKey(seed);
  const ids = Array.from({ length: 12 }, (_, id) => id).filter((id) => integerAt(key, 0, id, 3) > 0);
  const sets = ids.map((id): ShownSet => {
    const representative = integerAt(key, 1, id, 5);
    const x = plane ? new Float32Array([id, representative]) : Float32Array.from({ length: 36 }, (_, at) => Math.cos(id * 5 + representative + at));
    return {
      id, energy: -id - representative, members: 1 + integerAt(key, 2, id, 3), merged: integerAt(key, 3, id, 2) === 0 ? [] : [20 + id],
      labelCounts: integerAt(key, 4, id, 2) === 0 ? null : { a: 1 }, x, thumbnail: thumbnail(x, plane ? [2, 1, 1] : shape),
    };
  });
  const trials = Array.from({ length: 12 }, (_, trial) => {
    const successes = integerAt(key, 5, trial, 2);
    return { from: integerAt(key, 6, trial, 12), to: integerAt(key, 7, trial, 12), successes, trials: 2, barrier: successes > 0 ? integerAt(key, 8, trial, 20) : null };
  });
  const count = integerAt(key, 9, 0, 5);
  return composeLandscape({
    map: 'm', potential: 'p', shape: plane ? [2, 1, 1] : shape, sets, trials, paths: [],
    cut: { leafKind: 'basin', sets: sets.length, own: sets.length, fewest: 1, most: 12 },
    discovery: Array.from({ length: count }, (_, states) => ({ states, basins: integerAt(key, 10, states, 2) })),
    sweep: [], alpha: count, scores: null,
  });
}

/** What the window has after an answer, after the journey between the processes. */
function received(update: LandscapeUpdate, before: Landscape | null): Landscape {
  const arrived = landscapeUpdate.parse(structuredClone(update));
  return arrived.kind === 'whole' ? arrived.landscape : withChanges(before!, arrived.changes);
}

describe('changes of a landscape', () => {
  it.each([['images', false], ['the plane', true]])('make the one out of the other, whatever the two are (%s)', (_, plane) => {
    for (let seed = 0; seed < 120; seed++) {
      const [before, after] = [drawn(seed, plane), drawn(seed + 1, plane)];
      expect(withChanges(before, structuredClone(changesBetween(before, after)))).toEqual(after);
    }
  });

  it('are nothing where nothing changed, and rows that did not change stay the same objects', () => {
    const before = drawn(3);
    const none = changesBetween(before, structuredClone(before));
    expect(none).toMatchObject({ order: null, basins: [], layout: null, edges: [], edgesGone: [], forest: null, images: null, discovery: { points: [] }, sweep: { points: [] } });
    const same = withChanges(before, none);
    expect(same).toEqual(before);
    expect(same.basins[0]).toBe(before.basins[0]);
    expect(same.edges[0]).toBe(before.edges[0]);
  });

  it('carry the image of a new representative and no other', () => {
    const before = drawn(3);
    const after = structuredClone(before);
    after.images!.pixels[36 * 2] = 255 - after.images!.pixels[36 * 2]!;
    after.basins[4]!.members++;
    const changes = changesBetween(before, after);
    expect([...changes.images!.of]).toEqual([before.basins[2]!.id]);
    expect(changes.images!.strip.pixels).toEqual(after.images!.pixels.slice(72, 108));
    expect(changes.basins).toEqual([after.basins[4]]);
    expect(withChanges(before, changes)).toEqual(after);
  });
});

describe('a landscape told again and again', () => {
  it('comes whole at first, then in changes, and is always what is there', () => {
    let seed = 0;
    const feed = new LandscapeFeed(() => drawn(seed));
    const window: { revision: string | null; landscape: Landscape | null } = { revision: null, landscape: null };
    for (seed = 0; seed < 30; seed++) {
      const update = feed.ask('m', null, window.revision);
      expect(update.kind).toBe(seed === 0 ? 'whole' : 'changes');
      window.landscape = received(update, window.landscape);
      window.revision = update.revision;
      expect(window.landscape).toEqual(drawn(seed));
    }
  });

  it('comes whole after a restart of the program, after an answer that was lost, and of another map', () => {
    const first = new LandscapeFeed(() => drawn(1));
    const { revision } = first.ask('m', null, null);
    expect(first.ask('other', null, revision).kind).toBe('whole');
    expect(new LandscapeFeed(() => drawn(2)).ask('m', null, revision).kind).toBe('whole');
    const lost = first.ask('m', null, revision);
    expect(lost.kind).toBe('changes');
    expect(first.ask('m', null, revision).kind).toBe('whole');
  });

  it('tells changes from one cut to another', () => {
    const feed = new LandscapeFeed((_, sets) => drawn(sets ?? 0));
    const whole = feed.ask('m', null, null);
    const finer = feed.ask('m', 7, whole.revision);
    expect(finer.kind).toBe('changes');
    expect(received(finer, received(whole, null))).toEqual(drawn(7));
  });

  it('forgets the maps not asked for longest', () => {
    const feed = new LandscapeFeed(() => drawn(1));
    const revisions = ['a', 'b', 'c', 'd', 'e'].map((map) => feed.ask(map, null, null).revision);
    expect(feed.ask('b', null, revisions[1]!).kind).toBe('changes');
    expect(feed.ask('a', null, revisions[0]!).kind).toBe('whole');
  });
});
