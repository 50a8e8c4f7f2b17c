import { expect, it } from 'vitest';
import type { Diagnosis } from '../../../core/contract/training-run.ts';
import { compareEvidence } from '../../../renderer/features/train/compare/compare-data.ts';

const diagnosis = (numbers: Diagnosis['numbers']): Diagnosis => ({
  verdict: 'convergent', title: '', explanation: [], advice: [], numbers, window: { first: 1, last: 2 }, correlations: null, histogram: null,
});
const difference = (value: number): Diagnosis['numbers'][number] => ({ name: 'Mean energy difference', symbol: 'd_s', value, spread: 0.25, unit: '', meaning: 'Symmetric about 0.' });

it('runs are compared by the numbers of their verdicts and by how far their densities are from the truth', () => {
  const lines = compareEvidence([
    { diagnosis: diagnosis([difference(1.5)]), toy: { klLearned: 0.0142, klShortRun: 0.2 } },
    { diagnosis: diagnosis([difference(-2), { name: 'Contracting updates', symbol: null, value: 48, spread: null, unit: '%', meaning: 'Half.' }]), toy: null },
    { diagnosis: null, toy: null },
  ]);
  expect(lines.map(({ label, values }) => [label, ...values])).toEqual([
    ['KL(true ‖ learned)', '0.0142 nats', '–', '–'],
    ['KL(true ‖ short run)', '0.2 nats', '–', '–'],
    ['Mean energy difference, d_s', '1.5 ± 0.25', '−2 ± 0.25', '–'],
    ['Contracting updates', '–', '48 %', '–'],
  ]);
  expect(compareEvidence([{ diagnosis: null, toy: null }])).toEqual([]);
});
