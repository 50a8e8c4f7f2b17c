import type { LongRunTest } from '../../../../core/contract/training-run.ts';
import { startPlace } from '../long-run/long-run-data.ts';

/**
 * Mean energies of chains from data (from the first kind of start where there are none), one column a test, each from its own
 * start: potentials of different runs have no common zero.
 */
export function longRunOverlay(tests: readonly LongRunTest[]): [number[], ...(number | null)[][]] {
  const curves = tests.map(({ starts }) => {
    const chains = starts.find(({ start }) => start === 'data') ?? starts[0];
    const means = new Map<number, number>();
    if (chains) {
      const { steps, energies, chains: count } = chains;
      steps.forEach((step, at) => {
        let sum = 0;
        for (let chain = 0; chain < count; chain++) sum += energies[chain * steps.length + at] ?? NaN;
        means.set(step, sum / count);
      });
    }
    return means;
  });
  const x = [...new Set(curves.flatMap((means) => [...means.keys()]))].sort((a, b) => a - b);
  const columns = curves.map((means) => {
    const first = means.get(Math.min(...means.keys())) ?? 0;
    return x.map((step) => {
      const value = means.get(step);
      return value === undefined || !Number.isFinite(value - first) ? null : value - first;
    });
  });
  return [x.map((step) => Math.max(startPlace, step)), ...columns];
}
