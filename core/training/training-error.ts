/** A training run that cannot be set up or go on: says what was asked, what was found and what to do. */
export class TrainingError extends Error {
  override readonly name = 'TrainingError';
}
