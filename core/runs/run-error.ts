/** A run's folder that cannot be used as asked: says what was asked, what was found and what to do. */
export class RunError extends Error {
  override readonly name = 'RunError';
}
