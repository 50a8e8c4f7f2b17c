import type { Landscape, PathView, Surface } from '../contract/landscape.ts';
import { heightOf } from '../landscape/barriers.ts';
import { regionsAbove } from './contours.ts';
import type { Frame } from './contours.ts';
import { colourBar } from './colour-bar.ts';
import { rampColour } from './energy-ramp.ts';
import { document, heading, ink, label, textWidth } from './figure.ts';
import type { Caption } from './caption.ts';
import { drawBasins } from './map-markers.ts';
import { element, plain } from './markup.ts';
import { readable, tickLabel, ticks } from './numbers.ts';
import { originJson } from './origin.ts';
import { smoothLine } from './smooth-line.ts';

const MARGIN = { left: 74, right: 110, top: 116, bottom: 84 };
const LEVELS = 22;
const REFINED_WORDS = 'refined path, drawn smooth, and its highest point (heavy: joins the tree)';

/** The part of the energy range worth colours: from the lowest minimum to a little above the highest barrier. */
function energyRange(landscape: Landscape, surface: Surface): { readonly low: number; readonly high: number } {
  const finite = Array.from(surface.energies).filter(Number.isFinite);
  const low = finite.reduce((least, energy) => Math.min(least, energy), Infinity);
  const shown = [...landscape.basins.map((basin) => basin.energy), ...landscape.edges.flatMap((edge) => [heightOf(edge) ?? -Infinity])].filter(Number.isFinite);
  const top = Math.max(...shown, low);
  const most = finite.reduce((greatest, energy) => Math.max(greatest, energy), -Infinity);
  // Where nothing is known yet, the lower third of what the rectangle holds.
  const high = top > low ? top + 0.35 * (top - low) : low + (most - low) / 3;
  return { low, high: Math.max(high, low + 1e-6) };
}

function drawPath(path: PathView, frame: Frame, lowestJoin: boolean): string {
  const points = path.positions ?? [];
  const pixels = points.map(([x, y]): [number, number] => [frame.xOf(x), frame.yOf(y)]);
  const d = path.kind === 'refined' ? smoothLine(pixels, highestOf(path)) : `M${pixels.map(([x, y]) => `${plain(x)} ${plain(y)}`).join('L')}`;
  const title = element('title', {}, `${path.a} – ${path.b}: ${path.kind === 'refined' ? 'refined' : 'AD'} barrier ${readable(path.barrier, 5)}`);
  if (path.kind === 'diffusion') {
    return element('g', { class: 'path-diffusion' }, [title, element('path', { d, fill: 'none', stroke: ink.diffusion, 'stroke-width': 0.8, 'stroke-opacity': 0.45, 'stroke-linejoin': 'round' })]);
  }
  return element('g', { class: 'path-refined' }, [
    title,
    element('path', { d, fill: 'none', stroke: ink.paper, 'stroke-width': lowestJoin ? 4.2 : 2.4, 'stroke-opacity': 0.85, 'stroke-linejoin': 'round', 'stroke-linecap': 'round' }),
    element('path', { d, fill: 'none', stroke: ink.refined, 'stroke-width': lowestJoin ? 2 : 0.9, 'stroke-linejoin': 'round', 'stroke-linecap': 'round' }),
  ]);
}

function highestOf({ energies }: PathView): number {
  return energies.reduce((best, energy, index) => (energy > (energies[best] ?? -Infinity) ? index : best), 0);
}

/** Where the path is highest: a small hollow square. */
function drawSaddle(path: PathView, frame: Frame): string {
  const position = path.positions?.[highestOf(path)];
  if (position === undefined) return '';
  const x = frame.xOf(position[0]);
  const y = frame.yOf(position[1]);
  return element('path', { class: 'saddle', d: `M${plain(x - 4)} ${plain(y)}L${plain(x)} ${plain(y - 4)}L${plain(x + 4)} ${plain(y)}L${plain(x)} ${plain(y + 4)}Z`, fill: ink.paper, stroke: ink.refined, 'stroke-width': 1.3 });
}

/**
 * A 2D potential's map as an SVG document: filled contours of U, the basins' minima with their ids, the refined paths
 * (heavy where the path joins the disconnectivity tree) with their highest points, and the AD paths behind them.
 * Basins without a position are left out. Throws nothing; without basins it shows the surface alone.
 */
export function mapSvg(landscape: Landscape, surface: Surface, paths: readonly PathView[], caption: Caption): string {
  const aspect = (surface.yMax - surface.yMin) / (surface.xMax - surface.xMin);
  const plotWidth = 640;
  const plotHeight = Math.min(1200, Math.max(200, plotWidth * aspect));
  const frame: Frame = {
    xOf: (x) => MARGIN.left + ((x - surface.xMin) / (surface.xMax - surface.xMin)) * plotWidth,
    yOf: (y) => MARGIN.top + ((surface.yMax - y) / (surface.yMax - surface.yMin)) * plotHeight,
  };
  const { low, high } = energyRange(landscape, surface);
  const levels = Array.from({ length: LEVELS }, (_, index) => low + ((index + 1) / (LEVELS + 1)) * (high - low));
  const regions = regionsAbove(surface, levels, frame).map((region, index) =>
    element('path', { d: region.path, fill: rampColour((index + 1) / LEVELS), stroke: '#16345c', 'stroke-width': 0.35, 'stroke-opacity': 0.4, 'fill-rule': 'evenodd' }),
  );

  const idAt = (index: number): number => landscape.basins[index]?.id ?? -1;
  const inTree = new Set(landscape.forest.joins.map((join) => join.via.map(idAt).sort((p, q) => p - q).join(' ')));
  const joins = (path: PathView): boolean => inTree.has([path.a, path.b].sort((p, q) => p - q).join(' '));
  const drawn = paths.filter((path) => (path.positions?.length ?? 0) > 1);
  const diffusion = drawn.filter((path) => path.kind === 'diffusion' && joins(path));
  const refined = drawn.filter((path) => path.kind === 'refined').sort((p, q) => Number(joins(p)) - Number(joins(q)));
  const placed = landscape.basins.flatMap((basin) => (basin.position === null ? [] : [{ basin, x: frame.xOf(basin.position[0]), y: frame.yOf(basin.position[1]) }]));
  const markers = drawBasins(placed, { left: MARGIN.left, top: MARGIN.top, right: MARGIN.left + plotWidth, bottom: MARGIN.top + plotHeight });

  const horizontal = ticks(surface.xMin, surface.xMax, 8);
  const vertical = ticks(surface.yMin, surface.yMax, 8 * aspect);
  const bottom = MARGIN.top + plotHeight;
  const axes = [
    ...horizontal.values.map((value) => element('path', { d: `M${plain(frame.xOf(value))} ${plain(bottom)}v5`, stroke: ink.soft }) + label(tickLabel(value, horizontal.decimals), frame.xOf(value), bottom + 18, { fill: ink.soft, anchor: 'middle' })),
    ...vertical.values.map((value) => element('path', { d: `M${MARGIN.left} ${plain(frame.yOf(value))}h-5`, stroke: ink.soft }) + label(tickLabel(value, vertical.decimals), MARGIN.left - 9, frame.yOf(value) + 3.8, { fill: ink.soft, anchor: 'end' })),
    label('x₁', MARGIN.left + plotWidth - 6, bottom + 34, { size: 13, weight: 600, anchor: 'end' }),
    label('x₂', MARGIN.left - 46, MARGIN.top + 10, { size: 13, weight: 600 }),
    element('rect', { x: MARGIN.left, y: MARGIN.top, width: plotWidth, height: plotHeight, fill: 'none', stroke: ink.soft, 'stroke-width': 1 }),
  ];

  const legendY = bottom + 58;
  const legend = [
    ...(refined.length > 0
      ? [
          element('path', { d: `M${MARGIN.left} ${legendY}h24`, stroke: ink.refined, 'stroke-width': 2 }),
          element('path', { d: `M${MARGIN.left + 8} ${legendY}l4 -4l4 4l-4 4Z`, fill: ink.paper, stroke: ink.refined, 'stroke-width': 1.3 }),
          label(REFINED_WORDS, MARGIN.left + 32, legendY + 4, { fill: ink.soft }),
        ]
      : []),
    ...(diffusion.length > 0
      ? [
          element('path', { d: `M${MARGIN.left + 70 + textWidth(REFINED_WORDS, 11)} ${legendY}h24`, stroke: ink.diffusion, 'stroke-width': 1 }),
          label('AD path', MARGIN.left + 102 + textWidth(REFINED_WORDS, 11), legendY + 4, { fill: ink.soft }),
        ]
      : []),
  ];

  const facts = `Energy U over the plane · ${landscape.basins.length} ${landscape.basins.length === 1 ? 'basin' : 'basins'}`;
  const width = MARGIN.left + plotWidth + MARGIN.right;
  return document(width, bottom + MARGIN.bottom, `${caption.potential}: map`, `${facts}. Dark is low energy.`, [
    heading(caption, facts, MARGIN.left - 46, 36),
    element('clipPath', { id: 'plot' }, [element('rect', { x: MARGIN.left, y: MARGIN.top, width: plotWidth, height: plotHeight })]),
    element('g', { 'clip-path': 'url(#plot)' }, [
      element('rect', { x: MARGIN.left, y: MARGIN.top, width: plotWidth, height: plotHeight, fill: rampColour(0) }),
      ...regions,
      ...diffusion.map((path) => drawPath(path, frame, true)),
      ...refined.map((path) => drawPath(path, frame, joins(path))),
      ...refined.filter(joins).map((path) => drawSaddle(path, frame)),
      ...markers,
    ]),
    ...axes,
    colourBar({ x: MARGIN.left + plotWidth + 26, y: MARGIN.top + 22, height: Math.min(plotHeight - 44, 360), low, high, steps: LEVELS + 1, title: 'U' }),
    ...legend,
  ], originJson(caption));
}
