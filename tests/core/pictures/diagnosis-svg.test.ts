import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import type { RunSeries } from '../../../core/contract/training-run.ts';
import { diagnose } from '../../../core/diagnosis/diagnose.ts';
import { chartPanel, seriesPath } from '../../../core/pictures/chart-panel.ts';
import { diagnosisSvg } from '../../../core/pictures/diagnosis-svg.ts';
import { svgToPng } from '../../../core/pictures/svg-to-png.ts';
import { imageConfig, noise, recorded, seriesOf, toyConfig } from '../diagnosis/series-fixtures.ts';
import { countOf, elementsOf } from './well-formed.ts';

const picture = (series: RunSeries, config = toyConfig): string => diagnosisSvg({ name: 'a < b & "c"', config, series, diagnosis: diagnose(series, config, null) });

describe('the diagnosis figure', () => {
  it('is well formed and says the verdict, why, and every number', () => {
    const series = recorded('toy-gmm-convergent');
    const svg = picture(series);
    elementsOf(svg);
    expect(svg).toContain('>Stable, convergent</text>');
    expect(svg).toContain('a &lt; b &amp; &quot;c&quot;');
    for (const { name } of diagnose(series, toyConfig, null).numbers) expect(svg).toContain(name);
    // Three panels of lags and counts, two over time; the shaded updates in both of those.
    expect(countOf(svg, 'class="panel"')).toBe(5);
    expect(countOf(svg, 'class="window"')).toBe(2);
    expect(svg).toContain('balance with ε');
    expect(decode(svgToPng(svg, 1)).width).toBe(1060);
  });

  it.each([
    ['an empty run', seriesOf([], [])],
    ['one update', seriesOf([-1], [0.1])],
    ['a constant series', seriesOf(new Float32Array(200), new Float32Array(200))],
    ['values that are no numbers', seriesOf([1, NaN, 2, Infinity, -Infinity], [NaN, 1, 2, 3, 4])],
    ['only such values', seriesOf([NaN, NaN], [NaN, NaN])],
    ['numbers beyond all bounds', seriesOf([1e30, -1e35, 3], [1e20, 1e30, 1])],
  ])('holds %s', (_, series) => {
    const svg = picture(series, imageConfig({ steps: 30, start: 'uniform', dataEpsilon: 0 }));
    elementsOf(svg);
    expect(svg).not.toMatch(/="[^"]*(NaN|Infinity)/);
    expect(svgToPng(svg, 0.5).length).toBeGreaterThan(1000);
  });

  it('stays small for long runs', () => {
    const series = seriesOf(noise(200_000, 1), noise(200_000, 2).map((value) => 0.1 + 0.001 * value));
    expect(picture(series).length).toBeLessThan(300_000);
  });
});

describe('a path of a long series', () => {
  const panel = chartPanel({ x: 0, y: 0, width: 100, height: 100 }, { title: '', xRange: [1, 10_000], yRange: [-1, 1] });

  it('keeps every excursion, however short', () => {
    const values = new Float32Array(10_000);
    values[4321] = 1;
    values[8765] = -1;
    const heights = [...seriesPath(panel, values, 1).matchAll(/[ML][\d.]+ ([\d.]+)/g)].map((match) => Number(match[1]));
    expect(heights.length).toBeLessThan(900);
    expect(Math.min(...heights)).toBe(0);
    expect(Math.max(...heights)).toBe(100);
  });

  it('draws short series point by point and breaks at what is no number', () => {
    expect(seriesPath(chartPanel({ x: 0, y: 0, width: 100, height: 100 }, { title: '', xRange: [1, 5], yRange: [0, 1] }), [0, 1, NaN, 0.5, 0], 1)).toBe('M0 100L25 0M75 50L100 100');
  });
});
