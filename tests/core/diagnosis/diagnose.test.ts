import { describe, expect, it } from 'vitest';
import type { TrainingConfig } from '../../../core/contract/training-config.ts';
import type { LongRunTest, RunSeries } from '../../../core/contract/training-run.ts';
import { diagnose } from '../../../core/diagnosis/diagnose.ts';
import { steadyGradient } from '../../../core/diagnosis/steady-gradient.ts';
import { THRESHOLD } from '../../../core/diagnosis/thresholds.ts';
import { autoregressive, imageConfig, noise, recorded, seriesOf, toyConfig } from './series-fixtures.ts';

const verdictOf = (series: RunSeries, config: TrainingConfig = toyConfig): string => diagnose(series, config, null).verdict;
/** Updates after which the verdict is first the one given; Infinity: never. */
function firstCalled(name: string, config: TrainingConfig, verdict: string): number {
  const length = recorded(name).energyDifference.length;
  for (let updates = 5; updates <= length; updates += 5) if (verdictOf(recorded(name, updates), config) === verdict) return updates;
  return verdictOf(recorded(name), config) === verdict ? length : Infinity;
}

const rate = (lr: number): TrainingConfig['phases'] => [{ updates: 400, optimizer: 'adam', lrInit: lr, lrMin: lr, lrDecay: 1 }];
const runs = {
  'fashion-rate-too-large': imageConfig({ steps: 30, start: 'uniform', epsilon: 0.01, phases: rate(1e-2) }),
  'mnist-rate-too-large': imageConfig({ steps: 30, start: 'persistent', phases: rate(1e-2) }),
  'no-data-noise-collapsed': imageConfig({ steps: 30, start: 'uniform', epsilon: 0.01, dataEpsilon: 0, phases: rate(1e-3) }),
  'no-data-noise-expanding': imageConfig({ steps: 30, start: 'persistent', dataEpsilon: 0, phases: rate(3e-4) }),
  'mnist-noise-start-unstable': imageConfig({ steps: 50, start: 'uniform', epsilon: 0.01, batchSize: 64, phases: rate(2e-4) }),
} as const;

describe('verdicts on recorded runs', () => {
  it.each(['toy-gmm-convergent', 'toy-gmm-convergent-2', 'toy-gmm-convergent-3'])('%s: expanding, then convergent', (name) => {
    expect(verdictOf(recorded(name, 600))).toBe('expanding');
    const end = diagnose(recorded(name), toyConfig, null);
    expect(end.verdict).toBe('convergent');
    const mean = end.numbers.find((number) => number.symbol === 'd_s')!;
    expect(Math.abs(mean.value)).toBeLessThan(3 * mean.spread!);
    const balance = end.numbers.find((number) => number.symbol === 'r_s/r_ε')!;
    expect(balance.value).toBeGreaterThan(0.85);
    expect(balance.value).toBeLessThan(1.25);
  });

  it('toy-gmm-quick: convergent, though certainly a little below 0', () => {
    const config: TrainingConfig = { ...toyConfig, epsilon: 0.08, batchSize: 200, bankSize: 4000, shortRun: { ...toyConfig.shortRun, steps: 50 } };
    const { verdict, numbers } = diagnose(recorded('toy-gmm-quick'), config, null);
    expect(verdict).toBe('convergent');
    expect(numbers.find((number) => number.symbol === 'r_s/r_ε')!.value).toBeCloseTo(1, 0);
  });

  it('no data noise, still going: expanding, and nothing worse', () => {
    expect(verdictOf(recorded('no-data-noise-expanding'), runs['no-data-noise-expanding'])).toBe('expanding');
    expect(firstCalled('no-data-noise-expanding', runs['no-data-noise-expanding'], 'convergent')).toBe(Infinity);
  });

  it('noise starts with a rate somewhat too large: expanding while it learns, never stable, unstable once it runs away at update 320', () => {
    const config = runs['mnist-noise-start-unstable'];
    expect(verdictOf(recorded('mnist-noise-start-unstable', 200), config)).toBe('expanding');
    for (const stable of ['convergent', 'non-convergent']) expect(firstCalled('mnist-noise-start-unstable', config, stable)).toBe(Infinity);
    const called = firstCalled('mnist-noise-start-unstable', config, 'unstable');
    expect(called).toBeGreaterThan(310);
    // Forty updates, of which it takes twenty to see that the path is twice as long as needed.
    expect(called).toBeLessThanOrEqual(360);
    expect(verdictOf(recorded('mnist-noise-start-unstable'), config)).toBe('unstable');
  });

  const keeping = (sgd: number): TrainingConfig =>
    imageConfig({
      steps: 50, start: 'persistent', epsilon: 0.02, dataEpsilon: 0.06, bankSize: 1000,
      phases: [...[350, 250].map((updates) => ({ ...rate(1e-4)[0], updates })), { updates: 1000, optimizer: 'sgd', lrInit: sgd, lrMin: 0, lrDecay: 0.999 }],
    });

  it('mnist-persistent-convergent: Adam, then SGD: convergent, with r_s where the closed form has it', () => {
    const { verdict, numbers } = diagnose(recorded('mnist-persistent-convergent'), keeping(0.03), null);
    expect(verdict).toBe('convergent');
    const balance = numbers.find((number) => number.symbol === 'r_s/r_ε')!;
    expect(balance.value).toBeGreaterThan(0.85);
    expect(balance.value).toBeLessThan(1.15);
  });

  it('never says that r_s settled above a change that its own rule does not call settled', () => {
    const config = keeping(0.03);
    let uncertain = 0;
    for (let updates = 100; updates <= recorded('mnist-persistent-convergent').energyDifference.length; updates += 5) {
      const { verdict, explanation, numbers } = diagnose(recorded('mnist-persistent-convergent', updates), config, null);
      if (verdict !== 'convergent') continue;
      const change = numbers.find((number) => number.name === 'Change of the gradient')!;
      const above = Math.abs(change.value) > 100 * THRESHOLD.settledChange;
      uncertain += above ? 1 : 0;
      expect(explanation.some((sentence) => sentence.includes('r_s settled at')), `after ${updates} updates`).toBe(!above);
      if (above) expect(Math.abs(change.value)).toBeLessThanOrEqual(THRESHOLD.certainErrors * change.spread!);
    }
    // The whole recording is such a case: the test looks at what it is about.
    expect(uncertain).toBeGreaterThan(0);
  });

  it('mnist-persistent-contracting: leans to contraction', () => {
    expect(verdictOf(recorded('mnist-persistent-contracting'), keeping(0.02))).toBe('contracting');
  });

  it('mnist-persistent-oscillating: the same some updates later is at the border, and its oscillation is seen', () => {
    const { verdict, numbers } = diagnose(recorded('mnist-persistent-oscillating'), keeping(0.03), null);
    expect(['convergent', 'non-convergent', 'contracting']).toContain(verdict);
    expect(numbers.find((number) => number.name.startsWith('Deepest'))!.value).toBeLessThan(-0.1);
  });

  it('mnist-noise-start: non-convergent, from update 300 on, but while its second phase settles', () => {
    const config = imageConfig({
      steps: 60, start: 'uniform', epsilon: 0.02, dataEpsilon: 0.06,
      phases: [{ ...rate(2e-4)[0], updates: 550 }, { ...rate(1.2e-4)[0], updates: 1000 }],
    });
    const end = diagnose(recorded('mnist-noise-start'), config, null);
    expect(end.verdict).toBe('non-convergent');
    expect(end.explanation.join(' ')).toMatch(/It is this way that the gradient balances, not ε/);
    for (let updates = 300; updates <= 1550; updates += 50) expect(['non-convergent', 'warming-up']).toContain(verdictOf(recorded('mnist-noise-start', updates), config));
  });

  it('toy-rings-quick: convergent', () => {
    const config: TrainingConfig = {
      ...toyConfig, epsilon: 0.2, batchSize: 250, bankSize: 4000, data: { kind: 'toy', density: { type: 'rings', groups: 4, sd: 0.15, radius: 1 } },
      shortRun: { ...toyConfig.shortRun, steps: 40, sampler: 'mala' }, phases: [{ ...rate(2e-3)[0], updates: 4500 }],
    };
    expect(verdictOf(recorded('toy-rings-quick'), config)).toBe('convergent');
  });

  it.each([['fashion-rate-too-large', 30], ['mnist-rate-too-large', 30]] as const)('%s: unstable, within %i updates', (name, within) => {
    expect(firstCalled(name, runs[name], 'unstable')).toBeLessThanOrEqual(within);
    expect(verdictOf(recorded(name), runs[name])).toBe('unstable');
    // There is no going on from before the first update.
    const advice = diagnose(recorded(name), runs[name], null).advice.join(' ');
    expect(advice).toMatch(/learning rate three to ten times/i);
    expect(advice).not.toMatch(/before update 1\b[^,\d]/);
  });

  it('no data noise: its collapse is called before it ends by itself, and the reason named', () => {
    const config = runs['no-data-noise-collapsed'];
    const end = diagnose(recorded('no-data-noise-collapsed'), config, null);
    expect(end.verdict).toBe('collapsed');
    expect(end.explanation.join(' ')).toMatch(/ε_data is below ε/);
    expect(end.advice.join(' ')).toMatch(/ε_data to at least ε/);
    // Trouble is called long before, and the collapse 50 updates before the run ended by itself at |d_s| > 10⁸ after 303 updates.
    expect(firstCalled('no-data-noise-collapsed', config, 'unstable')).toBeLessThan(150);
    expect(firstCalled('no-data-noise-collapsed', config, 'collapsed')).toBeLessThan(253);
  });
});

describe('verdicts on series of known truth', () => {
  const level = steadyGradient(toyConfig)!.level!;
  /** r_s at `times` its steady level, with a little noise. */
  const gradient = (length: number, times = 1): Float32Array => noise(length, 90).map((value) => level * times * (1 + 0.02 * value));
  const n = 1200;

  it('independent, symmetric, in balance with ε: convergent', () => {
    const { verdict, numbers, explanation } = diagnose(seriesOf(noise(n, 1), gradient(n)), toyConfig, null);
    expect(verdict).toBe('convergent');
    expect(numbers.find((number) => number.symbol === 'd_s')!.spread).toBeCloseTo(1 / Math.sqrt(n / 3), 2);
    expect(explanation.join(' ')).toMatch(/r_s settled at 0\.071/);
  });

  it.each([-0.5, -0.8])('symmetric, alternating by φ = %f: strong oscillation, non-convergent', (phi) => {
    const { verdict, explanation } = diagnose(seriesOf(autoregressive(n, phi, 2), gradient(n)), toyConfig, null);
    expect(verdict).toBe('non-convergent');
    expect(explanation.join(' ')).toMatch(/oscillates: its autocorrelation at lag 1 is −0\.[4-8]/);
  });

  it('a slow oscillation about 0 (lag 1 positive, a quarter of a period negative) is strong too', () => {
    const wave = noise(n, 3).map((value, t) => Math.sin((2 * Math.PI * t) / 8) + 0.3 * value);
    const { verdict, numbers } = diagnose(seriesOf(wave, gradient(n)), toyConfig, null);
    expect(verdict).toBe('non-convergent');
    expect(numbers.find((number) => number.name.startsWith('Deepest'))!.symbol).toBe('ρ(4)');
  });

  it.each([[-0.6, 'expanding'], [0.6, 'contracting']] as const)('a mean of %f spreads: %s', (mean, verdict) => {
    expect(verdictOf(seriesOf(noise(n, 4).map((value) => value + mean), gradient(n)))).toBe(verdict);
  });

  it('a steady fall of d_s is expanding', () => {
    expect(verdictOf(seriesOf(noise(n, 5).map((value, t) => 0.5 * value - t / 400), gradient(n)))).toBe('expanding');
  });

  it('dependence that hides the mean is not taken for certainty: false alarms stay rare at φ = 0.9', () => {
    let imbalanced = 0;
    for (let run = 0; run < 60; run++) {
      const verdict = verdictOf(seriesOf(autoregressive(n, 0.9, 200 + run), gradient(n)));
      if (verdict === 'expanding' || verdict === 'contracting') imbalanced++;
    }
    // With independent values' errors 48 % of the means would lie beyond three errors; 0.3 % should.
    expect(imbalanced).toBeLessThanOrEqual(4);
  });

  it('r_s that still rises: warming up', () => {
    const rising = gradient(n).map((value, t) => value * (0.5 + (0.5 * t) / n));
    expect(verdictOf(seriesOf(noise(n, 6), rising))).toBe('warming-up');
  });

  it('chains from noise that travel: non-convergent, with the way named', () => {
    const config: TrainingConfig = { ...toyConfig, epsilon: 0.01, bankSize: null, shortRun: { ...toyConfig.shortRun, steps: 100, start: 'gaussian' } };
    const { verdict, explanation } = diagnose(seriesOf(noise(n, 7), noise(n, 8).map((value) => 0.0174 + 0.0003 * value)), config, null);
    expect(verdict).toBe('non-convergent');
    expect(explanation.join(' ')).toMatch(/carries a chain 1\.74, and the data are 1\.74 from the noise/);
  });

  it('a lean of d_s that is small against the way of chains from noise is balance; the same of a bank is not', () => {
    // As image runs from noise show it: r_s·L a little more than the way, d_s a third of a spread below 0.
    const config = imageConfig({ steps: 60, start: 'uniform', epsilon: 0.02, dataEpsilon: 0.06 });
    const d = noise(n, 40).map((value) => 4400 * value - 1560);
    const r = noise(n, 41).map((value) => 0.8 + 0.01 * value);
    const own = diagnose(seriesOf(d, r), config, null);
    expect(own.verdict).toBe('non-convergent');
    expect(own.explanation[0]).toMatch(/a lean of 0\.\d+ % of the energy/);
    // Three times as much is more than the 2 % that count as balance.
    expect(verdictOf(seriesOf(d.map((value) => value - 3200), r), config)).toBe('expanding');
    expect(verdictOf(seriesOf(d, r), imageConfig({ steps: 60, start: 'persistent', bankSize: 100, epsilon: 0.02, dataEpsilon: 0.06 }))).toBe('expanding');
  });

  it('a gradient that far outweighs the noise of kept chains: non-convergent', () => {
    const { verdict, explanation } = diagnose(seriesOf(noise(n, 42), gradient(n, 4)), toyConfig, null);
    expect(verdict).toBe('non-convergent');
    expect(explanation.join(' ')).toMatch(/outweighs the noise/);
  });

  it('no number: unstable, and only what was before it is measured', () => {
    const d = noise(300, 9);
    d[250] = NaN;
    const { verdict, explanation, window } = diagnose(seriesOf(d, gradient(300)), toyConfig, null);
    expect(verdict).toBe('unstable');
    expect(explanation[0]).toMatch(/update 251/);
    expect(window.last).toBe(250);
  });

  it('a sudden fall of d_s in a run with sound chains: collapsed', () => {
    const config = imageConfig({ steps: 50, start: 'persistent', bankSize: 100, epsilon: 0.015 });
    const r = noise(1500, 10).map((value) => 0.13 + 0.002 * value);
    const d = noise(1500, 11).map((value, t) => 200 * value - (t > 1450 ? 1500 * (t - 1450) : 0));
    const { verdict, advice } = diagnose(seriesOf(d, r), config, null);
    expect(verdict).toBe('collapsed');
    expect(advice.join(' ')).toMatch(/checkpoint before/);
  });

  it('a bank that has not been carried to the data yet is not called balanced', () => {
    const config = imageConfig({ steps: 30, start: 'persistent', bankSize: 60_000 });
    expect(diagnose(seriesOf(noise(n, 12), noise(n, 13).map((value) => 0.12 + 0.001 * value)), config, null).title).toMatch(/bank is on its way/);
  });

  it('a new phase begins a new window', () => {
    const phase = { optimizer: 'sgd', lrInit: 0.1, lrMin: 0.1, lrDecay: 1 } as const;
    const config: TrainingConfig = { ...toyConfig, phases: [{ ...phase, updates: 1000 }, { ...phase, updates: 5000 }] };
    expect(diagnose(seriesOf(noise(1150, 14), gradient(1150)), config, null).window).toEqual({ first: 1001, last: 1150 });
    expect(diagnose(seriesOf(noise(1050, 14), gradient(1050)), config, null).window).toEqual({ first: 701, last: 1050 });
    expect(diagnose(seriesOf(noise(9000, 14), gradient(9000)), config, null).window).toEqual({ first: 7001, last: 9000 });
  });

  it.each([0, 1, 5, 49])('%i updates are too few', (length) => {
    const { verdict, correlations } = diagnose(seriesOf(noise(length, 15), gradient(length)), toyConfig, null);
    expect(verdict).toBe('warming-up');
    expect(correlations === null).toBe(length < 30);
  });

  it('what no run comes back from is called at its first update', () => {
    const energies = noise(3, 16);
    energies[2] = -3e4;
    const { verdict, explanation } = diagnose(seriesOf(energies, gradient(3)), toyConfig, null);
    expect(verdict).toBe('unstable');
    expect(explanation.join()).toContain('30000');
    energies[2] = -1e4;
    expect(diagnose(seriesOf(energies, gradient(3)), toyConfig, null).verdict).toBe('warming-up');
  });

  it('constant series crash nothing', () => {
    expect(verdictOf(seriesOf(new Float32Array(500), new Float32Array(500)))).toBeTypeOf('string');
    expect(verdictOf(seriesOf(new Float32Array(500).fill(-1), new Float32Array(500).fill(0.1)))).toBe('expanding');
  });
});

describe('what should not matter', () => {
  it('other units of the states: ε, the density and r_s scaled alike', () => {
    for (const updates of [300, 900, 3000]) {
      const series = recorded('toy-gmm-convergent', updates);
      const plain = diagnose(series, toyConfig, null);
      const scaled = diagnose(
        { ...series, gradientNorm: series.gradientNorm.map((value) => 8 * value) },
        { ...toyConfig, epsilon: 1, data: { kind: 'toy', density: { type: 'gmm', groups: 8, sd: 1.2, radius: 8 } }, shortRun: { ...toyConfig.shortRun, noiseFactor: 8 } },
        null,
      );
      expect(scaled.verdict).toBe(plain.verdict);
      expect(scaled.correlations).toEqual(plain.correlations);
    }
  });

  it('the scale of d_s, as long as it stays one of energies', () => {
    const series = recorded('toy-gmm-convergent');
    for (const factor of [0.1, 3]) expect(verdictOf({ ...series, energyDifference: series.energyDifference.map((value) => factor * value) })).toBe('convergent');
  });

  it('learning rates as written, seconds, names', () => {
    const series = recorded('toy-gmm-convergent', 600);
    const other = { ...series, learningRate: series.learningRate.map(() => 7), seconds: series.seconds.map((_, t) => t) };
    expect(diagnose(other, { ...toyConfig, name: 'another' }, null)).toEqual(diagnose(series, toyConfig, null));
  });

  it('mirrored in time: the statistics of a stationary series', () => {
    const d = autoregressive(900, -0.6, 30);
    const r = noise(900, 31).map((value) => 0.07 + 0.001 * value);
    const back = seriesOf(d.slice().reverse(), r.slice().reverse());
    expect(verdictOf(back)).toBe(verdictOf(seriesOf(d, r)));
  });
});

describe('a long-run test', () => {
  const n = 1200;
  const level = steadyGradient(toyConfig)!.level!;
  const calm = seriesOf(noise(n, 1), noise(n, 2).map((value) => level * (1 + 0.02 * value)));
  const steps = [0, 1, 10, 100, 316, 1000, 3162, 10_000];

  /** Chains whose energies wander about `energy(step)`; distances to data as given at the image steps. */
  function test(energy: (step: number) => number, distances: number[], update = n): LongRunTest {
    const z = noise(16 * steps.length, 3);
    return {
      id: 't', update, totalSteps: 10_000, createdAt: '', findings: [], drift: null, gap: null,
      starts: [{
        start: 'data', chains: 16, steps, energies: Array.from(z, (value, i) => energy(steps[i % steps.length]) + value), gradientNorms: steps.map(() => 1),
        dataDistances: distances, imageSteps: [0, 100, 10_000], images: null, positions: null, shown: 0,
      }],
    };
  }

  it('that stays with the data agrees', () => {
    const { verdict, advice, numbers } = diagnose(calm, toyConfig, test(() => -3, [1, 1.02, 1.05]));
    expect(verdict).toBe('convergent');
    expect(advice).toEqual([]);
    expect(numbers.find((number) => number.name.includes('distance to data'))!.value).toBeCloseTo(1.05, 10);
  });

  it.each([
    ['leave the data', test(() => -3, [1, 1.2, 3])],
    ['go away with a drift', test((step) => -2.5 * Math.log10(step + 1), [1, 1.2, 2])],
    ['drift far in energy', test((step) => -30 * Math.log10(step + 1), [1, 1, 1.1])],
  ])('whose chains %s decides against calm series', (_, longRun) => {
    const { verdict, explanation } = diagnose(calm, toyConfig, longRun);
    expect(verdict).toBe('non-convergent');
    expect(explanation.join(' ')).toMatch(/long-run test of update 1200 shows chains that leave the data/);
  });

  it.each([
    ['near the data with a drift', test((step) => -2 * Math.log10(step + 1), [1, 1.2, 1.6]), /near the data whose energy still drifts/],
    ['neither near nor far', test(() => -3, [1, 1.5, 2]), /does not tell/],
  ])('that ends %s leaves the verdict to the series', (_, longRun, words) => {
    const { verdict, explanation } = diagnose(calm, toyConfig, longRun);
    expect(verdict).toBe('convergent');
    expect(explanation.join(' ')).toMatch(words);
  });

  it('that stays outweighs an oscillation, which is still told', () => {
    const swinging = seriesOf(autoregressive(n, -0.6, 4), calm.gradientNorm);
    expect(verdictOf(swinging)).toBe('non-convergent');
    const { verdict, explanation } = diagnose(swinging, toyConfig, test(() => -3, [1, 1, 1]));
    expect(verdict).toBe('convergent');
    expect(explanation.join(' ')).toMatch(/oscillates/);
  });

  it('of the first half of the run is not used', () => {
    expect(diagnose(calm, toyConfig, test(() => -3, [1, 2, 3], n / 2 - 1)).verdict).toBe('convergent');
  });
});

it('every bound is a finite number', () => {
  for (const value of Object.values(THRESHOLD)) {
    for (const bound of typeof value === 'number' ? [value] : Object.values(value)) expect(Number.isFinite(bound)).toBe(true);
  }
});
