import { describe, expect, it } from 'vitest';
import type { EdgeRow } from '../../../../core/contract/landscape.ts';
import { kineticArrays } from '../../../../renderer/features/map/graph/graph-arrays.ts';
import { gainRows } from '../../../../renderer/features/map/inspector/gain-rows.ts';
import { setNeighbours } from '../../../../renderer/features/map/inspector/set-neighbours.ts';
import { kineticLandscape } from './sets/kinetic-landscape.ts';

const edge = (a: number, b: number, more: Partial<EdgeRow> = {}): EdgeRow => ({ a, b, status: 'untested', barrier: null, refined: null, forward: [0, 0], backward: [0, 0], freeEnergy: 3, graph: 20, flux: 0, alpha: null, ...more });

describe('the other sets seen from one', () => {
  it('come by rising free-energy barrier, with the relaxed barrier where there is one', () => {
    const alpha = { value: 900, low: 800, high: 1000, trials: 10, arrived: 10, beyond: null, forward: null, backward: null };
    const rows = setNeighbours([edge(4, 9), edge(4, 7, { freeEnergy: 1, barrier: 31, quenched: 30, alpha }), edge(7, 9), edge(2, 4, { freeEnergy: null })], 4);
    expect(rows.map(({ other, freeEnergy, diffusion, alpha: at }) => [other, freeEnergy, diffusion, at?.value ?? null])).toEqual([[7, 1, 30, 900], [9, 3, null, null], [2, null, null, null]]);
    expect(setNeighbours([edge(4, 9)], null)).toEqual([]);
  });
});

describe('sets beside partitions that know nothing of the energy', () => {
  it('say how they score, or without labels how they agree', () => {
    const agreement = { kmeans: 0.3, ward: 0.4, pixels: 0.6 };
    expect(gainRows({ sets: 10, items: 100, agreement, scores: null }).map(({ name, scores, agreement: with_ }) => [name, scores, with_])).toEqual([['Sets', null, null], ['Pixel graph', null, 0.6], ['Ward', null, 0.4], ['k-means', null, 0.3]]);
  });
});

describe('the 3D graph of a kinetic map', () => {
  const landscape = { ...kineticLandscape(3), edges: [edge(5, 6, { flux: 0.04, graph: 12 }), edge(5, 8, { freeEnergy: 4, flux: 0.01 }), edge(6, 8, { status: 'joined', barrier: 50, quenched: 45 })] };

  it('stands on free energies under free-energy barriers, with widths by what passes', () => {
    const data = kineticArrays(landscape, 'freeEnergy', new Map([[8, 10]]));
    expect([...data.energies].map((f) => Math.round(f * 10) / 10)).toEqual([0.5, 0.6, 0.8]);
    expect([...data.edges]).toEqual([0, 1, 0, 2]);
    expect([...data.edgeBarriers]).toEqual([3, 4]);
    expect([...data.edgeFlux!]).toEqual([1, 0.5]);
    expect([...data.origins!]).toEqual([-1, -1, 10]);
  });

  it('stands on U under barriers of U, and shows of attraction–diffusion what was measured', () => {
    const graph = kineticArrays(landscape, 'graph', new Map());
    expect([[...graph.energies], [...graph.edgeBarriers], graph.energyLabel]).toEqual([[5, 6, 8], [12, 20], 'U']);
    const diffusion = kineticArrays(landscape, 'diffusion', new Map());
    expect([[...diffusion.edges], [...diffusion.edgeBarriers]]).toEqual([[1, 2], [45]]);
  });
});
