/** An energy network that cannot be understood or built, or weights that are not its: says what was asked, what was found and what to do. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
}
