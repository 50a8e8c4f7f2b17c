import type { RunSummary } from '../../../../core/contract/training-run.ts';
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
