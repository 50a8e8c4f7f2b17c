/** A bundle that cannot be made, opened or replayed as asked: says what was asked, what was found and what to do. */
export class BundleError extends Error {
  override readonly name = 'BundleError';
}
