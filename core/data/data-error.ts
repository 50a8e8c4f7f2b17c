/** A data set that cannot be read as asked; the message names the file, what was found and what to do. */
export class DataError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DataError';
  }
}

/** Data that a config names and this machine does not have: whoever asks says in his own words how to name another place. */
export class MissingDataError extends DataError {}

/** Runs `read` and turns an error about a file's format into a DataError with the same words. */
export async function asDataError<T>(read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw new DataError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
