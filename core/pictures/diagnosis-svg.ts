import { quantile } from '../analysis/series-statistics.ts';
import { runningMean } from '../analysis/running-mean.ts';
import type { TrainingConfig } from '../contract/training-config.ts';
import type { Diagnosis, RunSeries, VerdictName } from '../contract/training-run.ts';
import { steadyGradient } from '../diagnosis/steady-gradient.ts';
import { chartPanel, seriesPath, stems } from './chart-panel.ts';
import type { Panel } from './chart-panel.ts';
import { document, ink, label } from './figure.ts';
import { element, plain } from './markup.ts';
import { counted, readable } from './numbers.ts';
import { wrappedLines } from './wrapped-lines.ts';

const WIDTH = 1060;
const LEFT = 78;
const INNER = WIDTH - LEFT - 34;
const RANGE_SAMPLE = 10_000;

/** Expansion (d_s < 0) and contraction (d_s > 0) keep their colours in every panel and in the window. */
const tone = { energy: '#2f6fb3', gradient: '#8a4fae', cross: '#1f2a37', expansion: '#2f6fb3', contraction: '#d9622b', window: '#f4f6f8', balance: '#3c8a5a' } as const;

const verdictTone: Readonly<Record<VerdictName, string>> = {
  'warming-up': ink.soft, expanding: '#2f6fb3', contracting: '#d9622b', convergent: '#2f7d4f', 'non-convergent': '#a0701a', unstable: '#b3261e', collapsed: '#b3261e',
};

export interface DiagnosisPicture {
  readonly name: string;
  readonly config: TrainingConfig;
  readonly series: RunSeries;
  readonly diagnosis: Diagnosis;
}

/**
 * The diagnosis of a run as an SVG document: the verdict and why, d_s and r_s over all updates (smoothed, the raw behind; what the verdict
 * looks at is shaded), their cross- and autocorrelations, the histogram of d_s with expansion and contraction apart, and the numbers.
 */
export function diagnosisSvg({ name, config, series, diagnosis }: DiagnosisPicture): string {
  const updates = series.energyDifference.length;
  const parts: string[] = [label(name, LEFT - 46, 38, { size: 17, weight: 600 }), label(factsLine(config, updates), LEFT - 46, 58, { size: 12, fill: ink.soft })];
  let y = 92;
  parts.push(
    element('rect', { x: LEFT - 46, y: y - 15, width: 4, height: 20, fill: verdictTone[diagnosis.verdict] }),
    label(diagnosis.title, LEFT - 34, y, { size: 16, weight: 600, fill: verdictTone[diagnosis.verdict] }),
  );
  for (const line of wrappedLines([...diagnosis.explanation, ...diagnosis.advice.map((advice) => `→ ${advice}`)], INNER + 26, 11.5)) {
    y += 17;
    parts.push(label(line, LEFT - 34, y, { size: 11.5, fill: ink.text }));
  }

  y += 44;
  const smooth = Math.max(1, Math.round(updates / 60));
  const shade = (panel: Panel, top: number, height: number): string =>
    updates === 0 ? '' : element('rect', { class: 'window', x: panel.xOf(diagnosis.window.first), y: top, width: Math.max(1, panel.xOf(diagnosis.window.last) - panel.xOf(diagnosis.window.first)), height, fill: tone.window });
  const curve = (panel: Panel, values: Float32Array, colour: string): string =>
    element('path', { d: seriesPath(panel, values, 1), fill: 'none', stroke: colour, 'stroke-opacity': 0.28, 'stroke-width': 0.8, 'stroke-linejoin': 'round' }) +
    element('path', { d: seriesPath(panel, runningMean(values, smooth), 1), fill: 'none', stroke: colour, 'stroke-width': 1.7, 'stroke-linejoin': 'round' });

  const energy = chartPanel({ x: LEFT, y, width: INNER, height: 150 }, { title: 'd_s: energy difference of data and samples (below 0: expansion, above: contraction)', xRange: [1, Math.max(2, updates)], yRange: around(series.energyDifference, [0]), xTicks: 10 });
  parts.push(shade(energy, y, 150), energy.frame, zeroLine(energy, LEFT, INNER), curve(energy, series.energyDifference, tone.energy));
  y += 206;

  const steady = steadyGradient(config);
  const marks = steady === null ? [] : [...(steady.level === null ? [] : [{ value: steady.level, text: 'balance with ε', colour: tone.balance }]), { value: steady.overshoot, text: 'ε√N', colour: tone.contraction }];
  const gradientRange = around(series.gradientNorm, [0]);
  // A level far above all that was seen would press the curve flat: it is then left to the numbers.
  const near = marks.filter((mark) => mark.value <= 1.6 * gradientRange[1]);
  const gradient = chartPanel({ x: LEFT, y, width: INNER, height: 120 }, { title: 'r_s: norm of the gradient of F, mean over Langevin steps and chains', horizontal: 'updates', xRange: [1, Math.max(2, updates)], yRange: [0, Math.max(gradientRange[1], ...near.map((mark) => 1.08 * mark.value))], xTicks: 10 });
  parts.push(
    shade(gradient, y, 120),
    gradient.frame,
    curve(gradient, series.gradientNorm, tone.gradient),
    ...near.map(({ value, text, colour }) =>
      element('path', { d: `M${plain(LEFT)} ${plain(gradient.yOf(value))}h${plain(INNER)}`, stroke: colour, 'stroke-width': 1, 'stroke-dasharray': '5 3', fill: 'none' }) +
      label(text, LEFT + 8, gradient.yOf(value) - 4, { size: 10, fill: colour, halo: ink.paper })),
  );
  y += 196;

  const gap = 62;
  const third = (INNER - 2 * gap) / 3;
  parts.push(...correlationPanels(diagnosis, y, third, gap), histogramPanel(diagnosis, LEFT + 2 * (third + gap), y, third));
  y += 150 + 62;

  parts.push(label('What the verdict rests on', LEFT - 46, y, { size: 12, weight: 600 }));
  for (const number of diagnosis.numbers) {
    const lines = wrappedLines([number.meaning], INNER + 34 - 330, 11);
    y += 20;
    parts.push(
      label(number.symbol === null ? number.name : `${number.name} ${number.symbol}`, LEFT - 46, y, { size: 11 }),
      label(`${readable(number.value)}${number.spread === null ? '' : ` ± ${readable(number.spread, 2)}`}${number.unit === '' ? '' : ` ${number.unit}`}`, LEFT + 270, y, { size: 11, anchor: 'end', weight: 600 }),
      ...lines.map((line, row) => label(line, LEFT + 292, y + 15 * row, { size: 11, fill: ink.soft })),
    );
    y += 15 * (lines.length - 1);
  }
  return document(WIDTH, y + 30, `${name}: diagnosis`, `${diagnosis.title}. ${diagnosis.explanation.join(' ')}`, parts);
}

function correlationPanels({ correlations }: Diagnosis, y: number, width: number, gap: number): string[] {
  const max = correlations?.maxLag ?? 15;
  const auto = chartPanel({ x: LEFT, y, width, height: 150 }, { title: 'autocorrelation of d_s and r_s', horizontal: 'lag in updates', xRange: [-0.6, max + 0.6], yRange: autoRange(correlations), xTicks: 6 });
  const cross = chartPanel({ x: LEFT + width + gap, y, width, height: 150 }, { title: 'cross-correlation of d_s with r_s', horizontal: 'lag of r_s in updates', xRange: [-max - 0.6, max + 0.6], yRange: around(correlations?.cross ?? [-0.5, 0.5], [-0.5, 0.5], 0), xTicks: 6 });
  const missing = (x: number): string => label('too few updates', x + width / 2, y + 40, { fill: ink.soft, anchor: 'middle' });
  return [
    auto.frame, zeroLine(auto, LEFT, width),
    correlations === null ? missing(LEFT) : stems(auto, correlations.autoEnergy, 0, tone.energy, -2) + stems(auto, correlations.autoGradient, 0, tone.gradient, 2),
    legend([['d_s', tone.energy], ['r_s', tone.gradient]], LEFT + width - 74, y + 8),
    cross.frame, zeroLine(cross, LEFT + width + gap, width),
    correlations === null ? missing(LEFT + width + gap) : stems(cross, correlations.cross, -max, tone.cross),
  ];
}

function histogramPanel({ histogram }: Diagnosis, x: number, y: number, width: number): string {
  const edges = histogram?.edges ?? [-1, 1];
  const counts = histogram?.counts ?? [];
  const reach = Math.max(...edges.map(Math.abs));
  const panel = chartPanel({ x, y, width, height: 150 }, { title: 'd_s of the shaded updates', horizontal: 'd_s', xRange: [-reach, reach], yRange: [0, Math.max(1, ...counts) * 1.12], xTicks: 5 });
  const bars = counts.map((count, i) => {
    const left = panel.xOf(edges[i]);
    const top = panel.yOf(count);
    const middle = (edges[i] + edges[i + 1]) / 2;
    return element('rect', { x: left + 0.4, y: top, width: Math.max(0.5, panel.xOf(edges[i + 1]) - left - 0.8), height: panel.yOf(0) - top, fill: middle < 0 ? tone.expansion : tone.contraction, 'fill-opacity': 0.75 });
  });
  const zero = panel.xOf(0);
  return element('g', { class: 'histogram' }, [
    panel.frame, ...bars,
    element('path', { d: `M${plain(zero)} ${plain(y)}v150`, stroke: ink.soft, 'stroke-width': 1, 'stroke-dasharray': '3 3' }),
    label('expansion', zero - 6, y + 10, { size: 10, fill: tone.expansion, anchor: 'end', halo: ink.paper }),
    label('contraction', zero + 6, y + 10, { size: 10, fill: tone.contraction, halo: ink.paper }),
  ]);
}

function legend(entries: readonly (readonly [string, string])[], x: number, y: number): string {
  return element('g', {}, entries.map(([text, colour], i) => element('circle', { cx: x + 38 * i, cy: y - 3.6, r: 3, fill: colour }) + label(text, x + 38 * i + 7, y, { size: 10, fill: ink.soft })));
}

function zeroLine(panel: Panel, x: number, width: number): string {
  return element('path', { d: `M${plain(x)} ${plain(panel.yOf(0))}h${plain(width)}`, stroke: ink.soft, 'stroke-width': 0.8, 'stroke-dasharray': '3 3', fill: 'none' });
}

/** Range that holds nearly all values: a few wild ones (the first updates) run out of the picture instead of flattening the rest. */
function around(values: ArrayLike<number>, include: readonly number[], outside = 0.01): [number, number] {
  // For a range, one in so many of a long series tells as much as all of them.
  const step = Math.ceil(values.length / RANGE_SAMPLE);
  const some = step <= 1 ? values : Float64Array.from({ length: Math.floor(values.length / step) }, (_, i) => values[i * step]);
  const low = Math.min(...include, quantile(some, outside));
  const high = Math.max(...include, quantile(some, 1 - outside));
  if (!Number.isFinite(low) || !Number.isFinite(high)) return [-1, 1];
  const room = 0.08 * (high - low);
  return [low < 0 ? low - room : low, high + room];
}

function autoRange(correlations: Diagnosis['correlations']): [number, number] {
  const lowest = Math.min(0, ...(correlations?.autoEnergy ?? []), ...(correlations?.autoGradient ?? []));
  return [Math.min(-0.25, lowest - 0.08), 1.05];
}

/** What a reader needs to place the run. */
function factsLine(config: TrainingConfig, updates: number): string {
  const { shortRun, phases, epsilon, dataEpsilon, batchSize } = config;
  const optimizers = phases.map(({ optimizer, lrInit, lrMin, lrDecay }) => `${optimizer === 'sgd' ? 'SGD' : 'Adam'} ${readable(lrInit)}${lrDecay < 1 ? ` → ${readable(lrMin)}` : ''}`);
  return `${counted(updates)} updates · ε = ${readable(epsilon)} · ε_data = ${readable(dataEpsilon)} · ${shortRun.steps} Langevin steps from ${startWords[shortRun.start]} · batch ${batchSize} · ${optimizers.join(', then ')}`;
}

const startWords = { persistent: 'the persistent bank', data: 'data', uniform: 'uniform noise', gaussian: 'Gaussian noise' } as const;
