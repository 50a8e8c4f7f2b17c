import { z } from 'zod';

/**
 * Nested sets of leaves 0 … leaves−1 as a linkage table: join i makes node `leaves + i` of the nodes a[i] and b[i], in the order the
 * joins were made. Fewer than leaves − 1 joins leave a forest.
 */
export const linkage = z.object({
  leaves: z.int().min(0),
  a: z.instanceof(Int32Array),
  b: z.instanceof(Int32Array),
  /** What the joins were made at, never falling, or just 0, 1, 2 … where they have an order and no height. */
  heights: z.instanceof(Float64Array),
  /** Leaves in the node that join i makes. */
  sizes: z.instanceof(Int32Array),
});
export type Linkage = z.infer<typeof linkage>;
