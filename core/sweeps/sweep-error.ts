/** A sweep cannot be as it is asked for: its message names the field, what was found and what to do. */
export class SweepError extends Error {
  override readonly name = 'SweepError';
}
