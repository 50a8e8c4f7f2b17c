import { describe, expect, it } from 'vitest';
import type { Landscape } from '../../../../core/contract/landscape.ts';
import { overviewOf } from '../../../../renderer/features/map/inspector/map-overview.ts';
import { knownBy, orderNeighbours, type Neighbour } from '../../../../renderer/features/map/inspector/neighbour-order.ts';

const basin = (id: number, energy: number, members: number) => ({ id, energy, members, position: null, layout: [0, 0] as [number, number], merged: [], labelCounts: null });
const edge = (a: number, b: number, status: 'joined' | 'failed') => ({ a, b, status, barrier: status === 'joined' ? 1 : null, refined: null, forward: [1, 2] as [number, number], backward: [0, 2] as [number, number] });

const landscape: Landscape = {
  map: 'm', potential: 'p',
  cut: { leafKind: 'basin', sets: 3, own: 3, fewest: 3, most: 6 },
  basins: [basin(0, -1, 5), basin(2, -3, 2), basin(5, 0.5, 9)],
  edges: [edge(0, 2, 'joined'), edge(0, 5, 'failed')],
  forest: { joins: [], roots: [2, 3], x: [0, 1, 2, 0.5] },
  images: null, discovery: [], sweep: [], alpha: 7, scores: null,
};

describe('a map at a glance', () => {
  it('counts pairs by how they are known, none left out', () => {
    const { pairs, joined, failed, untested } = overviewOf(landscape);
    expect({ pairs, joined, failed, untested }).toEqual({ pairs: 3, joined: 1, failed: 1, untested: 1 });
  });

  it('names the deepest, highest and largest basin by id', () => {
    expect(overviewOf(landscape)).toMatchObject({ basins: 3, members: 16, trees: 2, alpha: 7 });
    expect(overviewOf(landscape).notable.map(({ what, id, value }) => [what, id, value])).toEqual([['Deepest', 2, -3], ['Highest', 5, 0.5], ['Largest', 5, 9]]);
    const one = overviewOf({ ...landscape, basins: [basin(0, -1, 5)], edges: [] });
    expect(one).toMatchObject({ pairs: 0, untested: 0 });
    expect(one.notable.map(({ what }) => what)).toEqual(['Deepest', 'Largest']);
  });
});

describe('neighbours', () => {
  const row = (other: number, status: Neighbour['status'], barrier: number | null, forward: [number, number], backward: [number, number]): Neighbour => ({ a: 0, b: other, other, status, barrier, refined: null, forward, backward, how: '' });

  it('come joined first by barrier, then failed, then untested', () => {
    const rows = [row(1, 'untested', null, [0, 0], [0, 0]), row(2, 'joined', 3, [1, 1], [0, 1]), row(3, 'failed', null, [0, 3], [0, 3]), row(4, 'joined', 2, [2, 2], [1, 1])];
    expect(orderNeighbours(rows).map(({ other }) => other)).toEqual([4, 2, 3, 1]);
    expect(orderNeighbours(rows).map(knownBy)).toEqual(['joined 3/3', 'joined 1/2', 'failed 6/6', 'untested']);
  });
});
