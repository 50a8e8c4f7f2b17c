import { readFile, stat } from 'node:fs/promises';
import { FormatError } from './format-error.ts';

/** Largest file that is read whole. Energy networks are megabytes; Node cannot hold 2 GiB in one read. */
export const LARGEST_FILE = 2 ** 30;

/**
 * The whole of a file, its size checked before memory is taken.
 * @throws FormatError when it is missing, unreadable, not a plain file, or larger than `limit` bytes.
 */
export async function readBytes(path: string, limit = LARGEST_FILE): Promise<Buffer> {
  try {
    // Before opening: opening a pipe would wait for its other end.
    const stats = await stat(path);
    if (!stats.isFile()) {
      throw new FormatError(path, { expected: 'a file', found: stats.isDirectory() ? 'a folder' : 'something that is not a plain file' });
    }
    if (stats.size > limit) {
      throw new FormatError(path, { expected: `at most ${limit} bytes`, found: `${stats.size} bytes` });
    }
    return await readFile(path);
  } catch (error) {
    if (error instanceof FormatError) throw error;
    throw new FormatError(path, { expected: 'a readable file', found: readFailure(error) }, { cause: error });
  }
}

/** Why the system would not let a file be read, in words. */
export function readFailure(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return 'nothing at that path';
  if (code === 'EACCES' || code === 'EPERM') return 'no permission to read it';
  return error instanceof Error ? error.message : String(error);
}
