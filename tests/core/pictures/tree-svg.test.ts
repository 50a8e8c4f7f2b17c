import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { mapSettings } from '../../../core/contract/map-settings.ts';
import { svgToPng } from '../../../core/pictures/svg-to-png.ts';
import { thumbnailPng } from '../../../core/pictures/thumbnail.ts';
import { layoutTree } from '../../../core/pictures/tree-layout.ts';
import { treeSvg } from '../../../core/pictures/tree-svg.ts';
import { sampleCaption } from './sample-caption.ts';
import { sampleLandscape } from './sample-landscape.ts';
import { countOf, elementsOf } from './well-formed.ts';

const caption = sampleCaption({ potential: 'A & "B" <toy>', settings: mapSettings.parse({ delta: 0.1, epsilon: 0.125 }), alpha: 40.1 });

describe('the disconnectivity tree as SVG', () => {
  it.each([
    ['one basin', sampleLandscape({ basins: 1, seed: 1 })],
    ['eight of a plane', sampleLandscape({ basins: 8, seed: 1, twoD: true })],
    ['two dozen with images and labels, in a forest', sampleLandscape({ basins: 24, seed: 2, images: true, labels: true, trees: 3 })],
    ['three hundred with images', sampleLandscape({ basins: 300, seed: 3, images: true, trees: 6 })],
    ['lone basins only', sampleLandscape({ basins: 12, seed: 4, trees: 12, images: true })],
  ])('shows every leaf and join of %s', (_, landscape) => {
    const svg = treeSvg(landscape, caption);
    const elements = elementsOf(svg);
    expect(countOf(svg, 'class="leaf"')).toBe(landscape.basins.length);
    expect(countOf(svg, 'class="join"')).toBe(landscape.forest.joins.length);
    const refined = landscape.forest.joins.filter((join) => join.refined !== null).length;
    expect(countOf(svg, 'class="join-refined"')).toBe(refined);
    expect(countOf(svg, 'class="join-diffusion"')).toBe(landscape.forest.joins.length - refined);
    // The legend shows one mark more, where there is a refined join at all.
    expect(countOf(svg, 'class="diffusion-mark"')).toBe(refined + (refined > 0 ? 1 : 0));
    expect(elements.filter((name) => name === 'image')).toHaveLength(landscape.images === null ? 0 : landscape.basins.length);
    expect(svg).toContain('A &amp; &quot;B&quot; &lt;toy&gt;');
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    expect(svg.includes('separate trees')).toBe(landscape.forest.roots.length > 1);
  });

  it('says that nothing was found yet', () => {
    const svg = treeSvg({ ...sampleLandscape({ basins: 1, seed: 1 }), basins: [], forest: { joins: [], roots: [], x: [] } }, { ...caption, alpha: null });
    elementsOf(svg);
    expect(svg).toContain('No basin found yet');
    expect(svg).toContain('α not chosen yet');
  });

  it('claims of trees that stand apart only what was tried', () => {
    const apart = sampleLandscape({ basins: 6, seed: 9, trees: 2 });
    const untried = { ...apart, edges: apart.edges.filter(({ status }) => status !== 'failed') };
    const claim = 'no trial joined them';
    expect(treeSvg(apart, caption)).toContain(claim);
    expect(treeSvg(untried, caption)).toContain('no barriers were looked for between them');
    const stopped = treeSvg(apart, { ...caption, status: 'interrupted', stage: 'Consolidate' });
    expect(stopped).not.toContain(claim);
    expect(stopped).toContain('the map is unfinished (interrupted at “Consolidate”), and not all barriers have been looked for');
    const kinetic = { proposals: [], timescales: [], scores: null, gain: null, trees: { sets: apart.forest, freeEnergy: apart.forest, potential: apart.forest } };
    expect(treeSvg({ ...untried, kinetic }, caption)).toContain('no way of the graph leads from one to another');
  });

  it('puts a join at its refined barrier and the mark of the AD barrier where that is', () => {
    const landscape = sampleLandscape({ basins: 2, seed: 1 });
    const join = landscape.forest.joins[0];
    if (join === undefined) throw new Error('a join was expected');
    const at = (barrier: number, refined: number | null): { bar: number; tip: number } => {
      const svg = treeSvg({ ...landscape, forest: { ...landscape.forest, joins: [{ ...join, barrier, refined, height: refined ?? barrier }] } }, caption);
      const bar = /class="join-(?:refined|diffusion)" d="M[\d.]+ ([\d.]+)H/.exec(svg)?.[1];
      const tip = /class="diffusion-mark" d="M[\d.]+ [\d.]+H[\d.]+L[\d.]+ ([\d.]+)Z/.exec(svg)?.[1];
      return { bar: Number(bar), tip: Number(tip) };
    };
    // The AD barrier is the picture's highest energy in all three, so heights compare. Upwards is smaller y.
    const far = at(4, 0);
    const near = at(4, 3);
    expect(far.tip).toBeCloseTo(near.tip, 1);
    expect(near.tip).toBeLessThan(near.bar);
    expect(near.bar).toBeLessThan(far.bar);
    expect(at(4, null).bar).toBeCloseTo(near.tip, 1);
  });

  it('writes the energies of leaves with the digits of its axis and one more', () => {
    const landscape = sampleLandscape({ basins: 8, seed: 1, twoD: true });
    const basins = landscape.basins.map((basin, i) => ({ ...basin, energy: -3601.2 - i * 0.013 }));
    const svg = treeSvg({ ...landscape, basins, forest: { ...landscape.forest, joins: landscape.forest.joins.map((join) => ({ ...join, barrier: -3600.9, refined: null, height: -3600.9 })) } }, caption);
    const axis = [...svg.matchAll(/text-anchor="end">(−?[\d.,]+)</g)].map(([, text]) => text!);
    const decimals = (text: string): number => text.split('.')[1]?.length ?? 0;
    const leaves = [...svg.matchAll(/>U (−[\d.,]+)</g)].map(([, text]) => text!);
    expect(leaves).toHaveLength(8);
    expect(new Set(leaves).size).toBe(8);
    for (const leaf of leaves) expect(decimals(leaf)).toBe(decimals(axis[0]!) + 1);
  });

  it('keeps separate trees apart', () => {
    const joined = layoutTree(sampleLandscape({ basins: 6, seed: 9 }));
    const forest = layoutTree(sampleLandscape({ basins: 6, seed: 9, trees: 2 }));
    expect(joined.width).toBe(5);
    expect(forest.width).toBeGreaterThan(5.5);
    const places = forest.nodes.slice(0, 6).map((node) => node.place);
    expect((places[3] ?? 0) - (places[2] ?? 0)).toBeGreaterThan(1.5);
    expect((places[2] ?? 0) - (places[1] ?? 0)).toBe(1);
  });
});

describe('pictures as PNG', () => {
  it('are drawn with their texts although no font is installed', () => {
    const landscape = sampleLandscape({ basins: 8, seed: 1, twoD: true });
    const svg = treeSvg(landscape, caption);
    const picture = decode(svgToPng(svg, 2));
    const width = Number(/width="(\d+)"/.exec(svg)?.[1]);
    expect(picture.width).toBe(2 * width);
    // The title's row of pixels holds dark ink; without a font it would be blank paper.
    let dark = 0;
    for (let y = 2 * 24; y < 2 * 38; y++) {
      for (let x = 2 * 28; x < 2 * 200; x++) if ((picture.data[(y * picture.width + x) * picture.channels] ?? 255) < 100) dark++;
    }
    expect(dark).toBeGreaterThan(300);
  });

  it('stay within what viewers open', () => {
    const picture = decode(svgToPng(treeSvg(sampleLandscape({ basins: 700, seed: 3 }), caption), 2));
    expect(Math.max(picture.width, picture.height)).toBeLessThanOrEqual(12_000);
  });

  it('hold a representative\'s pixels exactly', () => {
    const { images } = sampleLandscape({ basins: 3, seed: 1, images: true });
    if (images === null) throw new Error('images were expected');
    const size = images.width * images.height;
    const plain = decode(thumbnailPng(images, 2));
    expect(Array.from(plain.data)).toEqual(Array.from(images.pixels.subarray(2 * size, 3 * size)));
    const zoomed = decode(thumbnailPng(images, 2, 3));
    expect([zoomed.width, zoomed.data[0], zoomed.data[2], zoomed.data[3]]).toEqual([36, images.pixels[2 * size], images.pixels[2 * size], images.pixels[2 * size + 1]]);
  });
});
