import { plain } from './markup.ts';

type Point = readonly [x: number, y: number];

/** Rounds of averaging: points of a relaxed path jitter about it by the distance between them. */
const ROUNDS = 6;

/**
 * SVG path data of a smooth curve along points that jitter: each is averaged with its neighbours, its ends and the point `pinned` staying
 * where they are, and cubic curves go through them (Catmull–Rom).
 */
export function smoothLine(points: readonly Point[], pinned: number): string {
  let line = points;
  for (let round = 0; round < ROUNDS; round++) {
    line = line.map((point, i): Point => {
      if (i === 0 || i === line.length - 1 || i === pinned) return point;
      const [before, after] = [line[i - 1]!, line[i + 1]!];
      return [(before[0] + 2 * point[0] + after[0]) / 4, (before[1] + 2 * point[1] + after[1]) / 4];
    });
  }
  const at = (i: number): Point => line[Math.max(0, Math.min(line.length - 1, i))]!;
  const text = ([x, y]: Point): string => `${plain(x)} ${plain(y)}`;
  const control = (i: number, along: 1 | -1): Point => [at(i)[0] + (along * (at(i + 1)[0] - at(i - 1)[0])) / 6, at(i)[1] + (along * (at(i + 1)[1] - at(i - 1)[1])) / 6];
  return `M${text(at(0))}${line.slice(1).map((point, i) => `C${text(control(i, 1))} ${text(control(i + 1, -1))} ${text(point)}`).join('')}`;
}
