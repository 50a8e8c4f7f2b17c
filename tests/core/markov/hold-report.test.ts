import { describe, expect, it } from 'vitest';
import { chapmanKolmogorov } from '../../../core/markov/chapman-kolmogorov.ts';
import { holdLooks } from '../../../core/markov/hold-run.ts';
import { holdReport } from '../../../core/markov/hold-report.ts';
import type { HoldRecord } from '../../../core/markov/hold-share.ts';
import { uniformAt } from '../../../core/random/draw.ts';
import { streamKey } from '../../../core/random/stream-key.ts';
import { simulate, THREE, THREE_STATIONARY } from './known-chains.ts';

/** Chains with these rows, seen at the looks of a run. */
function watched(rows: readonly (readonly number[])[], chains: number, steps: number): HoldRecord {
  const looks = holdLooks(steps);
  const homes = Int32Array.from({ length: chains }, (_, i) => i % rows.length);
  const seen = new Int32Array(looks.length * chains);
  homes.forEach((home, chain) => {
    const { sets } = simulate(rows, steps, home, 500 + chain);
    looks.forEach((step, look) => (seen[look * chains + chain] = sets[step]));
  });
  return { sets: rows.length, homes, steps: looks, seen };
}

describe('the report on a run', () => {
  it('has models at rising lags, their test, and a stationary distribution where transitions connect', () => {
    const report = holdReport(watched(THREE, 60, 1000), streamKey(1));
    expect(report.models.map(({ lag }) => lag)).toEqual([50, 100, 150, 200, 300, 400]);
    expect(report.stationarity).toBe('The counted transitions connect all 3 sets in both directions: the stationary distribution is that of the model.');
    THREE_STATIONARY.forEach((value, i) => expect(Math.abs(report.models[0].likeliest.stationary[i] - value)).toBeLessThan(0.07));
    expect(report.chapmanKolmogorov!.verdict).toBe('holds');
    expect(report.verdict.kind).toBe('leaves');
    expect(report.all).toHaveLength(holdLooks(1000).length);
    expect(holdReport(watched(THREE, 60, 1000), streamKey(1))).toEqual(report);
  });

  it('refuses to speak of stationarity where they do not', () => {
    const report = holdReport(watched([[0.99, 0.01, 0], [0.01, 0.99, 0], [0, 0, 1]], 60, 1000), streamKey(1));
    expect(report.stationarity).toBe('Nothing is said of a stationary distribution: no counted transitions lead there and back between {#1, #2} and {#3}. Timescales are those within the first group.');
    expect(report.models[0].sets).toEqual([0, 1]);
  });

  it('sees that short lags fail where the vote errs to and fro, and shows the test of a longer one', () => {
    // State 0 is seen as set 1 in a tenth of its looks: an error that the chain does not make.
    const { seen, homes, ...rest } = watched([[0.9998, 0.0002], [0.0003, 0.9997]], 200, 3000);
    const erring = { ...rest, homes, seen: seen.map((set, at) => (set === 0 && uniformAt(streamKey(9), 0, at) < 0.1 ? 1 : set)) };
    const { chapmanKolmogorov: shown, models } = holdReport(erring, streamKey(1));
    expect(chapmanKolmogorov(models[0], models).verdict).toBe('fails');
    expect(shown!.lag).toBeGreaterThan(models[0].lag);
    // Timescale −1/ln 0.9995, about 2,000 steps: too short at a short lag, where errors count as transitions.
    expect(models[0].timescales[0].value).toBeLessThan(models[2].timescales[0].value);
  });

  it('of chains that never leave has no timescales, and says that sets hold', () => {
    const report = holdReport(watched([[1, 0], [0, 1]], 80, 2000), streamKey(1));
    expect(report.chapmanKolmogorov).toBeNull();
    expect(report.verdict.kind).toBe('holds');
    expect(report.models[0].timescales).toEqual([]);
  });
});
