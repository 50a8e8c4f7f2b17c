/** A Markov model that cannot be made: the message says what was asked, what was found and what to do. */
export class MarkovError extends Error {
  override readonly name = 'MarkovError';
}
