import { cssColor, colormapSize, sampleColormap, type Rgb } from './colormap.ts';
import type { EnergyRange } from './energy-range.ts';
import type { LabelOverlay } from './label-overlay.ts';
import type { SizeSample } from './node-size.ts';
import type { Theme } from './theme.ts';
import { formatTick, niceTicks } from './ticks.ts';

/** A stretch of the scale marked beside the bar. */
export interface LegendSpan {
  name: string;
  low: number;
  high: number;
}

/** A line sample with its meaning. */
export interface LegendLine {
  name: string;
  color: Rgb;
  width: number;
  dashed?: boolean;
}

/** What the legend explains. */
export interface LegendContent {
  label: string;
  range: EnergyRange;
  spans: LegendSpan[];
  lines: LegendLine[];
  /** Some sizes of node, pixels; empty where all are alike. */
  sizes: SizeSample[];
  square: boolean;
  /** A remark under the legend. */
  note: string | null;
}

/** Where the legend is drawn. */
export interface LegendPane {
  overlay: LabelOverlay;
  theme: Theme;
  /** Of `buildColormap`. */
  table: Uint8Array;
  width: number;
  height: number;
}

/** Width that the legend wants at the right of the pane, pixels. */
export const legendWidth = 84;

const barWidth = 9;

/** Draw the legend in the top right corner of a pane; small panes get a shorter bar, tiny ones none. */
export function drawLegend(pane: LegendPane, content: LegendContent): void {
  const { overlay, theme, table, width, height } = pane;
  if (width < 300 || height < 220) return;
  const c = overlay.context;
  const barHeight = Math.min(170, Math.max(80, height * 0.28));
  const right = width - 14;
  const left = right - barWidth;
  const top = 38;
  const yOf = (u: number): number => top + barHeight * (1 - (u - content.range.low) / (content.range.high - content.range.low));
  // Zoomed in, the scene runs under the legend.
  c.fillStyle = cssColor(theme.background, 0.72);
  c.beginPath();
  c.roundRect(right - legendWidth + 12, 6, legendWidth - 4, top + barHeight + legendFoot(content) - 6, 8);
  c.fill();
  drawBar(c, table, left, top, barHeight, theme);
  c.textBaseline = 'middle';
  c.textAlign = 'right';
  c.font = overlay.font({ size: 13, weight: 600, italic: true });
  c.fillStyle = cssColor(theme.ink);
  c.fillText(content.label, right, top - 16);
  c.font = overlay.font({ size: 11, weight: 400 });
  c.fillStyle = cssColor(theme.muted);
  const ticks = niceTicks(content.range.low, content.range.high, barHeight / 34);
  let widest = 0;
  for (const value of ticks.values) {
    const text = formatTick(value, ticks.step);
    widest = Math.max(widest, overlay.measure(text, c.font));
    c.fillText(text, left - 6, yOf(value));
    c.fillRect(left - 3, yOf(value) - 0.5, 3, 1);
  }
  drawSpans(overlay, theme, content, left - widest - 14, yOf);
  let y = top + barHeight + 16;
  y = drawLines(overlay, theme, content.lines, right, y);
  // A camera far away makes samples too small to compare, a near one too large to draw.
  if (content.sizes.every((s) => s.radius < 34) && height > 420) y = drawSizes(overlay, theme, content, right, y);
  if (content.note !== null) {
    c.textAlign = 'right';
    c.font = overlay.font({ size: 11, weight: 400 });
    c.fillStyle = cssColor(theme.muted);
    c.fillText(content.note, right, y + 6);
    y += 14;
  }
  overlay.reserve({ left: right - legendWidth, right: width, top: 0, bottom: y });
}

/** Room that the legend's lower parts take, pixels. */
function legendFoot(content: LegendContent): number {
  return 18 + 17 * content.lines.length + (content.note === null ? 0 : 18);
}

function drawBar(c: CanvasRenderingContext2D, table: Uint8Array, left: number, top: number, barHeight: number, theme: Theme): void {
  const gradient = c.createLinearGradient(0, top + barHeight, 0, top);
  for (let i = 0; i <= 32; i++) gradient.addColorStop(i / 32, cssColor(sampleColormap(table, Math.round((i / 32) * (colormapSize - 1)) / (colormapSize - 1))));
  c.beginPath();
  c.roundRect(left, top, barWidth, barHeight, 2.5);
  c.fillStyle = gradient;
  c.fill();
  c.lineWidth = 1;
  c.strokeStyle = cssColor(theme.line, 0.35);
  c.stroke();
}

/** Brackets for where minima and barriers lie on the scale, their names written upward. */
function drawSpans(overlay: LabelOverlay, theme: Theme, content: LegendContent, x: number, yOf: (u: number) => number): void {
  const c = overlay.context;
  let lastTop = Infinity;
  let at = x;
  for (const span of content.spans) {
    const bottom = yOf(Math.max(content.range.low, Math.min(span.low, content.range.high)));
    const top = yOf(Math.max(content.range.low, Math.min(span.high, content.range.high)));
    // Overlapping stretches stand side by side.
    if (bottom > lastTop + 1) at -= 17;
    lastTop = top;
    c.strokeStyle = cssColor(theme.muted, 0.8);
    c.lineWidth = 1;
    c.beginPath();
    c.moveTo(at + 3, top);
    c.lineTo(at, top);
    c.lineTo(at, bottom);
    c.lineTo(at + 3, bottom);
    c.stroke();
    if (bottom - top < overlay.measure(span.name, overlay.font({ size: 10.5, weight: 400 })) - 12) continue;
    c.save();
    c.translate(at - 8, (top + bottom) / 2);
    c.rotate(-Math.PI / 2);
    c.textAlign = 'center';
    c.font = overlay.font({ size: 10.5, weight: 400 });
    c.fillStyle = cssColor(theme.muted);
    c.fillText(span.name, 0, 0);
    c.restore();
  }
}

function drawLines(overlay: LabelOverlay, theme: Theme, lines: readonly LegendLine[], right: number, top: number): number {
  const c = overlay.context;
  let y = top;
  for (const line of lines) {
    c.strokeStyle = cssColor(line.color);
    c.lineWidth = line.width;
    c.setLineDash(line.dashed ? [3, 3] : []);
    c.beginPath();
    c.moveTo(right - 18, y);
    c.lineTo(right, y);
    c.stroke();
    c.setLineDash([]);
    c.textAlign = 'right';
    c.font = overlay.font({ size: 11, weight: 400 });
    c.fillStyle = cssColor(theme.muted);
    c.fillText(line.name, right - 24, y);
    y += 17;
  }
  return y;
}

function drawSizes(overlay: LabelOverlay, theme: Theme, content: LegendContent, right: number, top: number): number {
  if (content.sizes.length === 0) return top;
  const c = overlay.context;
  c.textAlign = 'right';
  c.font = overlay.font({ size: 11, weight: 400 });
  c.fillStyle = cssColor(theme.muted);
  c.fillText('members', right, top + 2);
  let y = top + 12;
  const widest = Math.max(...content.sizes.map((s) => s.radius));
  for (const { members, radius } of content.sizes) {
    y += radius;
    c.beginPath();
    if (content.square) c.roundRect(right - widest - radius, y - radius, 2 * radius, 2 * radius, radius * 0.35);
    else c.arc(right - widest, y, radius, 0, 2 * Math.PI);
    c.lineWidth = 1.2;
    c.strokeStyle = cssColor(theme.muted, 0.9);
    c.stroke();
    c.fillText(members.toLocaleString('en-US'), right - 2 * widest - 7, y);
    y += Math.max(radius, 7) + 5;
  }
  return y;
}
