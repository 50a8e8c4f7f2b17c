import { z } from 'zod';
import { linkage } from './linkage.ts';

/** What the leaves of a map's hierarchy are: basins ever founded (leaf = basin id), or the states themselves (leaf = number of the state). */
export const leafKind = z.enum(['basin', 'state']);
export type LeafKind = z.infer<typeof leafKind>;

/** A map's nested sets, and the number of sets that it is shown with unless another is asked for. */
export const hierarchy = z.object({ leafKind, linkage, sets: z.int().min(0) });
export type Hierarchy = z.infer<typeof hierarchy>;

/** Where a hierarchy is cut, and where it could be: from `fewest` to `most` sets, `own` being the map's own number. */
export const cut = z.object({ leafKind, sets: z.int().min(0), own: z.int().min(0), fewest: z.int().min(0), most: z.int().min(0) });
export type Cut = z.infer<typeof cut>;

/** The states of a map by column, in order of placing, all of one length: for views of all of them. */
export const stateColumns = z.object({
  /** Number of the state. */
  state: z.instanceof(Int32Array),
  /** Basin the state was placed in, whatever that basin was merged into later; −1 for a map that places none. */
  placedIn: z.instanceof(Int32Array),
  energy: z.instanceof(Float64Array),
  /** Index in the data set that the state started from; −1 where there is none. */
  source: z.instanceof(Int32Array),
  /** Index into `labels`; −1 where there is none. */
  label: z.instanceof(Int32Array),
  labels: z.array(z.string()),
});
export type StateColumns = z.infer<typeof stateColumns>;

/** The same, with the id of the set (a basin of the landscape) that each state is in where the hierarchy is cut. */
export const stateTable = stateColumns.extend({ basin: z.instanceof(Int32Array), cut });
export type StateTable = z.infer<typeof stateTable>;
