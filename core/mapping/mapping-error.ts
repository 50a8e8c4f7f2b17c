/** A map that cannot be made or read: the message says what was asked, what was found and what to do. */
export class MappingError extends Error {
  override readonly name = 'MappingError';
}
