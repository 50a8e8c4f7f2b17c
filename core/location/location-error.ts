/** An image that cannot be located: the message says what was asked, what was found and what to do. */
export class LocationError extends Error {
  override readonly name = 'LocationError';
}
