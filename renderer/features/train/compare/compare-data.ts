import type { Diagnosis, RunSummary, ToyView } from '../../../../core/contract/training-run.ts';
import { formatMeasured, formatNumber } from '../../../lib/format.ts';
import { configLines } from '../config/config-words.ts';

/** Colors of runs laid over each other, in order of being chosen. */
export const runColors: readonly `--${string}`[] = ['--accent', '--warn', '--refined', '--diffusion', '--ok', '--bad'];

/** Runs that fit beside each other. */
export const mostRuns = runColors.length;

export interface ComparedLine {
  readonly key: string;
  readonly label: string;
  /** One value for each run; an en dash where a run has no such setting. */
  readonly values: readonly string[];
  readonly differs: boolean;
}

export interface ComparedGroup {
  readonly title: string;
  readonly lines: readonly ComparedLine[];
}

/** The settings of several runs side by side, those that differ marked. */
export function compareConfigs(runs: readonly RunSummary[]): ComparedGroup[] {
  const all = runs.map((run) => configLines(run));
  const titles = [...new Set(all.flatMap((groups) => groups.map((group) => group.title)))];
  return titles.map((title) => {
    const tables = all.map((groups) => new Map(groups.filter((group) => group.title === title).flatMap((group) => group.lines.map((line) => [line.key, line]))));
    const keys = [...new Set(tables.flatMap((table) => [...table.keys()]))];
    return {
      title,
      lines: keys.map((key) => {
        const values = tables.map((table) => table.get(key)?.value ?? '–');
        const label = tables.map((table) => table.get(key)?.label).find((text) => text !== undefined) ?? key;
        return { key, label, values, differs: new Set(values).size > 1 };
      }),
    };
  });
}

/** What is known of a run beside its curves; null where it is not known (yet). */
export interface RunEvidence {
  readonly diagnosis: Diagnosis | null;
  /** Of a run in the plane. */
  readonly toy: Pick<ToyView, 'klLearned' | 'klShortRun'> | null;
}

/** The numbers that the runs' verdicts rest on side by side, in the order of the verdict, and of runs in the plane how far their densities are from the true one. */
export function compareEvidence(evidence: readonly RunEvidence[]): (ComparedLine & { readonly meaning: string })[] {
  const names = [...new Set(evidence.flatMap(({ diagnosis }) => diagnosis?.numbers.map(({ name }) => name) ?? []))];
  const numbers = names.map((name) => {
    const found = evidence.map(({ diagnosis }) => diagnosis?.numbers.find((one) => one.name === name) ?? null);
    const one = found.find((number) => number !== null)!;
    const values = found.map((number) => (number === null ? '–' : `${number.spread === null ? formatNumber(number.value, 3) : formatMeasured(number.value, number.spread)}${number.unit === '' ? '' : ` ${number.unit}`}`));
    return { key: name, label: one.symbol === null ? name : `${name}, ${one.symbol}`, values, differs: new Set(values).size > 1, meaning: one.meaning };
  });
  const densities = [['klLearned', 'KL(true ‖ learned)', 'exp(−U), normalized on the grid, against the true density; 0 where they are the same.'], ['klShortRun', 'KL(true ‖ short run)', 'Density of the newest short-run samples against the true one.']] as const;
  const plane = evidence.some(({ toy }) => toy !== null);
  return [
    ...(plane ? densities.map(([key, label, meaning]) => {
      const values = evidence.map(({ toy }) => (toy === null ? '–' : `${formatNumber(toy[key], 3)} nats`));
      return { key, label, values, differs: new Set(values).size > 1, meaning };
    }) : []),
    ...numbers,
  ];
}
