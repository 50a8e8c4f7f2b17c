import { linkSync, renameSync, rmSync, statSync } from 'node:fs';
import { StoreError } from '../store-error.ts';

const exists = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;

/** A name beside `file` that nothing has: workspace-damaged-2026-11-29.sqlite, -2, … */
export function nameAside(file: string, now: Date): string {
  const day = now.toISOString().slice(0, 10);
  for (let number = 1; ; number++) {
    const path = file.replace(/\.sqlite$/, `-damaged-${day}${number === 1 ? '' : `-${number}`}.sqlite`);
    if (![path, `${path}-wal`].some(exists)) return path;
  }
}

/** What is put where: `old` is `file` itself, or a copy of it and its log. */
interface Places {
  readonly file: string;
  readonly old: string;
  readonly fresh: string;
  readonly keptAs: string;
}

/**
 * Gives the old file and its log other names and puts the fresh one in its place. A program that is killed meanwhile leaves the old file under one of its two names or
 * both, and never the old log beside the new file: that would be written into it.
 *
 * Throws StoreError where the disk refuses; nothing is lost then.
 */
export function putInPlace({ file, old, fresh, keptAs }: Places): void {
  try {
    for (const ending of ['', '-wal']) if (exists(`${old}${ending}`)) nameAlso(`${old}${ending}`, `${keptAs}${ending}`);
    for (const ending of ['-wal', '-shm']) rmSync(`${file}${ending}`, { force: true });
    renameSync(fresh, file);
  } catch (error) {
    throw new StoreError(`${file} is damaged and could not be set aside (${error instanceof Error ? error.message : String(error)}). Close every program that has it open and start Basinscope again.`, { cause: error });
  }
}

/** A second name where the disk knows such; else the file moves. */
function nameAlso(path: string, aside: string): void {
  try {
    linkSync(path, aside);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') throw error;
    renameSync(path, aside);
  }
}
