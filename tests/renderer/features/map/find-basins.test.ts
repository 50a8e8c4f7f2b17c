import { describe, expect, it } from 'vitest';
import { foundLandscape } from '../../../../renderer/features/map/graph/found-landscape.ts';
import { readFind } from '../../../../renderer/features/map/panels/basins/find-basins.ts';
import { treeNodes } from '../../../../renderer/features/map/tree/tree-geometry.ts';
import { visibleNodes } from '../../../../renderer/features/map/tree/visible-nodes.ts';
import { sampleLandscape } from '../../../core/pictures/sample-landscape.ts';

const landscape = sampleLandscape({ basins: 24, seed: 2, images: true, labels: true, trees: 3 });
const { basins } = landscape;
const idsOf = (text: string): number[] => basins.filter(readFind(text)!).map(({ id }) => id);

describe('finding basins', () => {
  it('by id, members, energy and label, all conditions together', () => {
    expect(readFind('  ')).toBeNull();
    expect(idsOf('#12')).toEqual([12]);
    expect(idsOf('n>=5')).toEqual(basins.filter(({ members }) => members >= 5).map(({ id }) => id));
    expect(idsOf('U < -3,5')).toEqual(basins.filter(({ energy }) => energy < -3.5).map(({ id }) => id));
    expect(idsOf('u<−3 n ≥ 20')).toEqual(basins.filter(({ energy, members }) => energy < -3 && members >= 20).map(({ id }) => id));
    // A plain number is a label of digits as well as an id: those whose commonest label is 8, and basin 8.
    const eights = basins.filter(({ id, labelCounts }) => id === 8 || labelCounts!['8']! > labelCounts!['3']!).map(({ id }) => id);
    expect(idsOf('8')).toEqual(expect.arrayContaining(eights));
    expect(idsOf('#8')).toEqual([8]);
  });

  it('hides the others in the tree: no join of one side, leaves close up in their order', () => {
    const nodes = treeNodes(basins, landscape.forest);
    const shown = new Set([0, 2, 3, 9, 20]);
    const left = visibleNodes(nodes, (index) => shown.has(index));
    const leaves = left.filter(({ basin }) => basin !== null).sort((p, q) => p.x - q.x);
    expect(leaves.map(({ x }) => x)).toEqual([0, 1, 2, 3, 4]);
    const before = nodes.filter(({ basin }) => basin !== null && shown.has(basin)).sort((p, q) => p.x - q.x).map(({ basin }) => basin);
    expect(leaves.map(({ basin }) => basin)).toEqual(before);
    const there = new Set(left.map(({ node }) => node));
    for (const { parent } of left) if (parent !== null) expect(there.has(parent)).toBe(true);
    for (const join of left.filter(({ basin }) => basin === null)) expect(left.filter(({ parent }) => parent === join.node)).toHaveLength(2);
    expect(visibleNodes(nodes, () => true)).toHaveLength(nodes.length);
    expect(visibleNodes(nodes, () => false)).toEqual([]);
  });

  it('draws those found alone in the graph, each with its own picture', () => {
    const found = new Set([4, 10, 12]);
    const part = foundLandscape(landscape, found);
    expect(part.basins.map(({ id }) => id)).toEqual([4, 10, 12]);
    const size = landscape.images!.width * landscape.images!.height;
    expect(part.images!.pixels.slice(size, 2 * size)).toEqual(landscape.images!.pixels.slice(5 * size, 6 * size));
    for (const { a, b } of part.edges) expect(found.has(a) && found.has(b)).toBe(true);
  });
});
