/** What the user asked for cannot be done as asked: one line on stderr, exit code 1 (2 where the command itself is wrong). */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: 1 | 2;

  constructor(message: string, options: ErrorOptions & { readonly exitCode?: 1 | 2 } = {}) {
    super(message, options);
    this.exitCode = options.exitCode ?? 1;
  }
}

/** The command was stopped by the user; what it says goes to stderr. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}
