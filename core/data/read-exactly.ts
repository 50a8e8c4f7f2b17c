import type { FileHandle } from 'node:fs/promises';
import { DataError } from './data-error.ts';

/**
 * `length` bytes of an open file from `position`.
 * @throws DataError where the file is shorter (it was cut since it was opened).
 */
export async function readExactly(handle: FileHandle, position: number, length: number, path: string): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await handle.read(buffer, done, length - done, position + done);
    if (bytesRead === 0) throw new DataError(`${path}: expected ${length} bytes at byte ${position}, found the end of the file. It changed since it was opened.`);
    done += bytesRead;
  }
  return buffer;
}
