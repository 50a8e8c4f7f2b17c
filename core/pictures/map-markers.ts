import type { BasinRow } from '../contract/landscape.ts';
import { ink, label, textWidth } from './figure.ts';
import { element } from './markup.ts';
import { readable } from './numbers.ts';

interface Placed {
  readonly basin: BasinRow;
  readonly x: number;
  readonly y: number;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const RADIUS = 9.5;
const DOT = 3;
const SIZE = 9;

function meets(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function titleOf({ id, energy, position, members }: BasinRow): string {
  return element('title', {}, `basin ${id}: U = ${readable(energy, 5)} at (${readable(position?.[0] ?? NaN, 4)}, ${readable(position?.[1] ?? NaN, 4)}), ${members} members`);
}

/**
 * The minima with their ids: each in a disc while the discs stay apart; else dots, and the ids beside them where there is room, those of the
 * basins with most members first, none over another or over a dot. `plot`: ids stay within it.
 */
export function drawBasins(placed: readonly Placed[], plot: Box): string[] {
  const crowded = placed.some((one, i) => placed.some((other, j) => j > i && Math.hypot(one.x - other.x, one.y - other.y) < 2 * RADIUS));
  if (!crowded) {
    return placed.map(({ basin, x, y }) =>
      element('g', { class: 'basin' }, [
        titleOf(basin),
        element('circle', { cx: x, cy: y, r: RADIUS, fill: ink.paper, stroke: ink.line, 'stroke-width': 1.4 }),
        label(String(basin.id), x, y + 4, { size: basin.id > 99 ? 9 : 11, weight: 600, anchor: 'middle' }),
      ]),
    );
  }
  const dots = placed.map(({ x, y }): Box => ({ left: x - DOT, top: y - DOT, right: x + DOT, bottom: y + DOT }));
  const taken: Box[] = [];
  const names = new Map<number, string>();
  for (const [i, { basin, x, y }] of [...placed.entries()].sort((p, q) => q[1].basin.members - p[1].basin.members)) {
    const text = String(basin.id);
    const [wide, high] = [textWidth(text, SIZE) + 2, SIZE];
    const spots = [[x + DOT + 2, y - high / 2], [x - DOT - 2 - wide, y - high / 2], [x - wide / 2, y - DOT - 2 - high], [x - wide / 2, y + DOT + 2]] as const;
    for (const [left, top] of spots) {
      const box = { left, top, right: left + wide, bottom: top + high };
      if (left < plot.left || top < plot.top || box.right > plot.right || box.bottom > plot.bottom) continue;
      if (taken.some((other) => meets(box, other)) || dots.some((dot, j) => j !== i && meets(box, dot))) continue;
      taken.push(box);
      names.set(basin.id, label(text, left + 1, top + high - 1.5, { size: SIZE, weight: 600, halo: ink.paper }));
      break;
    }
  }
  return [
    ...placed.map(({ basin, x, y }) => element('g', { class: 'basin' }, [titleOf(basin), element('circle', { cx: x, cy: y, r: DOT, fill: ink.paper, stroke: ink.line, 'stroke-width': 1.2 })])),
    // Above all dots: none hides a number.
    element('g', { class: 'basin-names' }, [...names.values()]),
  ];
}
