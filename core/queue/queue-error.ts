/** A queue that cannot be used as asked: the message says what was asked, what was found and what to do, and never a password. */
export class QueueError extends Error {
  override readonly name = 'QueueError';
}

/** A queue that is there and lets this user or password not in: to wait for it would be of no use. */
export class QueueRefused extends QueueError {}

/** Whether a queue could not be reached, and may be there later. */
export function isAway(error: unknown): error is QueueError {
  return error instanceof QueueError && !(error instanceof QueueRefused);
}
