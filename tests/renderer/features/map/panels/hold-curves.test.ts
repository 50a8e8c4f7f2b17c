import { describe, expect, it } from 'vitest';
import type { HoldDetail, HomeShareRow, MarkovRow } from '../../../../../core/contract/hold.ts';
import { matrixCells, modelAt, shareCurves, shareRange, timescaleCurves, timescaleRange } from '../../../../../renderer/features/map/panels/hold/hold-curves.ts';
import { chainsFor, shareWords, testWords } from '../../../../../renderer/features/map/panels/hold/hold-words.ts';

const row = (step: number, count: number, of: number): HomeShareRow => ({ step, count, of, share: of === 0 ? null : count / of, low: of === 0 ? 0 : count / of - 0.05, high: of === 0 ? 1 : Math.min(1, count / of + 0.05) });
const model = (lag: number, values: (number | null)[]): MarkovRow => ({
  lag, sets: [7, 9], apart: [], matrix: [[0.99, 0.01], [0, 1]], timescales: values.map((value) => ({ value, low: value === null ? null : value / 2, high: null })),
});
const detail: HoldDetail = {
  verdict: { kind: 'holds', text: 'They hold.', since: null, leaving: [], exchanges: [] },
  vote: row(0, 9, 10), settled: row(100, 8, 10), last: row(300, 7, 10),
  all: [row(0, 9, 10), row(100, 8, 10), row(300, 7, 10)],
  bySet: [{ set: 7, shares: [row(0, 5, 5), row(100, 4, 5), row(300, 3, 5)] }, { set: 9, shares: [row(0, 0, 0), row(100, 0, 0), row(300, 0, 0)] }],
  models: [model(100, [900, null]), model(200, [1000, 50])],
  tests: [{ lag: 100, verdict: 'fails', comparisons: [], worst: null }, { lag: 200, verdict: 'holds', comparisons: [], worst: null }],
  testsNote: '', stationarity: '',
};

describe('the share of chains at home', () => {
  it('is drawn from the first step on: what the vote alone loses is not a change with time', () => {
    const { data, series, bands } = shareCurves(detail, null, (set) => `#${set}`);
    expect(data[0]).toEqual([100, 300]);
    expect(series.map(({ name, shape }) => `${name} ${shape}`)).toEqual(['#7 line', '#9 line', 'all sets edge', 'all sets edge', 'all sets line']);
    expect(data.at(-1)).toEqual([0.8, 0.7]);
    expect(data[2]).toEqual([null, null]);
    expect(bands).toEqual([{ low: 2, high: 3, color: '--accent' }]);
    expect([data[3]![0], data[4]![0]]).toEqual([0.75, 0.8500000000000001]);
  });

  it('of single sets is not drawn where each has but a few chains, unless one is chosen', () => {
    const few = { ...detail, bySet: [7, 9].map((set) => ({ set, shares: [row(0, 2, 2), row(100, 1, 2), row(300, 2, 2)] })) };
    expect(shareCurves(few, null, (set) => `#${set}`).series.map(({ shape }) => shape)).toEqual(['edge', 'edge', 'line']);
    expect(shareCurves(few, 9, (set) => `#${set}`).series.at(-1)!.name).toBe('#9');
  });

  it('of the chosen set stands out last, with its interval, and is not among the others', () => {
    const { data, series, bands } = shareCurves(detail, 7, (set) => `#${set}`);
    expect(series.filter(({ name }) => name === '#7').map(({ shape, faint }) => [shape, faint])).toEqual([['edge', undefined], ['edge', undefined], ['line', undefined]]);
    expect(data.at(-1)).toEqual([0.8, 0.6]);
    expect(bands).toHaveLength(2);
    expect(shareRange({ data })).toEqual([0.5, 1.005]);
    expect(shareRange({ data: [[1], [1]] })[0]).toBe(0.9);
  });
});

describe('implied timescales', () => {
  it('stand against the lag, what cannot be told left out, and the lag itself as the border of what is seen', () => {
    const { data, series, bands } = timescaleCurves(detail.models);
    expect(data[0]).toEqual([100, 200]);
    expect(data[3]).toEqual([900, 1000]);
    expect(data[4]).toEqual([null, 50]);
    expect(data.at(-1)).toEqual([100, 200]);
    expect(series.map(({ name }) => name)).toEqual(['', '', 'slowest', '2nd', 'lag']);
    expect(bands).toEqual([{ low: 0, high: 1, color: '--accent' }]);
    expect(timescaleRange({ data, series })).toEqual([10, 10_000]);
  });

  it('of no model draw nothing', () => {
    const empty = timescaleCurves([]);
    expect(empty.bands).toEqual([]);
    expect(timescaleRange(empty)).toEqual([1, 10]);
  });
});

describe('the transition matrix', () => {
  it('has the cells that something passes through, the rare ones still to be seen', () => {
    const cells = matrixCells(detail.models[0]!);
    expect(cells.map(({ from, to }) => [from, to])).toEqual([[0, 0], [0, 1], [1, 1]]);
    expect(cells[1]!.weight).toBeGreaterThan(0.15);
    expect(cells[2]!.weight).toBe(1);
  });

  it('is of the chosen lag, else of the shortest whose test holds, else of the first', () => {
    expect(modelAt(detail, 100)?.lag).toBe(100);
    expect(modelAt(detail, null)?.lag).toBe(200);
    expect(modelAt({ ...detail, tests: [] }, 999)?.lag).toBe(100);
    expect(modelAt({ models: [], tests: [] }, null)).toBeNull();
  });
});

it('says shares with their interval, and a test by its worst', () => {
  expect(shareWords(row(0, 9, 10))).toBe('90 % (85–95 %)');
  expect(shareWords(row(0, 0, 0))).toBe('no chains');
  const part = (value: number) => ({ value, low: value - 0.1, high: value + 0.1 });
  expect(testWords({ lag: 100, verdict: 'fails', comparisons: [], worst: { set: 7, multiple: 3, predicted: part(0.5), estimated: part(0.8) } }, (set) => `#${set}`)).toBe(
    'Worst of #7: in it again after 300 steps, predicted 50.0 % (40–60 %), counted 80.0 % (70–90 %).',
  );
  expect(chainsFor(12)).toBe(200);
  expect(chainsFor(64)).toBe(640);
});
