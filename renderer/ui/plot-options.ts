import uPlot from 'uplot';
import { formatCompact, formatNumber } from '../lib/format.ts';
import { plotTip } from './plot-tip.ts';

export interface PlotSeries {
  name: string;
  /** Token of the theme, such as --accent. */
  color: `--${string}`;
  /** dots: points with a line through them. edge: not drawn, the border of a band. */
  shape: 'line' | 'step' | 'points' | 'dots' | 'edge';
  fill?: boolean;
  dashed?: boolean;
  /** One of many: thin and pale, and not told of beside the cursor. */
  faint?: boolean;
  format?: (value: number) => string;
}

/** The room between two series, filled: an interval. */
export interface PlotBand {
  /** Indices of series. */
  low: number;
  high: number;
  color: `--${string}`;
}

export interface PlotMark {
  /** A line across the plot at this x (or y), with a word beside it. */
  axis: 'x' | 'y';
  at: number;
  text: string;
  color: `--${string}`;
}

export interface PlotSpec {
  x: { name: string; log?: boolean; format?: (value: number) => string; range?: [number, number]; hidden?: boolean };
  /** `range`: asked for whenever the data change; null: all of them. */
  y: { name: string; log?: boolean; format?: (value: number) => string; fromZero?: boolean; range?: () => readonly [number, number] | null };
  series: readonly PlotSeries[];
  marks?: readonly PlotMark[];
  bands?: readonly PlotBand[];
}

const font = '11px "Inter Variable", system-ui, sans-serif';

/** uPlot's options for one of our plots. `color` reads the theme. */
export function plotOptions(
  spec: PlotSpec,
  color: (token: `--${string}`) => string,
  onCursor: (index: number | null) => void,
): Omit<uPlot.Options, 'width' | 'height'> {
  const axisColor = color('--text-3');
  const gridColor = color('--border');
  const axis = (name: string, format: ((value: number) => string) | undefined, log: boolean | undefined): uPlot.Axis => ({
    label: name,
    stroke: axisColor,
    font,
    labelFont: font,
    labelSize: 16,
    labelGap: 2,
    gap: 4,
    grid: { stroke: gridColor, width: 1, ...(log ? { filter: decadesAlone } : {}) },
    ticks: { stroke: gridColor, width: 1, size: 4 },
    values: (_plot, splits) => splits.map((value: number | null) => (value === null ? '' : (format ?? (log ? formatNumber : formatCompact))(value))),
  });
  const smooth = uPlot.paths.linear?.();
  const stepped = uPlot.paths.stepped?.({ align: 1 });
  const nothing: uPlot.Series.PathBuilder = () => null;
  return {
    legend: { show: false },
    padding: [10, 20, 0, 0],
    cursor: { y: false, points: { size: 6, width: 1.5 }, drag: { x: true, y: false, setScale: true } },
    scales: {
      x: { time: false, ...(spec.x.log ? { distr: 3 as const } : {}), ...(spec.x.range ? { range: spec.x.range } : {}) },
      y: {
        ...(spec.y.range ? { range: (_plot: uPlot, low: number, high: number): [number, number] => [...(spec.y.range?.() ?? [low, high])] as [number, number] } : {}),
        ...(spec.y.log ? { distr: 3 as const } : {}),
        ...(spec.y.fromZero && !spec.y.log ? { range: (_plot: uPlot, _low: number, high: number): [number, number] => [0, Math.max(1, high * 1.06)] } : {}),
      },
    },
    axes: [
      { ...axis(spec.x.name, spec.x.format, spec.x.log), size: spec.x.hidden ? 0 : 24, show: !spec.x.hidden },
      { ...axis(spec.y.name, spec.y.format, spec.y.log), size: 50 },
    ],
    series: [
      {},
      ...spec.series.map(
        (series): uPlot.Series => ({
          label: series.name,
          stroke: series.shape === 'edge' ? 'transparent' : series.faint ? pale(color(series.color)) : color(series.color),
          width: series.faint ? 1 : 1.75,
          spanGaps: true,
          ...(series.dashed ? { dash: [5, 4] } : {}),
          ...(series.fill ? { fill: fade(color(series.color)) } : {}),
          paths: (series.shape === 'points' ? nothing : series.shape === 'step' ? stepped : smooth) ?? nothing,
          points: { show: series.shape === 'points' || series.shape === 'dots', size: 7, fill: color('--panel'), width: 1.75 },
        }),
      ),
    ],
    bands: (spec.bands ?? []).map(({ low, high, color: token }) => ({ series: [high + 1, low + 1], fill: fade(color(token)) })),
    plugins: [marksPlugin(spec, color), plotTip((plot, index, x) => tipWords(spec, plot, index, x)), { hooks: { setCursor: (plot) => onCursor(plot.cursor.idx ?? null) } }],
  };
}

/** Of a logarithmic axis only whole decades have a line: nine in each would veil the curves. */
function decadesAlone(_plot: uPlot, splits: number[]): (number | null)[] {
  return splits.map((value) => (Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-9 ? value : null));
}

/** The color at a tenth of its strength (colors of the theme are #rrggbb). */
function fade(color: string): string {
  return /^#[0-9a-f]{6}$/i.test(color) ? `${color}1a` : 'transparent';
}

/** A third of a color's strength, for lines that many lie beside. */
function pale(color: string): string {
  return /^#[0-9a-f]{6}$/i.test(color) ? `${color}55` : color;
}

function marksPlugin(spec: PlotSpec, color: (token: `--${string}`) => string): uPlot.Plugin {
  return {
    hooks: {
      draw: (plot) => {
        const { ctx, bbox } = plot;
        const ratio = devicePixelRatio;
        ctx.save();
        ctx.beginPath();
        ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
        ctx.clip();
        // The axes leave another one behind, by which words would lie on their line.
        ctx.textBaseline = 'alphabetic';
        ctx.font = `${11 * ratio}px "Inter Variable", system-ui, sans-serif`;
        for (const mark of spec.marks ?? []) {
          const at = Math.round(plot.valToPos(mark.at, mark.axis, true));
          if (!Number.isFinite(at)) continue;
          ctx.strokeStyle = color(mark.color);
          ctx.fillStyle = color(mark.color);
          ctx.lineWidth = ratio;
          ctx.setLineDash([4 * ratio, 3 * ratio]);
          ctx.beginPath();
          if (mark.axis === 'x') {
            ctx.moveTo(at, bbox.top);
            ctx.lineTo(at, bbox.top + bbox.height);
          } else {
            ctx.moveTo(bbox.left, at);
            ctx.lineTo(bbox.left + bbox.width, at);
          }
          ctx.stroke();
          const wide = ctx.measureText(mark.text).width;
          const right = mark.axis === 'x' && at + wide + 10 * ratio > bbox.left + bbox.width;
          ctx.textAlign = right ? 'right' : 'left';
          if (mark.axis === 'x') ctx.fillText(mark.text, at + (right ? -5 : 5) * ratio, bbox.top + 12 * ratio);
          else ctx.fillText(mark.text, bbox.left + 6 * ratio, at - 4 * ratio);
        }
        ctx.restore();
      },
    },
  };
}

function tipWords(spec: PlotSpec, plot: uPlot, index: number, x: number): string {
  const parts = [`${spec.x.name} ${(spec.x.format ?? formatNumber)(x)}`];
  spec.series.forEach((series, at) => {
    const value = plot.data[at + 1]?.[index];
    if (!series.faint && series.shape !== 'edge' && value !== null && value !== undefined) parts.push(`${series.name} ${(series.format ?? spec.y.format ?? formatNumber)(value)}`);
  });
  return parts.join('  ·  ');
}
