import { randomBytes } from 'node:crypto';
import { rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CommandError } from './command-error.ts';
import { makeFolder } from '../store/make-folder.ts';

/**
 * Makes the folder that results go to and makes sure, before any work is done, that files can be written there.
 * Throws CommandError when not.
 */
export async function makeOutFolder(path: string): Promise<string> {
  const folder = resolve(path);
  const probe = join(folder, `.basinscope-${randomBytes(6).toString('hex')}`);
  try {
    makeFolder(folder);
    await writeFile(probe, '');
    await rm(probe);
  } catch (error) {
    const there = await stat(folder).catch(() => null);
    const why = there !== null && !there.isDirectory() ? 'it is a file' : error instanceof Error ? error.message : String(error);
    throw new CommandError(`The folder ${folder} cannot be written (${why}). Choose another --out.`, { cause: error });
  }
  return folder;
}
