/** What a file should have held and what it held instead, in words. */
export interface FormatMismatch {
  readonly expected: string;
  readonly found: string;
  /** What the reader of the message can do about it, where that is known. */
  readonly advice?: string;
}

/** A file whose bytes are not what its format promises; the message names the file, what was expected and what was found. */
export class FormatError extends Error {
  readonly file: string;
  readonly expected: string;
  readonly found: string;
  readonly advice: string | null;

  constructor(file: string, mismatch: FormatMismatch, options?: ErrorOptions) {
    const advice = mismatch.advice === undefined ? '' : ` ${mismatch.advice}`;
    super(`${file}: expected ${mismatch.expected}, found ${mismatch.found}.${advice}`, options);
    this.name = 'FormatError';
    this.file = file;
    this.expected = mismatch.expected;
    this.found = mismatch.found;
    this.advice = mismatch.advice ?? null;
  }
}

/** Text from an untrusted file, cut and escaped so that it can stand in a message. */
export function quoted(text: string): string {
  const limit = 80;
  return JSON.stringify(text.length > limit ? `${text.slice(0, limit)}…` : text);
}

/**
 * Runs `read` and turns whatever a library throws on malformed bytes into one FormatError about `file`;
 * a FormatError passes unchanged.
 */
export async function asFormatError<T>(file: string, expected: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof FormatError) throw error;
    const found = error instanceof Error ? error.message : String(error);
    throw new FormatError(file, { expected, found: found.replace(/\.$/, '') }, { cause: error });
  }
}
