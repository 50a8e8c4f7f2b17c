/** What is wrong with a workspace or with what was asked of it; the message is meant for people. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}

/** The file itself is damaged, or no workspace's at all: what can be read of it can be rescued. */
export class DamageError extends StoreError {
  /** What is wrong with it, without its name and without advice. */
  readonly reason: string;

  constructor(message: string, reason: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** A file of which a part is not what it has to be. */
export function damagedFile(path: string, reason: string, options?: ErrorOptions): DamageError {
  return new DamageError(
    `${path} is damaged (${reason}). Close every program that has it open and start Basinscope again, or give \`basinscope rescue FOLDER\`: what can be read is taken into a new file, and this one is kept.`,
    reason,
    options,
  );
}
