import { expect, it } from 'vitest';
import { placeCaption } from '../../../../renderer/features/map/tree/caption-place.ts';
import { leafDecimals } from '../../../../renderer/features/map/tree/tree-axis.ts';

const plot = { left: 40, top: 30, width: 400, height: 200 };

it('the caption of a leaf covers no neighbour where there is room anywhere', () => {
  // Eight leaves 48 pixels apart at one height, each with its name below: a caption below would cover the names beside.
  const leaves = Array.from({ length: 8 }, (_, i) => ({ x: 64 + i * 48, y: 180 }));
  for (const [i, leaf] of leaves.entries()) {
    const others = leaves.filter((_, j) => j !== i).flatMap(({ x, y }) => [{ left: x - 5, top: y - 5, width: 10, height: 10 }, { left: x - 10, top: y + 9, width: 20, height: 11 }]);
    const { left, top } = placeCaption(leaf, 84, 4.5, others, plot);
    for (const other of others) expect(left < other.left + other.width && other.left < left + 84 && top < other.top + other.height && other.top < top + 18).toBe(false);
    expect(left).toBeGreaterThanOrEqual(plot.left);
    expect(left + 84).toBeLessThanOrEqual(plot.left + plot.width);
  }
});

it('a neighbour right above is passed', () => {
  const above = { left: 180, top: 140, width: 60, height: 24 };
  const { left, top } = placeCaption({ x: 200, y: 180 }, 84, 4.5, [above], plot);
  expect(left < above.left + above.width && above.left < left + 84 && top < above.top + above.height && above.top < top + 18).toBe(false);
});

it('a leaf has as many decimals as the axis at least', () => {
  const ticks = (...energies: number[]) => energies.map((energy) => ({ energy, label: '' }));
  expect(leafDecimals(ticks(-40, -20, 0), 1)).toBe(1);
  expect(leafDecimals(ticks(-40.02, -40.01, -40), 1)).toBe(2);
});
