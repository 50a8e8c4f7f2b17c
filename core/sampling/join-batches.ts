/** The values of several batches one after another, as those of one. */
export function joinBatches(batches: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(batches.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const batch of batches) {
    all.set(batch, at);
    at += batch.length;
  }
  return all;
}
