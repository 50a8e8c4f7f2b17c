import { quantile } from '../analysis/series-statistics.ts';
import type { LongRunChains, LongRunTest } from '../contract/training-run.ts';
import { chartPanel } from './chart-panel.ts';
import type { Panel } from './chart-panel.ts';
import { document, ink, label, textWidth } from './figure.ts';
import { element, plain } from './markup.ts';
import { thumbnailUri } from './thumbnail.ts';
import { wrappedLines } from './wrapped-lines.ts';
import { counted } from './numbers.ts';

const WIDTH = 1060;
const LEFT = 78;
const INNER = WIDTH - LEFT - 34;
const TILE = 56;

const startTone = { data: '#2f7d4f', persistent: '#8a4fae', uniform: '#d9622b', gaussian: '#2f6fb3' } as const;
const startWords = { data: 'data', persistent: 'the persistent bank', uniform: 'uniform noise', gaussian: 'Gaussian noise' } as const;

/**
 * A long-run test as an SVG document: what it found in words, the energies of all chains over log steps (the mean of each start heavy),
 * the distance to the nearest data, and the film strip of each start: a row a chain, a column a step. Strips are left out in 2D.
 */
export function longRunSvg(name: string, test: LongRunTest): string {
  const parts = [
    label(name, LEFT - 46, 38, { size: 17, weight: 600 }),
    label(`Long-run test of update ${counted(test.update)} · ${counted(test.totalSteps)} Langevin steps · ${test.starts.map(({ start, chains }) => `${chains} chains from ${startWords[start]}`).join(', ')}`, LEFT - 46, 58, { size: 12, fill: ink.soft }),
  ];
  let y = 72;
  for (const line of wrappedLines(test.findings, INNER + 26, 11.5)) {
    y += 17;
    parts.push(label(line, LEFT - 46, y, { size: 11.5 }));
  }
  y += 34;
  parts.push(legend(test.starts, y));
  y += 34;
  const half = (INNER - 70) / 2;
  const marks = decades(test.totalSteps);
  const range = [0, Math.log10(Math.max(2, test.totalSteps))] as const;
  const energies = energyRange(test.starts);
  const energy = chartPanel({ x: LEFT, y, width: half, height: 210 }, { title: 'U of the chains', horizontal: 'Langevin steps', xRange: range, xMarks: marks, yRange: energies });
  parts.push(energy.frame, ...test.starts.map((start) => energyCurves(energy, energies[1], start)));
  const distances = test.starts.flatMap((start) => start.dataDistances ?? []);
  if (distances.length > 0) {
    const panel = chartPanel({ x: LEFT + half + 70, y, width: half, height: 210 }, { title: 'distance to the nearest of held-out data', horizontal: 'Langevin steps', xRange: range, xMarks: marks, yRange: [0, 1.08 * Math.max(...distances)] });
    parts.push(panel.frame, ...test.starts.map((start) => curve(panel, start.imageSteps, start.dataDistances ?? [], startTone[start.start], 1.8, 1)));
  }
  y += 268;
  for (const start of test.starts) {
    if (start.images === null) continue;
    parts.push(label(`From ${startWords[start.start]}`, LEFT - 46, y, { size: 12, weight: 600, fill: startTone[start.start] }));
    parts.push(strip(start, y + 12));
    y += 12 + start.shown * (tileOf(start) + 3) + 44;
  }
  return document(WIDTH, y, `${name}: long-run test`, test.findings.join(' '), parts);
}

/** Step 0 stands where step 1 does: a logarithm has no place for it. */
function place(step: number): number {
  return Math.log10(Math.max(1, step));
}

function decades(total: number): { at: number; text: string }[] {
  const marks = [{ at: 0, text: '1' }];
  for (let power = 1; 10 ** power <= total; power++) marks.push({ at: power, text: counted(10 ** power) });
  return marks;
}

/** Steps after which the fall from noise, which would flatten all else, is over in most potentials. */
const SETTLED = 60;

/** From the lowest energy to a little above nearly all that chains have once the fall from noise is over. */
function energyRange(starts: readonly LongRunChains[]): [number, number] {
  const all = starts.flatMap(({ energies }) => energies);
  const late = starts.flatMap(({ energies, steps, chains }) =>
    Array.from({ length: chains }, (_, chain) => steps.flatMap((step, row) => (step >= Math.min(SETTLED, steps.at(-1)! / 2) ? [energies[chain * steps.length + row]] : []))).flat());
  const low = Math.min(...all);
  const high = quantile(late, 0.96);
  const room = 0.06 * Math.max(high - low, 1e-9);
  return [low - room, high + 3 * room];
}

function energyCurves(panel: Panel, top: number, { start, chains, steps, energies }: LongRunChains): string {
  const of = (chain: number): number[] => energies.slice(chain * steps.length, (chain + 1) * steps.length);
  const mean = steps.map((_, row) => Array.from({ length: chains }, (_chain, chain) => energies[chain * steps.length + row]).reduce((sum, value) => sum + value, 0) / chains);
  return element('g', { class: 'energies' }, [
    ...Array.from({ length: chains }, (_, chain) => curve(panel, steps, of(chain), startTone[start], 0.7, 0.3, top)),
    curve(panel, steps, mean, startTone[start], 2.2, 1, top),
  ]);
}

/** A line over log steps; what lies above `top` is left out rather than drawn along the edge. */
function curve(panel: Panel, steps: readonly number[], values: readonly number[], colour: string, width: number, opacity: number, top = Infinity): string {
  let d = '';
  let pen = false;
  values.forEach((value, i) => {
    const shown = value <= top;
    if (shown) d += `${pen ? 'L' : 'M'}${plain(panel.xOf(place(steps[i])))} ${plain(panel.yOf(value))}`;
    pen = shown;
  });
  return d === '' ? '' : element('path', { d, fill: 'none', stroke: colour, 'stroke-width': width, 'stroke-opacity': opacity, 'stroke-linejoin': 'round' });
}

function legend(starts: readonly LongRunChains[], y: number): string {
  let left = LEFT - 46;
  const parts = starts.map(({ start }) => {
    const text = `from ${startWords[start]}`;
    const drawn = element('path', { d: `M${plain(left)} ${plain(y - 4)}h18`, stroke: startTone[start], 'stroke-width': 2.2 }) + label(text, left + 24, y, { size: 11, fill: ink.soft });
    left += textWidth(text, 11) + 46;
    return drawn;
  });
  return element('g', { class: 'legend' }, parts);
}

/** Side of an image: as wide as the picture allows, and no wider than looks well. */
function tileOf({ imageSteps }: Pick<LongRunChains, 'imageSteps'>): number {
  return Math.min(TILE, (INNER + 46) / imageSteps.length - 3);
}

function strip({ images, shown, imageSteps }: LongRunChains, y: number): string {
  const columns = imageSteps.length;
  const tile = tileOf({ imageSteps });
  return element('g', { class: 'film-strip' }, [
    ...Array.from({ length: shown * columns }, (_, i) =>
      element('image', {
        x: LEFT - 46 + (i % columns) * (tile + 3), y: y + Math.floor(i / columns) * (tile + 3), width: tile, height: tile,
        'xlink:href': thumbnailUri(images!, i),
      })),
    ...imageSteps.map((step, column) => label(counted(step), LEFT - 46 + column * (tile + 3) + tile / 2, y + shown * (tile + 3) + 12, { size: 10, fill: ink.soft, anchor: 'middle' })),
  ]);
}
