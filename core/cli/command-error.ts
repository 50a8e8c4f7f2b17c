/** How a command failed: 1 it could not be done, 2 the command itself is wrong, 3 a worker left itself out of its queue (to start it again would not help). */
export type FailureCode = 1 | 2 | 3;

/** What the user asked for cannot be done as asked: one line on stderr, exit code 1 unless another is given. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: FailureCode;

  constructor(message: string, options: ErrorOptions & { readonly exitCode?: FailureCode } = {}) {
    super(message, options);
    this.exitCode = options.exitCode ?? 1;
  }
}

/** The command was stopped by the user; what it says goes to stderr. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}
