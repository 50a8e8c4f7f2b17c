import { z } from 'zod';
import { bundleMachine } from '../contract/bundle.ts';
import type { RunSummary } from '../contract/training-run.ts';
import { runSummary, verdictName } from '../contract/training-run.ts';
import { openNetwork } from '../networks/open-network.ts';
import { totalUpdates } from '../training/config-length.ts';

/** Version of run.json and of the files beside it. */
const VERSION = 1;

/** What the folder and the config tell themselves. */
const told = { folder: true, totalUpdates: true, layers: true } as const;

/** What run.json holds: the summary without what is told elsewhere. */
export const runRecord = runSummary.omit(told).extend({
  format: z.literal('basinscope-run'),
  version: z.literal(VERSION),
  /** The checkpoint of the best verdict so far. */
  best: z.object({ update: z.int().min(1), verdict: verdictName }).nullable(),
  /** What computed it, with the engine; of older runs that is not known. */
  machine: bundleMachine.optional(),
});
export type RunRecord = z.infer<typeof runRecord>;

/** The head of a record, of whatever version. */
export const runHead = z.object({ format: z.literal('basinscope-run'), version: z.int() });

export function newRecord(run: Omit<RunRecord, 'format' | 'version'>): RunRecord {
  return { format: 'basinscope-run', version: VERSION, ...run };
}

/** Throws NetworkError when the layers of the record's network do not fit together. */
export function summaryOf(record: RunRecord, folder: string): RunSummary {
  const { config } = record;
  return { ...runSummary.omit(told).parse(record), folder, totalUpdates: totalUpdates(config), layers: openNetwork(config.architecture).describe() };
}

export { VERSION as runVersion };
