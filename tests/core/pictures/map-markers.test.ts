import { describe, expect, it } from 'vitest';
import { drawBasins } from '../../../core/pictures/map-markers.ts';
import { smoothLine } from '../../../core/pictures/smooth-line.ts';
import { sampleLandscape } from './sample-landscape.ts';

const plot = { left: 0, top: 0, right: 640, bottom: 640 };
const { basins } = sampleLandscape({ basins: 215, seed: 7, twoD: true });
const spread = (places: (i: number) => readonly [number, number]) => basins.map((basin, i) => ({ basin, x: places(i)[0], y: places(i)[1] }));

interface Shape { x: number; y: number; wide: number; high: number }
const textsOf = (markup: string): Shape[] => [...markup.matchAll(/<text x="([\d.]+)" y="([\d.]+)" font-size="([\d.]+)"[^>]*>(\d+)<\/text>/g)].map(([, x, y, size, text]) => ({ x: Number(x), y: Number(y) - Number(size) * 0.8, wide: text!.length * Number(size) * 0.5, high: Number(size) * 0.8 }));

describe('the basins of a plane', () => {
  it('have their numbers in discs where the discs stay apart', () => {
    const markup = drawBasins(spread((i) => [20 + (i % 15) * 40, 20 + Math.floor(i / 15) * 40]), plot).join('');
    expect(textsOf(markup.replaceAll('text-anchor="middle" ', ''))).toHaveLength(215);
    expect(markup).not.toContain('basin-names');
  });

  it('where they crowd, no number lies over another or under a dot, and no dot is left out', () => {
    // 215 basins within a sixth of the plane, as of a map with many.
    const markup = drawBasins(spread((i) => [260 + (i * 37) % 110, 260 + (i * 61) % 113]), plot);
    expect(markup.join('').match(/<circle/g)).toHaveLength(215);
    expect(markup.at(-1)).toContain('basin-names');
    const texts = textsOf(markup.join(''));
    expect(texts.length).toBeGreaterThan(10);
    expect(texts.length).toBeLessThan(215);
    const dots = [...markup.join('').matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => ({ x: Number(x) - 2, y: Number(y) - 2, wide: 4, high: 4 }));
    const meets = (a: Shape, b: Shape): boolean => a.x < b.x + b.wide && b.x < a.x + a.wide && a.y < b.y + b.high && b.y < a.y + a.high;
    for (const [i, text] of texts.entries()) {
      expect(texts.filter((other, j) => j !== i && meets(text, other))).toEqual([]);
      expect(dots.filter((dot) => meets(text, dot))).toEqual([]);
    }
  });
});

it('a path that jitters is drawn smooth through its ends and its highest point', () => {
  const zigzag = Array.from({ length: 33 }, (_, i): [number, number] => [i * 10, 100 + (i % 2 === 0 ? 4 : -4)]);
  const numbers = [...smoothLine(zigzag, 16).matchAll(/-?[\d.]+/g)].map(Number);
  const ys = numbers.filter((_, i) => i % 2 === 1);
  expect([numbers[0], numbers[1], numbers.at(-2), numbers.at(-1)]).toEqual([0, 104, 320, 104]);
  expect(smoothLine(zigzag, 16)).toContain(' 160 104C');
  // Away from the points that stay, what is left of the jitter is under a pixel.
  const away = numbers.flatMap((x, i) => (i % 2 === 0 && [40, 80, 120, 200, 240, 280].some((at) => Math.abs(at - x) < 15) ? [numbers[i + 1]!] : []));
  expect(Math.max(...away) - Math.min(...away)).toBeLessThan(1.5);
  expect(Math.max(...ys)).toBeLessThanOrEqual(104.5);
});
