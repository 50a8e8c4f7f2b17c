/** An engine that cannot do what was asked: says what was asked, what was found and what to do. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
}
