import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { sweepMeasures } from '../../../../core/contract/sweep-measures.ts';
import { sweepPlan } from '../../../../core/contract/sweep.ts';
import type { MapOutcome, SweepCellRow, SweepView } from '../../../../core/contract/sweep.ts';
import { trainingConfig } from '../../../../core/contract/training-config.ts';
import { AxisForm, mapAxes, trainAxes } from '../../../../renderer/features/sweep/new/axis-form.svelte.ts';
import { cellColors } from '../../../../renderer/features/sweep/page/grid-colors.ts';
import { barrierWords, gridPlaces, placeLines, rangeOf } from '../../../../renderer/features/sweep/page/grid-places.ts';

const config = trainingConfig.parse(JSON.parse(readFileSync(fileURLToPath(new URL('../../../../resources/presets/gmm-quick.json', import.meta.url)), 'utf8')));

describe('an axis about to be made', () => {
  const form = (setting: string, now?: unknown): AxisForm => {
    const axis = new AxisForm('map');
    axis.choose(setting, now);
    return axis;
  };

  it('begins with values around the one there is', () => {
    expect(form('temperature', 1).result).toMatchObject({ axis: { setting: 'temperature', values: { from: 0.25, to: 8, count: 6, scale: 'log' } }, values: [0.25, 0.5, 1, 2, 4, 8] });
    expect(form('seed').result).toMatchObject({ values: [1, 2, 3, 4] });
    expect(form('states', 100).result).toMatchObject({ values: [50, 100, 150, 200] });
    expect(form('rank').result).toMatchObject({ values: ['line', 'distance'] });
    expect(new AxisForm('map').result).toBeNull();
  });

  it('says why it is none', () => {
    const axis = form('temperature', 1);
    axis.spacing = 'list';
    expect(axis.result).toMatchObject({ problem: expect.stringContaining('Write the values') as unknown });
    axis.list = '1, 2; x';
    expect(axis.result).toEqual({ problem: '“x” is no number.' });
    axis.list = '1 2, −0.5';
    expect(axis.result).toMatchObject({ values: [1, 2, -0.5] });
    const seeds = form('seed');
    Object.assign(seeds, { spacing: 'list', list: '1, 0.5' });
    expect(seeds.result).toEqual({ problem: '0.5 is no whole number.' });
    axis.spacing = 'log';
    axis.from = 0;
    expect(axis.result).toMatchObject({ problem: expect.stringContaining('by equal factors') as unknown });
    axis.from = null;
    expect(axis.result).toMatchObject({ problem: expect.stringContaining('Say from where') as unknown });
  });

  it('goes over what its cells can differ in', () => {
    const keys = (choices: readonly { value: string }[]) => choices.map(({ value }) => value);
    expect(keys(mapAxes('minimum')).slice(0, 5)).toEqual(['temperature', 'alpha', 'seed', 'potential', 'states']);
    expect(keys(mapAxes('kinetic'))).not.toContain('alpha');
    for (const never of ['method', 'engine', 'threads', 'skipBadImages']) expect(keys(mapAxes('placing'))).not.toContain(never);
    expect(keys(trainAxes(config))).toEqual(expect.arrayContaining(['seed', 'phases.lrInit', 'epsilon', 'shortRun.steps', 'data.density.groups']));
    // Off in this config, and of keeping, not of learning.
    expect(keys(trainAxes(config))).not.toContain('longRun.every');
    expect(keys(trainAxes(config))).not.toContain('keeping.every');
  });
});

describe('the grid of a sweep', () => {
  const outcome = (basins: number): MapOutcome => ({ kind: 'map', basins, trees: 1, states: 20, largestShare: 0.5, lowestBarrier: -3, highestBarrier: basins, alpha: 1, chainSteps: 10, seconds: 2 });
  const row = (at: number[], repeat: number, more: Partial<SweepCellRow>): SweepCellRow => ({ at, repeat, values: [], seed: 1 + repeat, status: 'queued', job: null, outcome: null, failure: null, ...more });
  const plan = sweepPlan.parse({ kind: 'map', name: 's', potential: 'p', settings: { method: 'minimum' }, axes: [{ setting: 'temperature', values: [1, 2] }, { setting: 'seed', values: [1, 2] }], repeats: 1 });
  const view: SweepView = {
    id: 'x', name: 's', kind: 'map', subject: 'toy', status: 'running', cells: 8, done: 3, failed: 1, seconds: 1, createdAt: '', failure: null, jobs: [], plan,
    axes: [{ setting: 'temperature', label: 'Temperature T (of training)', short: 'T', unit: null, values: [1, 2], words: ['1', '2'], log: false }, { setting: 'alpha', label: 'α', short: 'α', unit: null, values: [1, 2], words: ['1', '2'], log: false }],
    rows: [
      row([0, 0], 0, { status: 'done', job: 'a', outcome: outcome(4) }), row([0, 0], 1, { status: 'done', job: 'b', outcome: outcome(6) }),
      row([1, 0], 0, { status: 'done', job: 'c', outcome: outcome(2) }), row([1, 0], 1, { status: 'running', job: 'd' }),
      row([0, 1], 0, { status: 'failed', failure: 'No such device.' }), row([0, 1], 1, {}),
      row([1, 1], 0, {}), row([1, 1], 1, {}),
    ],
  };
  const places = gridPlaces(view, sweepMeasures(view)[0]!);

  it('has a place a pair of values, with the mean of its repeats and how it stands', () => {
    expect(places.map(({ column, row: up, value, status, name }) => [column, up, value, status, name])).toEqual([
      [0, 0, 5, 'done', 'T = 1, α = 1'], [1, 0, 2, 'running', 'T = 2, α = 1'], [0, 1, null, 'failed', 'T = 1, α = 2'], [1, 1, null, 'queued', 'T = 2, α = 2'],
    ]);
    expect(rangeOf(places)).toEqual({ low: 2, high: 5 });
    expect(rangeOf([])).toBeNull();
  });

  it('says the barriers of a cell once where they are the same', () => {
    expect(barrierWords({ lowestBarrier: -35.12, highestBarrier: -35.09 })).toBe('−35.1');
    expect(barrierWords({ lowestBarrier: null, highestBarrier: null })).toBe('–');
  });

  it('says what each cell came to', () => {
    expect(placeLines(places[0]!.rows, 'placing')).toBe('Seed 1: 4 basins from 20 states, the largest 50 %, barriers −3 … 4, 2.0 s\nSeed 2: 6 basins from 20 states, the largest 50 %, barriers −3 … 6, 2.0 s');
    expect(placeLines(places[2]!.rows, 'placing')).toBe('Seed 1: Failed: No such device.\nSeed 2: To come');
  });

  it.each(['dark', 'light'] as const)('has figures that are told from their ground (%s)', (theme) => {
    const linear = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    const luminance = (color: string): number => {
      const [r, g, b] = color.startsWith('#') ? [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16) / 255) : (/\d+ \d+ \d+/.exec(color)![0].split(' ').map((part) => Number(part) / 255));
      return 0.2126 * linear(r!) + 0.7152 * linear(g!) + 0.0722 * linear(b!);
    };
    for (let share = 0; share <= 1; share += 0.05) {
      const { fill, text } = cellColors(share, theme);
      const [light, dark] = [luminance(fill), luminance(text)].sort((p, q) => q - p) as [number, number];
      expect((light + 0.05) / (dark + 0.05)).toBeGreaterThan(4.5);
    }
  });
});
