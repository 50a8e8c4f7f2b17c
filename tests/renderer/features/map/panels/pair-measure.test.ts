import { beforeEach, describe, expect, it } from 'vitest';
import type { EdgeRow, Landscape } from '../../../../../core/contract/landscape.ts';
import { LandscapeFeed } from '../../../../../core/landscape/landscape-feed.ts';
import { MapView } from '../../../../../renderer/features/map/map-view.svelte.ts';
import { PairMeasure } from '../../../../../renderer/features/map/panels/path/pair-measure.svelte.ts';
import { withProgram } from '../../../bridge.ts';

const program = withProgram();
const basin = (id: number) => ({ id, energy: -3, members: 4, position: null, layout: [0, 0] as [number, number], merged: [], labelCounts: null });
const edge: EdgeRow = { a: 7, b: 9, status: 'untested', barrier: null, refined: null, forward: [0, 0], backward: [0, 0], alpha: null, quenched: null };
let found: EdgeRow;
const landscape = (): Landscape => ({
  map: 'm', potential: 'p', cut: { leafKind: 'state', sets: 2, own: 2, fewest: 1, most: 9 },
  basins: [basin(7), basin(9)], edges: [found], forest: { joins: [], roots: [0, 1], x: [0, 1] }, images: null, discovery: [], sweep: [], alpha: null, scores: null,
});

let view: MapView;
beforeEach(async () => {
  found = edge;
  const feed = new LandscapeFeed(landscape);
  program.answers = {
    'map.landscapeSince': ({ map, sets, since }) => feed.ask(map, sets ?? null, since),
    'map.paths': () => ({ paths: [] }),
    'map.measurePair': () => {
      found = { ...edge, status: 'joined', quenched: 12, forward: [5, 5], backward: [5, 5] };
      return { edge: found };
    },
  };
  view = new MapView('m', 'kinetic');
  await view.load();
  view.selectPair(7, 9);
  program.asked = [];
});

describe('measuring the pair in view', () => {
  it('asks for it once, and shows what was found', async () => {
    const measure = new PairMeasure(view);
    const under = measure.measure();
    expect(measure.busy).toBe(true);
    await measure.measure();
    await under;
    expect(program.asked.filter(({ name }) => name === 'map.measurePair').map(({ ask }) => ask)).toEqual([expect.objectContaining({ map: 'm', a: 7, b: 9 })]);
    expect(view.landscape.value!.edges[0]).toMatchObject({ quenched: 12, forward: [5, 5] });
    expect([measure.busy, measure.failure]).toEqual([false, null]);
  });

  it('says why it failed, of that pair alone', async () => {
    const measure = new PairMeasure(view);
    program.answers['map.measurePair'] = () => Promise.reject(new Error('The map is paused.'));
    await measure.measure();
    expect(measure.failure?.message).toBe('The map is paused.');
    view.leavePair();
    expect(measure.failure).toBeNull();
    await measure.measure();
    expect(program.asked.filter(({ name }) => name === 'map.measurePair')).toHaveLength(1);
  });
});
