import { beforeEach, describe, expect, it } from 'vitest';
import { LandscapeFeed } from '../../../../../core/landscape/landscape-feed.ts';
import { MapView } from '../../../../../renderer/features/map/map-view.svelte.ts';
import { NewestOnly } from '../../../../../renderer/features/map/sets/newest-only.ts';
import { SetSlider } from '../../../../../renderer/features/map/sets/set-slider.svelte.ts';
import { settled, withProgram } from '../../../bridge.ts';
import { kineticLandscape } from './kinetic-landscape.ts';

const program = withProgram();
let release: (() => void)[] = [];
/** Whether answers wait until they are let go. */
let held = false;
const cuts = (): unknown[] => program.asked.filter(({ name }) => name === 'map.landscapeSince').map(({ ask }) => (ask as { sets?: number }).sets ?? null);

beforeEach(() => {
  release = [];
  held = false;
  const feed = new LandscapeFeed((_, sets) => kineticLandscape(sets ?? 2));
  program.answers = {
    'map.landscapeSince': async ({ map, sets, since }) => {
      if (held) await new Promise<void>((go) => release.push(go));
      return feed.ask(map, sets ?? null, since);
    },
    'map.basin': ({ basin }) => ({ basin, histogram: { edges: [], counts: [] }, neighbours: [] }),
    'map.members': ({ offset }) => ({ total: 0, offset, members: [], images: null }),
  };
});

async function opened(): Promise<{ view: MapView; slider: SetSlider }> {
  const view = new MapView('k');
  await view.load();
  program.asked = [];
  return { view, slider: new SetSlider(view) };
}

describe('the number of sets under the hand', () => {
  it('goes from the fewest sets there are to the most, and stands at the map’s own number', async () => {
    const { slider } = await opened();
    expect([slider.usable, slider.fewest, slider.most, slider.value, slider.own]).toEqual([true, 1, 6, 2, 2]);
    await slider.to(99);
    expect([slider.value, slider.shown]).toEqual([6, 6]);
    await slider.to(-4);
    await slider.by(2);
    expect(slider.shown).toBe(3);
    await slider.to(NaN);
    expect(cuts()).toEqual([6, 1, 3]);
  });

  it('is of no use where a map has basins, or one way to be cut', () => {
    const view = new MapView('k');
    const slider = new SetSlider(view);
    expect(slider.usable).toBe(false);
    const whole = kineticLandscape(2);
    view.landscape.value = { ...whole, cut: { ...whole.cut, leafKind: 'basin' } };
    expect(slider.usable).toBe(false);
    view.landscape.value = { ...whole, cut: { ...whole.cut, most: 1 } };
    expect(slider.usable).toBe(false);
  });

  it('has one request under way, moves at once, and asks next for where it is then', async () => {
    const { view, slider } = await opened();
    held = true;
    const moves = [slider.to(3), slider.to(4), slider.to(5), slider.to(6)];
    await settled();
    expect(cuts()).toEqual([3]);
    expect([slider.value, slider.shown]).toEqual([6, 2]);
    release.shift()!();
    await settled();
    expect(cuts()).toEqual([3, 6]);
    expect([slider.value, view.basins.length]).toEqual([6, 3]);
    release.shift()!();
    await Promise.all(moves);
    expect([slider.value, slider.shown, view.basins.length]).toEqual([6, 6, 6]);
    expect(cuts()).toEqual([3, 6]);
  });

  it('leaves the handle where the map stayed when a request fails, and can be asked again', async () => {
    const { slider } = await opened();
    const answer = program.answers['map.landscapeSince']!;
    delete program.answers['map.landscapeSince'];
    await slider.to(4);
    expect([slider.value, slider.shown]).toEqual([2, 2]);
    program.answers['map.landscapeSince'] = answer;
    await slider.to(4);
    expect(slider.shown).toBe(4);
  });

  it('takes what is selected along: to the largest part, and back into the whole', async () => {
    const { view, slider } = await opened();
    view.select(8);
    await slider.to(4);
    expect(view.selection.set).toBe(7);
    await slider.to(6);
    expect(view.selection.set).toBe(2);
    await slider.to(3);
    expect(view.selection.set).toBe(8);
    view.select(5);
    await slider.to(1);
    expect(view.selection.set).toBe(10);
  });
});

describe('only the newest', () => {
  it('does not ask again for what was just answered', async () => {
    const seen: number[] = [];
    const asking = new NewestOnly<number>((value) => settled().then(() => seen.push(value)));
    await Promise.all([asking.want(1), asking.want(2), asking.want(1)]);
    expect(seen).toEqual([1]);
    await asking.want(1);
    expect(seen).toEqual([1, 1]);
  });

  it('asks on after a failure', async () => {
    const asking = new NewestOnly<number>((value) => (value === 1 ? Promise.reject(new Error('no')) : Promise.resolve()));
    await expect(asking.want(1)).rejects.toThrow('no');
    await expect(asking.want(2)).resolves.toBeUndefined();
  });
});
