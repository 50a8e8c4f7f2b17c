/** A tensor program that cannot be built: says what was asked, what was found and what to do. */
export class GraphError extends Error {
  override readonly name = 'GraphError';
}
