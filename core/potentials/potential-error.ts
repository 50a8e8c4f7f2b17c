/** A potential that cannot be understood or built: says what was asked, what was found and what to do. */
export class PotentialError extends Error {
  override readonly name = 'PotentialError';
}
