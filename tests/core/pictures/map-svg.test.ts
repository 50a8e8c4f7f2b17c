import { describe, expect, it } from 'vitest';
import type { PathView, Surface } from '../../../core/contract/landscape.ts';
import { regionsAbove } from '../../../core/pictures/contours.ts';
import { rampColour } from '../../../core/pictures/energy-ramp.ts';
import { mapSvg } from '../../../core/pictures/map-svg.ts';
import { sampleCaption } from './sample-caption.ts';
import { sampleLandscape } from './sample-landscape.ts';
import { countOf, elementsOf } from './well-formed.ts';

/** U = x² + y² on [-1, 1]², with corners where it is not finite. */
const columns = 41;
const bowl: Surface = {
  xMin: -1,
  xMax: 1,
  yMin: -1,
  yMax: 1,
  columns,
  rows: columns,
  energies: Float32Array.from({ length: columns * columns }, (_, index) => {
    const x = -1 + (2 * (index % columns)) / (columns - 1);
    const y = -1 + (2 * Math.floor(index / columns)) / (columns - 1);
    return x === 1 && y === 1 ? Infinity : x === -1 && y === -1 ? NaN : x * x + y * y;
  }),
};

function path(a: number, b: number, kind: PathView['kind']): PathView {
  return { a, b, kind, along: [0, 0.5, 1], energies: [0, 3, 0], positions: [[-1, 0], [0, 0.5], [1, 0]], barrier: 3, imageAt: [], images: null };
}

describe('a plane\'s map as SVG', () => {
  it('shows contours, basins, and paths of both kinds', () => {
    const landscape = sampleLandscape({ basins: 8, seed: 1, twoD: true });
    const [a, b] = landscape.forest.joins[0]?.via.map((index) => landscape.basins[index]?.id ?? 0) ?? [0, 0];
    const svg = mapSvg(landscape, bowl, [path(a ?? 0, b ?? 0, 'refined'), path(a ?? 0, b ?? 0, 'diffusion'), path(0, 14, 'refined')], sampleCaption());
    elementsOf(svg);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    expect(countOf(svg, 'class="basin"')).toBe(8);
    expect(countOf(svg, 'class="path-refined"')).toBe(2);
    expect(countOf(svg, 'class="path-diffusion"')).toBe(1);
    // Only paths that join the tree get their highest point marked.
    expect(countOf(svg, 'class="saddle"')).toBe(1);
  });

  it('shows the surface alone before anything is found', () => {
    const empty = { ...sampleLandscape({ basins: 1, seed: 1 }), basins: [], edges: [], forest: { joins: [], roots: [], x: [] } };
    const svg = mapSvg(empty, bowl, [], sampleCaption({ alpha: null }));
    elementsOf(svg);
    expect(countOf(svg, 'fill-rule="evenodd"')).toBeGreaterThan(10);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('draws a contour where the energy is', () => {
    const frame = { xOf: (x: number) => x, yOf: (y: number) => y };
    const region = regionsAbove({ ...bowl, energies: bowl.energies.map((energy) => (Number.isFinite(energy) ? energy : 2)) }, [0.25], frame)[0];
    // The hole in the region at or above ¼ is the circle of radius ½.
    const rings = (region?.path ?? '').split('Z').filter((ring) => ring !== '').map((ring) => ring.slice(1).split('L').map((point) => point.split(' ').map(Number)));
    const circle = rings.find((ring) => ring.every(([x = 0, y = 0]) => Math.hypot(x, y) < 0.9));
    expect(circle?.length).toBeGreaterThan(20);
    // Linear interpolation in cells of 0.05 and two written decimals.
    for (const [x = 0, y = 0] of circle ?? []) expect(Math.abs(Math.hypot(x, y) - 0.5)).toBeLessThan(0.012);
  });

  it('colours from dark to light', () => {
    const light = (colour: string): number => parseInt(colour.slice(1, 3), 16) + parseInt(colour.slice(3, 5), 16) + parseInt(colour.slice(5, 7), 16);
    const ramp = Array.from({ length: 33 }, (_, index) => light(rampColour(index / 32)));
    ramp.slice(1).forEach((value, index) => expect(value).toBeGreaterThan(ramp[index] ?? 0));
    expect(rampColour(-3)).toBe(rampColour(0));
    expect(rampColour(7)).toBe(rampColour(1));
  });
});
