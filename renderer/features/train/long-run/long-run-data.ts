import type { LongRunStart, LongRunTest } from '../../../../core/contract/training-run.ts';
import type { PlotSeries } from '../../../ui/plot-options.ts';

interface StartWords {
  readonly label: string;
  readonly color: `--${string}`;
}

const starts: Readonly<Record<LongRunStart, StartWords>> = {
  data: { label: 'from data', color: '--accent' },
  uniform: { label: 'from uniform noise', color: '--warn' },
  gaussian: { label: 'from Gaussian noise', color: '--diffusion' },
  persistent: { label: 'from the bank', color: '--refined' },
};

export function startWords(start: LongRunStart): StartWords {
  return starts[start];
}

/** Chains drawn one by one; the mean is over all. */
const drawnChains = 12;

/** Where step 0 stands on a logarithmic axis. */
export const startPlace = 0.5;

/**
 * Energies of a long-run test as plot columns: steps, then for each kind of start some of its chains (pale) and the mean of
 * all. Kinds of start may have noted other steps: where one has none it has a gap.
 */
export function energyCurves(test: LongRunTest): { series: PlotSeries[]; data: [number[], ...(number | null)[][]] } {
  const x = [...new Set(test.starts.flatMap((start) => start.steps))].sort((a, b) => a - b);
  const places = new Map(x.map((step, i) => [step, i]));
  const series: PlotSeries[] = [];
  const columns: (number | null)[][] = [];
  for (const { start, steps, chains, energies } of test.starts) {
    const { label, color } = startWords(start);
    const column = (value: (at: number) => number): (number | null)[] => {
      const values = new Array<number | null>(x.length).fill(null);
      steps.forEach((step, at) => {
        const energy = value(at);
        values[places.get(step)!] = Number.isFinite(energy) ? energy : null;
      });
      return values;
    };
    for (let chain = 0; chain < Math.min(chains, drawnChains); chain++) {
      series.push({ name: `${label}, chain ${chain + 1}`, color, shape: 'line', faint: true });
      columns.push(column((at) => energies[chain * steps.length + at] ?? NaN));
    }
    series.push({ name: label, color, shape: 'line' });
    columns.push(
      column((at) => {
        let sum = 0;
        for (let chain = 0; chain < chains; chain++) sum += energies[chain * steps.length + at] ?? NaN;
        return sum / chains;
      }),
    );
  }
  return { series, data: [x.map((step) => Math.max(startPlace, step)), ...columns] };
}
