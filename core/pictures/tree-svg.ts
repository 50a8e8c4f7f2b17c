import type { BasinRow, JoinRow, Landscape } from '../contract/landscape.ts';
import { document, heading, ink, label, textWidth } from './figure.ts';
import type { Caption } from './caption.ts';
import { element, plain } from './markup.ts';
import { readable, tickLabel, ticks } from './numbers.ts';
import { originJson, unfinishedWords } from './origin.ts';
import { thumbnailUri } from './thumbnail.ts';
import { layoutTree } from './tree-layout.ts';

const MARGIN = { left: 74, right: 34, top: 128, bottom: 46 };

/** Sizes that depend on how many leaves have to fit. */
interface Scale {
  /** Pixels between neighbouring leaves. */
  readonly leaf: number;
  /** Pixels of the plot's height, from the lowest minimum to the highest join. */
  readonly height: number;
  /** Side of a leaf's image; 0 without images. */
  readonly image: number;
  /** Pixels of radius for a basin of one member: the area grows with the members. */
  readonly unit: number;
  /** Leaf texts stand upright, or are turned where the leaves are too close. */
  readonly upright: boolean;
}

function scaleFor(landscape: Landscape, width: number): Scale {
  const images = landscape.images !== null;
  // A few basins get room; from some dozens on the picture grows in width, down to what a turned text needs.
  const leaf = images ? Math.min(92, Math.max(18, 1500 / Math.max(1, width))) : Math.min(84, Math.max(13, 1060 / Math.max(1, width)));
  return {
    leaf,
    height: Math.min(1100, Math.max(440, (width * leaf) / 3.2)),
    image: images ? Math.min(64, leaf * 0.86) : 0,
    unit: Math.min(2.6, Math.min(11, leaf * 0.2) / Math.sqrt(Math.max(1, ...landscape.basins.map((basin) => basin.members)))),
    upright: leaf >= 34,
  };
}

/** The most common label of a basin and its share in per cent. */
function majority(basin: BasinRow): string | null {
  if (basin.labelCounts === null) return null;
  const entries = Object.entries(basin.labelCounts).sort((p, q) => q[1] - p[1]);
  const best = entries[0];
  const total = entries.reduce((sum, entry) => sum + entry[1], 0);
  return best === undefined || total === 0 ? null : `${best[0]} · ${Math.round((100 * best[1]) / total)} %`;
}

/** `decimals`: those of the axis, so that leaves can be told apart as far as it does. */
function leafLines(basin: BasinRow, decimals: number): string[] {
  const common = majority(basin);
  return [`U ${tickLabel(basin.energy, decimals)}`, `${basin.members} ${basin.members === 1 ? 'member' : 'members'}`, ...(common === null ? [] : [common])];
}

function drawLeaf(landscape: Landscape, index: number, x: number, y: number, scale: Scale, decimals: number): string {
  const basin = landscape.basins[index];
  if (basin === undefined) return '';
  const parts: string[] = [];
  const radius = Math.max(1.8, scale.unit * Math.sqrt(basin.members));
  let below = y + radius + 4;
  if (landscape.images !== null) {
    const left = x - scale.image / 2;
    parts.push(
      element('image', { x: left, y: below, width: scale.image, height: scale.image, preserveAspectRatio: 'xMidYMid meet', 'xlink:href': thumbnailUri(landscape.images, index) }),
      element('rect', { x: left, y: below, width: scale.image, height: scale.image, fill: 'none', stroke: ink.faint, 'stroke-width': 0.75 }),
    );
    below += scale.image + 4;
  }
  parts.push(element('circle', { cx: x, cy: y, r: radius, fill: ink.line }));
  if (scale.upright) {
    const size = scale.leaf >= 60 ? 11 : 9;
    below += size;
    parts.push(label(String(basin.id), x, below, { size: size + 1, weight: 600, anchor: 'middle', halo: ink.paper }));
    for (const line of scale.leaf >= 60 ? leafLines(basin, decimals) : [String(basin.members)]) {
      below += size + 3;
      parts.push(label(line, x, below, { size: size - 0.5, fill: ink.soft, anchor: 'middle', halo: ink.paper }));
    }
  } else {
    const size = Math.min(10, scale.leaf * 0.62);
    parts.push(label(`${basin.id} · ${basin.members}`, 0, 0, { size, fill: ink.soft, anchor: 'end', transform: `translate(${plain(x + size * 0.36)} ${plain(below)}) rotate(-90)` }));
  }
  const title = `basin ${basin.id}: U = ${readable(basin.energy, 5)}, ${leafLines(basin, decimals).slice(1).join(', ')}`;
  return element('g', { class: 'leaf' }, [element('title', {}, title), ...parts]);
}

function leafDepth(landscape: Landscape, scale: Scale): number {
  const image = scale.image === 0 ? 0 : scale.image + 4;
  if (!scale.upright) {
    const longest = Math.max(...landscape.basins.map((basin) => textWidth(`${basin.id} · ${basin.members}`, Math.min(10, scale.leaf * 0.62))));
    return 14 + image + longest;
  }
  return 24 + image + 14 * (1 + Math.max(...landscape.basins.map((basin) => (scale.leaf >= 60 ? leafLines(basin, 0).length : 1))));
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function drawJoin(join: JoinRow, left: Point, right: Point, y: number, fine: boolean): string {
  const refined = join.refined !== null;
  const width = fine ? 1 : 1.6;
  return element('g', { class: 'join' }, [
    element('title', {}, `AD barrier ${readable(join.barrier, 5)}, ${refined ? `refined ${readable(join.refined ?? NaN, 5)}` : 'not refined'}`),
    element('path', {
      d: `M${plain(left.x)} ${plain(left.y)}V${plain(y)}M${plain(right.x)} ${plain(right.y)}V${plain(y)}`,
      fill: 'none',
      stroke: ink.line,
      'stroke-width': width,
    }),
    element('path', {
      class: refined ? 'join-refined' : 'join-diffusion',
      d: `M${plain(left.x - width / 2)} ${plain(y)}H${plain(right.x + width / 2)}`,
      fill: 'none',
      stroke: refined ? ink.refined : ink.diffusion,
      'stroke-width': width,
      'stroke-dasharray': refined ? undefined : '5 3',
    }),
  ]);
}

/** The AD barrier of a refined join: a hollow mark whose tip is at the barrier. */
function drawDiffusionMark(x: number, y: number, fine: boolean): string {
  const half = fine ? 2.4 : 4;
  return element('path', { class: 'diffusion-mark', d: `M${plain(x - half)} ${plain(y - half * 1.5)}H${plain(x + half)}L${plain(x)} ${plain(y)}Z`, fill: ink.paper, stroke: ink.diffusion, 'stroke-width': 1.1, 'stroke-linejoin': 'round' });
}

/** From a join up to its AD mark; drawn under the joins, so that it shows only where no stem runs. */
function drawDiffusionThread(x: number, joinY: number, y: number): string {
  return element('path', { d: `M${plain(x)} ${plain(joinY)}V${plain(y)}`, stroke: ink.diffusion, 'stroke-width': 1, 'stroke-dasharray': '1.5 2', fill: 'none' });
}

/** Why trees stand apart: what was tried, or that it was not tried yet. */
function whyApart({ kinetic, edges }: Landscape, caption: Caption): string {
  if (kinetic !== undefined) return 'no way of the graph leads from one to another.';
  const unfinished = unfinishedWords(caption);
  if (unfinished !== null) return `the map is unfinished (${unfinished}), and not all barriers have been looked for.`;
  return edges.some(({ status }) => status === 'failed') ? 'no trial joined them, which does not make their barriers infinite.' : 'no barriers were looked for between them.';
}

/** What the lines mean, wrapped to the picture's width; with the height it takes. */
function drawLegend(x: number, y: number, room: number, landscape: Landscape, caption: Caption): { readonly markup: string; readonly height: number } {
  const { joins, roots } = landscape.forest;
  const parts: string[] = [];
  let left = x;
  let line = y;
  const item = (mark: ((left: number, line: number) => string) | null, text: string): void => {
    const indent = mark === null ? 0 : 32;
    const width = indent + textWidth(text, 11);
    if (left > x && left + width > x + room) {
      left = x;
      line += 20;
    }
    parts.push(mark?.(left, line) ?? '', label(text, left + indent, line + 4, { size: 11, fill: ink.soft }));
    left += width + 22;
  };
  if (joins.some((join) => join.refined !== null)) {
    item((at, row) => element('path', { d: `M${plain(at)} ${row}h24`, stroke: ink.refined, 'stroke-width': 1.6, fill: 'none' }), 'join at the refined barrier');
    item((at, row) => drawDiffusionThread(at + 12, row + 9, row) + drawDiffusionMark(at + 12, row, false), 'AD barrier of the same pair (upper bound)');
  }
  if (joins.some((join) => join.refined === null)) {
    item((at, row) => element('path', { d: `M${plain(at)} ${row}h24`, stroke: ink.diffusion, 'stroke-width': 1.6, 'stroke-dasharray': '5 3', fill: 'none' }), 'join at the AD barrier (upper bound, not refined)');
  }
  if (roots.length > 1) {
    if (left > x) {
      left = x;
      line += 20;
    }
    item(null, `${roots.length} separate trees: ${whyApart(landscape, caption)}`);
  }
  return { markup: element('g', { class: 'legend' }, parts), height: line - y };
}

/**
 * The disconnectivity forest of a map as an SVG document: energy U upwards, leaves at the basins' minima with their
 * images, joins at the refined barrier (else the AD barrier, dashed) with the AD barrier marked above. Separate
 * trees stay apart. Hovering names every leaf and join.
 */
export function treeSvg(landscape: Landscape, caption: Caption): string {
  const { basins, forest } = landscape;
  const count = `${basins.length} ${basins.length === 1 ? 'basin' : 'basins'}`;
  const facts = `Disconnectivity tree · ${count}${forest.roots.length > 1 ? ` in ${forest.roots.length} separate trees` : ''}`;
  if (basins.length === 0) {
    return document(640, 200, caption.potential, 'No basin found yet.', [heading(caption, facts, 30, 40), label('No basin found yet.', 30, 146, { fill: ink.soft })], originJson(caption));
  }
  const layout = layoutTree(landscape);
  const scale = scaleFor(landscape, layout.width);
  const span = Math.max(layout.highest - layout.lowest, 1e-6);
  const low = layout.lowest;
  const high = layout.highest + span * 0.06;
  const plotWidth = Math.max(layout.width * scale.leaf + scale.leaf, 520);
  const inset = (plotWidth - layout.width * scale.leaf) / 2;
  const depth = leafDepth(landscape, scale);
  const xOf = (place: number): number => MARGIN.left + inset + place * scale.leaf;
  const yOf = (energy: number): number => MARGIN.top + ((high - energy) / (high - low)) * scale.height;
  const width = MARGIN.left + plotWidth + MARGIN.right;
  const plotBottom = MARGIN.top + scale.height + depth;
  const legend = drawLegend(MARGIN.left, plotBottom + 22, plotWidth, landscape, caption);
  const height = plotBottom + MARGIN.bottom + legend.height;

  const axis = ticks(low - (depth / scale.height) * (high - low) * 0.25, high, 8);
  const grid = axis.values.map((value) => {
    const y = yOf(value);
    return element('g', {}, [
      element('path', { d: `M${MARGIN.left} ${plain(y)}H${plain(MARGIN.left + plotWidth)}`, stroke: ink.grid, 'stroke-width': 1 }),
      element('path', { d: `M${MARGIN.left - 5} ${plain(y)}h5`, stroke: ink.soft, 'stroke-width': 1 }),
      label(tickLabel(value, axis.decimals), MARGIN.left - 9, y + 3.8, { size: 11, fill: ink.soft, anchor: 'end' }),
    ]);
  });
  const axisLine = [
    element('path', { d: `M${MARGIN.left} ${MARGIN.top - 6}V${plain(plotBottom - 8)}`, stroke: ink.soft, 'stroke-width': 1 }),
    label('U', MARGIN.left - 9, MARGIN.top - 14, { size: 14, weight: 600, anchor: 'end' }),
  ];

  const at = (node: number): Point => {
    const placed = layout.nodes[node];
    return { x: xOf(placed?.place ?? 0), y: yOf(placed?.energy ?? low) };
  };
  const fine = scale.leaf < 34;
  const joins = forest.joins.map((join) => {
    const [left, right] = [at(join.children[0]), at(join.children[1])].sort((p, q) => p.x - q.x);
    const here = at(join.node);
    return drawJoin(join, left ?? here, right ?? here, here.y, fine);
  });
  const refinedJoins = forest.joins.filter((join) => join.refined !== null).map((join) => ({ ...at(join.node), top: yOf(join.barrier) }));
  const threads = refinedJoins.map(({ x, y, top }) => drawDiffusionThread(x, y, top));
  const marks = refinedJoins.map(({ x, top }) => drawDiffusionMark(x, top, fine));
  // A tree's topmost line ends open, a little above: nothing is known of higher joins.
  const stubs = forest.roots.map((root) => {
    const { x, y } = at(root);
    return element('path', { d: `M${plain(x)} ${plain(y)}v-12`, stroke: ink.line, 'stroke-width': fine ? 1 : 1.6, fill: 'none' });
  });
  const leaves = basins.map((_, index) => drawLeaf(landscape, index, at(index).x, at(index).y, scale, axis.decimals + 1));
  return document(width, height, `${caption.potential}: disconnectivity tree`, `${facts}. Energy U upwards; leaves are basins, joins are barriers.`, [
    heading(caption, facts, MARGIN.left - 46, 36),
    ...grid,
    ...axisLine,
    element('g', { class: 'diffusion-threads' }, threads),
    element('g', { class: 'joins' }, joins),
    element('g', { class: 'roots' }, stubs),
    element('g', { class: 'diffusion-marks' }, marks),
    element('g', { class: 'leaves' }, leaves),
    legend.markup,
  ], originJson(caption));
}
