/** What is wrong with a workspace or with what was asked of it; the message is meant for people. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}
