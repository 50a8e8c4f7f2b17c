import { z } from 'zod';

/** What became of a damaged workspace: what could be read of it is in a new file, the old one is kept under another name. */
export const rescueReport = z.object({
  /** What is wrong with the old file, in words. */
  why: z.string(),
  /** Absolute path of the old file. */
  keptAs: z.string(),
  /** The maps that are in the new file, with the states that are there `of` those it had; `complete`: all are, and they can be shown. */
  maps: z.array(z.object({ id: z.string(), name: z.string(), states: z.int(), of: z.int(), complete: z.boolean() })),
  potentials: z.int(),
  /** Names of potentials whose entries were lost, and that were made anew from their weights files. */
  remade: z.array(z.string()),
  /** Kinds of records of which some could not be read. */
  lost: z.array(z.string()),
});
export type RescueReport = z.infer<typeof rescueReport>;
