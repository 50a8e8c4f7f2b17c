import { describe, expect, it } from 'vitest';
import { estimateMean } from '../../../core/analysis/series-statistics.ts';
import { chapmanKolmogorov, matrixPower } from '../../../core/markov/chapman-kolmogorov.ts';
import { countTransitions } from '../../../core/markov/count-transitions.ts';
import { estimateMarkovModel } from '../../../core/markov/markov-model.ts';
import { reversibleMaximumLikelihood } from '../../../core/markov/reversible-matrix.ts';
import { sampleReversible } from '../../../core/markov/sample-reversible.ts';
import { impliedTimescales } from '../../../core/markov/timescales.ts';
import { integerAt } from '../../../core/random/draw.ts';
import { streamKey } from '../../../core/random/stream-key.ts';
import { countsOf, moments, simulate, THREE, THREE_STATIONARY } from './known-chains.ts';

/** Timescales of a reversible 3-state chain: the roots other than 1 of its characteristic polynomial, from trace and determinant. */
function exactTimescales(rows: readonly (readonly number[])[]): number[] {
  const [[a, b, c], [d, e, f], [g, h, i]] = rows;
  const sum = a + e + i - 1;
  const product = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  const root = Math.sqrt(sum * sum - 4 * product);
  return [(sum + root) / 2, (sum - root) / 2].map((value) => -1 / Math.log(value));
}

describe('the likeliest reversible matrix', () => {
  it('of two sets is the matrix of the rows', () => {
    const { matrix, stationary } = reversibleMaximumLikelihood(countsOf([[90, 10], [30, 170]]));
    [0.9, 0.1, 0.15, 0.85].forEach((value, at) => expect(matrix[at]).toBeCloseTo(value, 12));
    expect(stationary[0]).toBeCloseTo(0.15 / 0.25, 12);
  });

  it.each([3, 8, 40])('of %i sets is in detailed balance and solves the equations of Prinz et al.', (states) => {
    const counts = countsOf(Array.from({ length: states }, (_, i) => Array.from({ length: states }, (_, j) =>
      i === j ? 10 ** integerAt(streamKey(4), 0, i, 6) : Math.abs(i - j) === 1 ? 1 + integerAt(streamKey(5), i, j, 50) : integerAt(streamKey(6), i, j, 3))));
    const { matrix, stationary } = reversibleMaximumLikelihood(counts);
    const total = (i: number) => counts.counts.subarray(i * states, (i + 1) * states).reduce((sum, count) => sum + count, 0);
    for (let i = 0; i < states; i++) {
      expect(matrix.subarray(i * states, (i + 1) * states).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
      for (let j = 0; j < states; j++) {
        const flux = stationary[i] * matrix[i * states + j];
        expect(Math.abs(flux - stationary[j] * matrix[j * states + i])).toBeLessThan(1e-10 * flux + 1e-300);
        const pair = counts.counts[i * states + j] + counts.counts[j * states + i];
        const expected = pair / (total(i) / stationary[i] + total(j) / stationary[j]);
        expect(Math.abs(flux - expected)).toBeLessThanOrEqual(1e-9 * expected);
      }
    }
  });

  it('is likelier than any reversible matrix near it', () => {
    const counts = countsOf([[40, 6, 1], [3, 60, 9], [2, 4, 50]]);
    const { matrix, stationary } = reversibleMaximumLikelihood(counts);
    const likelihood = (values: Float64Array) => values.reduce((sum, value, at) => sum + counts.counts[at] * Math.log(value), 0);
    const flux = matrix.map((value, at) => value * stationary[Math.floor(at / 3)]);
    const best = likelihood(matrix);
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j <= i; j++) {
        for (const factor of [0.97, 1.03]) {
          const moved = Float64Array.from(flux);
          moved[i * 3 + j] *= factor;
          if (i !== j) moved[j * 3 + i] *= factor;
          const rows = [0, 1, 2].map((row) => moved[row * 3] + moved[row * 3 + 1] + moved[row * 3 + 2]);
          expect(likelihood(moved.map((value, at) => value / rows[Math.floor(at / 3)]))).toBeLessThan(best);
        }
      }
    }
  });

  it('of sets that few of many transitions join is found as well', () => {
    const { matrix, stationary } = reversibleMaximumLikelihood(countsOf([[1e9, 3, 0], [2, 1e3, 1], [0, 1, 1e9]]));
    expect(matrix[1]).toBeCloseTo(3e-9, 12);
    expect(stationary[0] / stationary[1] / ((2 / 1003) / (3 / (1e9 + 3)))).toBeCloseTo(1, 9);
  });

  it('is refused where transitions do not connect, naming the groups', () => {
    expect(() => reversibleMaximumLikelihood(countsOf([[5, 1, 0], [1, 5, 1], [0, 0, 4]]))).toThrow('do not connect the sets in both directions: {0, 1}, {2} stay apart');
  });
});

describe('draws of reversible matrices', () => {
  it('for two sets have the moments of the Beta distributions they are', () => {
    const counts = countsOf([[90, 10], [6, 14]]);
    const drawn = sampleReversible(counts, 4000, streamKey(1));
    for (const [at, a, b] of [[0, 90, 10], [2, 6, 14]]) {
      const { mean, variance } = moments(drawn.map(({ matrix }) => matrix[at]));
      const exact = (a * b) / ((a + b) ** 2 * (a + b + 1));
      expect(Math.abs(mean - a / (a + b))).toBeLessThan(4 * Math.sqrt(exact / 4000));
      expect(variance / exact).toBeGreaterThan(0.9);
      expect(variance / exact).toBeLessThan(1.1);
    }
  });

  it('for sets in a row have the moments of the Dirichlet distributions they are', () => {
    // Without a cycle every chain is reversible: the rows are independent, row 1 is Dirichlet(7, 40, 3).
    const drawn = sampleReversible(countsOf([[50, 5, 0], [7, 40, 3], [0, 4, 90]]), 4000, streamKey(2));
    for (const [at, a, total] of [[3, 7, 50], [4, 40, 50], [5, 3, 50], [1, 5, 55]]) {
      const { mean, variance } = moments(drawn.map(({ matrix }) => matrix[at]));
      const exact = (a * (total - a)) / (total ** 2 * (total + 1));
      expect(Math.abs(mean - a / total)).toBeLessThan(4 * Math.sqrt(exact / 4000));
      expect(variance / exact).toBeGreaterThan(0.9);
      expect(variance / exact).toBeLessThan(1.1);
    }
  });

  it('for three sets in a cycle have the mean and variance of the posterior integrated on a grid', () => {
    const [s01, s02, s12] = [9, 6, 12];
    const [d0, d1, d2] = [8, 11, 8];
    const counts = countsOf([[30, 5, 3], [4, 30, 7], [3, 5, 30]]);
    let [norm, first, second] = [0, 0, 0];
    const cells = 400;
    for (let i = 0; i < cells; i++) {
      for (let j = 0; j < cells - i; j++) {
        const [x, y] = [(i + 1 / 3) / cells, (j + 1 / 3) / cells];
        const z = 1 - x - y;
        if (!(z > 0)) continue;
        const density = x ** (s01 - 1) * y ** (s02 - 1) * z ** (s12 - 1) / ((x + y) ** d0 * (x + z) ** d1 * (y + z) ** d2);
        norm += density;
        first += (density * x) / (x + y);
        second += density * (x / (x + y)) ** 2;
      }
    }
    const exact = { mean: first / norm, variance: second / norm - (first / norm) ** 2 };
    const drawn = sampleReversible(counts, 4000, streamKey(3)).map(({ matrix }) => matrix[1] / (matrix[1] + matrix[2]));
    const { mean, variance } = moments(drawn);
    expect(Math.abs(mean - exact.mean)).toBeLessThan(4 * Math.sqrt(exact.variance / 4000) + 0.002);
    expect(variance / exact.variance).toBeGreaterThan(0.9);
    expect(variance / exact.variance).toBeLessThan(1.1);
  });

  it('are reversible, hardly remember each other, and depend on the key alone', () => {
    const counts = countsOf([[400, 20, 0, 1], [25, 300, 2, 0], [0, 1, 500, 30], [2, 0, 25, 600]]);
    const drawn = sampleReversible(counts, 1000, streamKey(4));
    for (const { matrix, stationary } of drawn.slice(0, 50)) {
      for (let i = 0; i < 4; i++) for (let j = 0; j < i; j++) expect(stationary[i] * matrix[i * 4 + j]).toBeCloseTo(stationary[j] * matrix[j * 4 + i], 12);
    }
    expect(estimateMean(drawn.map((draw) => impliedTimescales(draw, 1)[0])).time).toBeLessThan(3);
    expect(sampleReversible(counts, 3, streamKey(4))[2]).toEqual(drawn[2]);
  });
});

describe('a Markov model', () => {
  const exact = exactTimescales(THREE);

  it('of a known chain has its stationary distribution and timescales at every lag, within intervals that mean what they say', () => {
    const runs = 40;
    let [within, asked] = [0, 0];
    for (let run = 0; run < runs; run++) {
      const trajectories = [0, 1, 2, 0, 1].map((start, i) => simulate(THREE, 3000, start, 1000 * run + i, 5));
      for (const lag of [5, 20, 50]) {
        const { timescales, sets } = estimateMarkovModel(countTransitions(trajectories, 3, lag), streamKey(run), 100);
        expect(sets).toEqual([0, 1, 2]);
        if (exact[0] >= timescales[0].low && exact[0] <= timescales[0].high) within++;
        asked++;
      }
    }
    // 95 % are asked for; intervals of weighted sliding counts are rather too long than too short.
    expect(within / asked).toBeGreaterThan(0.9);
  });

  it('of a long known chain is that chain', () => {
    const counts = countTransitions([simulate(THREE, 400_000, 0, 77)], 3, 1);
    const { likeliest, timescales } = estimateMarkovModel(counts, streamKey(1), 50);
    THREE_STATIONARY.forEach((value, i) => expect(likeliest.stationary[i]).toBeCloseTo(value, 1));
    expect(timescales[0].value / exact[0]).toBeGreaterThan(0.95);
    expect(timescales[0].value / exact[0]).toBeLessThan(1.05);
    expect(timescales[1].value / exact[1]).toBeGreaterThan(0.95);
    expect(timescales[1].value / exact[1]).toBeLessThan(1.05);
  });

  it('speaks of the largest group alone where transitions do not connect', () => {
    const model = estimateMarkovModel(countsOf([[50, 5, 0, 0], [4, 60, 1, 0], [0, 0, 30, 2], [0, 0, 3, 20]]), streamKey(1), 20);
    expect(model.sets).toEqual([0, 1]);
    expect(model.apart).toEqual([[2, 3]]);
    expect(model.likeliest.stationary).toHaveLength(2);
  });

  it('raises its matrix to a power', () => {
    const matrix = Float64Array.from(THREE.flat());
    let slow = Float64Array.from([1, 0, 0, 0, 1, 0, 0, 0, 1]);
    for (let k = 0; k < 13; k++) slow = Float64Array.from({ length: 9 }, (_, at) => [0, 1, 2].reduce((sum, m) => sum + slow[Math.floor(at / 3) * 3 + m] * matrix[m * 3 + (at % 3)], 0));
    matrixPower({ states: 3, matrix }, 13).forEach((value, at) => expect(value).toBeCloseTo(slow[at], 12));
  });
});

describe('the Chapman–Kolmogorov test', () => {
  const models = (trajectories: Parameters<typeof countTransitions>[0], states: number, lags: readonly number[]) =>
    lags.map((lag) => estimateMarkovModel(countTransitions(trajectories, states, lag), streamKey(lag), 100));

  it('holds for a Markov chain', () => {
    let failed = 0;
    for (let run = 0; run < 20; run++) {
      const [model, ...longer] = models([0, 1, 2].map((start) => simulate(THREE, 4000, start, 50 + 10 * run + start, 10)), 3, [10, 20, 30, 50]);
      const test = chapmanKolmogorov(model, longer);
      expect(test.comparisons).toHaveLength(9);
      if (test.verdict !== 'holds') failed++;
    }
    expect(failed).toBeLessThanOrEqual(2);
  });

  it('fails where states that behave differently are put in one set', () => {
    // 0 and 2 as one set: from 0 it is left within 5 steps, from 2 within 200.
    const lumped = [0, 1, 2].map((start) => {
      const { steps, sets } = simulate([[0.8, 0.2, 0], [0.2, 0.795, 0.005], [0, 0.005, 0.995]], 60_000, start, 90 + start, 5);
      return { steps, sets: Array.from(sets as number[], (set) => (set === 1 ? 1 : 0)) };
    });
    const [model, ...longer] = models(lumped, 2, [5, 50, 100]);
    const test = chapmanKolmogorov(model, longer);
    expect(test.verdict).toBe('fails');
    expect(test.worst!.estimated.value).toBeGreaterThan(test.worst!.predicted.value);
  });

  it('says nothing where next to nothing was counted', () => {
    const [model, ...longer] = models([simulate(THREE, 120, 0, 12, 10), simulate(THREE, 120, 1, 5, 10), simulate(THREE, 120, 2, 9, 10)], 3, [10, 20, 40]);
    expect(chapmanKolmogorov(model, longer).verdict).toBe('unclear');
  });
});
