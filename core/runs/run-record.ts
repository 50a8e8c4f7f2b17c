import { z } from 'zod';
import type { RunSummary } from '../contract/training-run.ts';
import { runSummary, verdictName } from '../contract/training-run.ts';
import { totalUpdates } from '../training/config-length.ts';

/** Version of run.json and of the files beside it. */
const VERSION = 1;

/** What run.json holds: the summary without what the folder and the config tell themselves. */
export const runRecord = runSummary.omit({ folder: true, totalUpdates: true }).extend({
  format: z.literal('basinscope-run'),
  version: z.literal(VERSION),
  /** The checkpoint of the best verdict so far. */
  best: z.object({ update: z.int().min(1), verdict: verdictName }).nullable(),
});
export type RunRecord = z.infer<typeof runRecord>;

/** The head of a record, of whatever version. */
export const runHead = z.object({ format: z.literal('basinscope-run'), version: z.int() });

export function newRecord(run: Omit<RunRecord, 'format' | 'version'>): RunRecord {
  return { format: 'basinscope-run', version: VERSION, ...run };
}

export function summaryOf(record: RunRecord, folder: string): RunSummary {
  return { ...runSummary.omit({ folder: true, totalUpdates: true }).parse(record), folder, totalUpdates: totalUpdates(record.config) };
}

export { VERSION as runVersion };
