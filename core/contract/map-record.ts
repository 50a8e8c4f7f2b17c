import { z } from 'zod';
import { jobStatus } from './job-event.ts';
import { mapSettings, settingsWarning } from './map-settings.ts';

/** A map of the workspace, as lists show it. */
export const mapSummary = z.object({
  id: z.string(),
  name: z.string(),
  potential: z.string(),
  status: jobStatus,
  settings: mapSettings,
  warnings: z.array(settingsWarning),
  /** Path of the data set used, where one was. */
  dataset: z.string().nullable(),
  /** Path of the labels, where they were given apart from it. */
  labels: z.string().nullable(),
  /** The task it was at when it last saved, as its progress calls it; null before it begins, and once it is through. */
  stage: z.string().nullable(),
  basins: z.int(),
  states: z.int(),
  seconds: z.number(),
  chainSteps: z.number(),
  engine: z.string(),
  bundled: z.boolean(),
  createdAt: z.string(),
  /** Why it failed, where it did. */
  failure: z.string().nullable(),
});
export type MapSummary = z.infer<typeof mapSummary>;
