import { beforeEach, describe, expect, it } from 'vitest';
import { LandscapeFeed } from '../../../../../core/landscape/landscape-feed.ts';
import type { Landscape } from '../../../../../core/contract/landscape.ts';
import type { Location } from '../../../../../core/contract/location.ts';
import { guestPlaces } from '../../../../../renderer/graph3d/guest-marker.ts';
import { givenImageOf, imageName, isImageFile } from '../../../../../renderer/features/map/locate/given-image.ts';
import { locatedGuest } from '../../../../../renderer/features/map/locate/located-guest.ts';
import { Locator } from '../../../../../renderer/features/map/locate/locator.svelte.ts';
import { MapView } from '../../../../../renderer/features/map/map-view.svelte.ts';
import { settled, withProgram } from '../../../bridge.ts';

const program = withProgram();
const landscapeOf = (sets: number): Landscape => ({
  map: 'm', potential: 'p', cut: { leafKind: 'state', sets, own: 2, fewest: 1, most: 9 },
  basins: [{ id: 7, energy: -3, members: 4, position: null, layout: [0, 0], merged: [], labelCounts: null, freeEnergy: -5 }],
  edges: [], forest: { joins: [], roots: [0], x: [0] }, images: null, discovery: [], sweep: [], alpha: null, scores: null,
});
const location: Location = {
  energy: 3, inherentEnergy: -2, basin: 7, membership: 0.9, memberships: [{ basin: 7, part: 0.9 }], far: { isFar: false, text: '', rows: [] },
  layout: [0.5, -4], nearest: [], next: null, images: null, nearestImages: null, nearestInherent: null, toRepresentative: null, toNext: null,
};

let view: MapView;
beforeEach(async () => {
  const feed = new LandscapeFeed((_, sets) => landscapeOf(sets ?? 2));
  program.answers = { 'map.landscapeSince': ({ map, sets, since }) => feed.ask(map, sets ?? null, since), 'map.locate': () => location };
  view = new MapView('m', 'kinetic');
  await view.load();
  program.asked = [];
});

describe('looking for an image', () => {
  it('asks where it stands, its bytes as they are, and has the graph mark it', async () => {
    const locator = new Locator(view);
    await locator.look({ kind: 'bytes', name: 'seven.png', bytes: new Uint8Array([1, 2, 3]) });
    const { name, ask } = program.asked[0]!;
    expect(name).toBe('map.locate');
    expect((ask as { image: { bytes: unknown } }).image.bytes).toEqual(new Uint8Array([1, 2, 3]));
    expect(ask).toMatchObject({ map: 'm' });
    expect(locator.location).toEqual(location);
    expect(view.located).toEqual(location);
    expect(locator.current).toBe(true);
  });

  it('is of the sets before when the slider has moved on', async () => {
    const locator = new Locator(view);
    await locator.look({ kind: 'data', index: 4 });
    await view.cutInto(3);
    expect(locator.current).toBe(false);
  });

  it('says why it failed, and lets go of an image as if it had never been', async () => {
    const locator = new Locator(view);
    program.answers['map.locate'] = () => Promise.reject(new Error('No such image.'));
    await locator.look({ kind: 'file', path: '/images/4.png' });
    expect(locator.failure?.message).toBe('No such image.');
    expect(view.located).toBeNull();
    locator.close();
    await settled();
    expect([locator.image, locator.failure, locator.location]).toEqual([null, null, null]);
  });
});

describe('an image given', () => {
  it('is told from weights and configs by its name', () => {
    expect(['4.PNG', 'a.jpg', 'b.jpeg', 'x.npy'].every(isImageFile)).toBe(true);
    expect(['w.pth', 'w.safetensors', 'c.json', 'png'].some(isImageFile)).toBe(false);
  });

  it('goes by its path, and by its bytes where it is of no disk', async () => {
    const file = new File([new Uint8Array([9, 8])], 'four.png');
    expect(await givenImageOf(file, () => '/images/four.png')).toEqual({ kind: 'file', path: '/images/four.png' });
    expect(await givenImageOf(file, () => '')).toEqual({ kind: 'bytes', name: 'four.png', bytes: new Uint8Array([9, 8]) });
    expect(imageName({ kind: 'file', path: '/images/four.png' })).toBe('four.png');
    expect(imageName({ kind: 'data', index: 12 })).toBe('number 12 of the data');
  });
});

describe('its mark in the graph', () => {
  it('stands at its own energy, and under free energies as high as its set', () => {
    expect(locatedGuest(location, landscapeOf(2), 'graph', null)).toMatchObject({ position: [0.5, -4], energy: -2 });
    expect(locatedGuest(location, landscapeOf(2), 'freeEnergy', null).energy).toBe(-5);
    expect(locatedGuest({ ...location, basin: 8 }, landscapeOf(2), 'freeEnergy', null).energy).toBeNull();
  });

  it('is held inside the box, and on its floor where it has no height', () => {
    const box = { halfX: 1, halfZ: 1, height: 1.5, centerX: 0, centerY: 0, planeScale: 1, floor: -10, lid: 0 };
    expect([...guestPlaces({ position: [0.5, -4], energy: -5 }, box)]).toEqual([0.5, 0, 1, 0.5, 0.75, 1]);
    expect([...guestPlaces({ position: [-3, 0.25], energy: null }, box)]).toEqual([-1, 0, -0.25, -1, 0, -0.25]);
    expect(guestPlaces({ position: [0, 0], energy: -99 }, box)[4]).toBe(0);
  });
});
