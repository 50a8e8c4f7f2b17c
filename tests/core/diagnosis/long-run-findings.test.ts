import { describe, expect, it } from 'vitest';
import type { LongRunTest } from '../../../core/contract/training-run.ts';
import { longRunEvidence } from '../../../core/diagnosis/long-run-evidence.ts';
import { longRunFindings } from '../../../core/diagnosis/long-run-findings.ts';
import { logSpacedSteps } from '../../../core/analysis/log-spaced.ts';
import { noise } from './series-fixtures.ts';

const steps = logSpacedSteps(10_000, 12);
type Chains = LongRunTest['starts'][number];

/** Chains of unit spread about `energy(step)`. */
function chains(start: Chains['start'], stream: number, energy: (step: number) => number, distances: number[] | null = null): Chains {
  const z = noise(32 * steps.length, stream);
  return {
    start, chains: 32, steps, energies: Array.from(z, (value, i) => energy(steps[i % steps.length]) + value), gradientNorms: steps.map(() => 1),
    dataDistances: distances, imageSteps: [0, 100, 10_000], images: null, positions: null, shown: 0,
  };
}
const test = (...starts: Chains[]): Pick<LongRunTest, 'starts' | 'totalSteps'> => ({ starts, totalSteps: 10_000 });

describe('evidence of a long-run test', () => {
  it('of chains in one equilibrium: no drift, no gap, nothing leaves', () => {
    const { drift, driftError, gap, gapError, spread, departure, arrival, fall } = longRunEvidence(test(chains('data', 1, () => -7, [2, 2, 2.1]), chains('uniform', 2, () => -7, [30, 9, 2.2])));
    // 32 chains at four late points: four standard errors 1/√(2·128).
    expect(Math.abs(spread - 1)).toBeLessThan(4 / Math.sqrt(256));
    expect(Math.abs(drift!)).toBeLessThan(4 * driftError);
    expect(Math.abs(gap!)).toBeLessThan(4 * gapError);
    expect(gapError).toBeLessThan(0.2);
    expect(Math.abs(fall!)).toBeLessThan(1);
    expect([departure, arrival]).toEqual([1.05, 1.1]);
  });

  it('drift is per decade and in spreads: U = −3 log₁₀ ℓ has −3', () => {
    const { drift, driftError } = longRunEvidence(test(chains('data', 3, (step) => -3 * Math.log10(Math.max(1, step)))));
    // The spread over late steps holds a little of the drift itself.
    expect(drift!).toBeLessThan(-2.5);
    expect(drift!).toBeGreaterThan(-3.3);
    expect(driftError).toBeLessThan(0.3);
  });

  it('a gap of five spreads is found, with its sign', () => {
    expect(longRunEvidence(test(chains('data', 4, () => 0), chains('gaussian', 5, () => 5))).gap).toBeCloseTo(5, 0);
    expect(longRunEvidence(test(chains('data', 4, () => 0), chains('gaussian', 5, () => -5))).gap).toBeCloseTo(-5, 0);
  });

  it('one kind of start alone has drift, but no gap', () => {
    const { drift, gap, departure } = longRunEvidence(test(chains('persistent', 6, () => 0)));
    expect(drift).not.toBeNull();
    expect([gap, departure]).toEqual([null, null]);
  });

  it('does not change with the unit of energy', () => {
    const own = test(chains('data', 7, (step) => -Math.log10(Math.max(1, step)), [1, 1, 1]), chains('uniform', 8, () => 2));
    const scaled = { ...own, starts: own.starts.map((start) => ({ ...start, energies: start.energies.map((energy) => 50 * energy - 9) })) };
    const [plain, other] = [longRunEvidence(own), longRunEvidence(scaled)];
    for (const key of ['drift', 'gap', 'fall', 'driftError', 'gapError'] as const) expect(other[key]).toBeCloseTo(plain[key]!, 6);
  });
});

describe('findings in words', () => {
  it('of a realistic steady state', () => {
    const { findings } = longRunFindings(test(chains('data', 1, () => -7, [2, 2, 2.1]), chains('uniform', 2, () => -7, [30, 9, 2.2])));
    expect(findings.join('\n')).toMatch(/does not drift.*\n.*meet: their late energies are 0\.\d+.* spreads apart.*\n.*stay near the data.* 1\.05 times.*\n.*arrive at the data/);
  });

  it('of a saturated one', () => {
    const { findings, drift, gap } = longRunFindings(test(chains('data', 3, (step) => -9 * Math.log10(Math.max(1, step)), [2, 5, 9]), chains('uniform', 4, () => 40, [30, 30, 31])));
    expect(findings.join('\n')).toMatch(/energy of chains from data falls: −.*\n.*do not meet: those from noise end .* above.*\n.*spreads below where it began: the landscape is deeper elsewhere.*\n.*leave the data.* 4\.5 times.*\n.*do not arrive/);
    expect(drift).toBeLessThan(-1);
    expect(gap).toBeGreaterThan(1);
  });
});
