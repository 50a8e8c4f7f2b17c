import uPlot from 'uplot';
import { formatCompact, formatCount, formatNumber } from '../../../lib/format.ts';
import { plotTip } from '../../../ui/plot-tip.ts';

/** One curve of a run as it is drawn: its letter, color, and a level that means something. */
export interface CurveStyle {
  readonly name: string;
  readonly color: `--${string}`;
  /** What it means to be above and below 0, where the sign tells. */
  readonly sides?: readonly [above: string, below: string];
  readonly hideAxis?: boolean;
  readonly steps?: boolean;
}

/** What the plot asks of whoever owns it. */
export interface CurveHooks {
  range(): readonly [number, number];
  values(): readonly [number, number];
  /** Updates that the mean is over. */
  span(): number;
  zoom(first: number, last: number): void;
  wheel(at: number, factor: number): void;
  showAll(): void;
}

const font = '11px "Inter Variable", system-ui, sans-serif';

/** uPlot's options for a curve over all updates: raw values, and above them their running mean where it is `smoothed`. */
export function curveOptions(
  style: CurveStyle,
  smoothed: boolean,
  color: (token: `--${string}`) => string,
  hooks: CurveHooks,
  group: string,
): Omit<uPlot.Options, 'width' | 'height'> {
  const axis: uPlot.Axis = {
    stroke: color('--text-3'),
    font,
    gap: 4,
    grid: { stroke: color('--border'), width: 1 },
    ticks: { stroke: color('--border'), width: 1, size: 4 },
  };
  const paths = style.steps ? uPlot.paths.stepped?.({ align: 1 }) : uPlot.paths.linear?.();
  const line = (strength: string, width: number): uPlot.Series => ({ stroke: `${color(style.color)}${strength}`, width, spanGaps: true, points: { show: (plot) => plot.data[0].length < 3, size: 5 }, ...(paths ? { paths } : {}) });
  return {
    legend: { show: false },
    padding: [8, 26, style.hideAxis ? 4 : 0, 0],
    cursor: {
      y: false,
      points: { size: 6, width: 1.5 },
      drag: { x: true, y: false, setScale: false },
      sync: { key: group, setSeries: false, scales: ['x', null] },
      bind: { dblclick: () => () => (hooks.showAll(), null) },
    },
    scales: {
      x: { time: false, range: () => [...hooks.range()] as [number, number] },
      y: { range: () => [...hooks.values()] as [number, number] },
    },
    axes: [
      { ...axis, size: 22, show: !style.hideAxis, values: (_plot, splits) => splits.map((value) => (Number.isInteger(value) ? formatCount(value) : '')) },
      { ...axis, size: 52, space: 26, values: (_plot, splits) => splits.map((value) => axisNumber(value)) },
    ],
    series: smoothed ? [{}, line('52', 1), line('', 1.75)] : [{}, line('', 1.1)],
    plugins: [zeroPlugin(style, color), plotTip((plot, index, x) => tipWords(style, smoothed ? hooks : null, plot, index, x)), gesturePlugin(hooks)],
  };
}

function axisNumber(value: number): string {
  return Math.abs(value) >= 1000 ? formatCompact(value) : formatNumber(value, 3);
}

/** The line of balance. What lies on either side stands beside the curve's name: in the plot it would cover the curve. */
function zeroPlugin(style: CurveStyle, color: (token: `--${string}`) => string): uPlot.Plugin {
  return {
    hooks: {
      drawAxes: (plot) => {
        if (!style.sides) return;
        const { ctx, bbox } = plot;
        const ratio = devicePixelRatio;
        const at = Math.round(plot.valToPos(0, 'y', true));
        if (!Number.isFinite(at) || at < bbox.top || at > bbox.top + bbox.height) return;
        ctx.save();
        ctx.strokeStyle = color('--text-3');
        ctx.fillStyle = color('--text-3');
        ctx.lineWidth = ratio;
        ctx.beginPath();
        ctx.moveTo(bbox.left, at);
        ctx.lineTo(bbox.left + bbox.width, at);
        ctx.stroke();
        ctx.restore();
      },
    },
  };
}

function tipWords(style: CurveStyle, smoothing: Pick<CurveHooks, 'span'> | null, plot: uPlot, index: number, x: number): string {
  const mean = plot.data[2]?.[index];
  return [
    `update ${formatCount(x)}`,
    `${style.name} ${formatNumber(plot.data[1]?.[index])}`,
    ...(smoothing !== null && mean !== undefined ? [`mean of ${formatCount(smoothing.span())}: ${formatNumber(mean)}`] : []),
  ].join('  ·  ');
}

function gesturePlugin(hooks: CurveHooks): uPlot.Plugin {
  return {
    hooks: {
      setSelect: (plot) => {
        const { left, width } = plot.select;
        if (width < 4) return;
        hooks.zoom(plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x'));
        plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
      },
      ready: (plot) => {
        plot.over.addEventListener(
          'wheel',
          (event) => {
            event.preventDefault();
            const at = plot.posToVal(event.clientX - plot.over.getBoundingClientRect().left, 'x');
            hooks.wheel(at, Math.exp(Math.max(-1, Math.min(1, event.deltaY * 0.002))));
          },
          { passive: false },
        );
      },
    },
  };
}
