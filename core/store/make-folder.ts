import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder and those above it that are missing.
 *
 * Level by level: Node's recursive mkdir never returns where a folder that is there answers ENOENT to making one in it, as /proc does.
 * Throws the system's own error (ENOENT, EACCES, ENOTDIR, EROFS, …) where it cannot be made.
 */
export function makeFolder(path: string): void {
  const missing: string[] = [];
  let at = resolve(path);
  for (let there = statSync(at, { throwIfNoEntry: false }); there === undefined; there = statSync(at, { throwIfNoEntry: false })) {
    missing.push(at);
    if (dirname(at) === at) break;
    at = dirname(at);
  }
  if (missing.length === 0 && !statSync(at).isDirectory()) throw Object.assign(new Error(`EEXIST: ${at} is a file`), { code: 'EEXIST' });
  for (const folder of missing.reverse()) makeOne(folder);
}

function makeOne(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    // Made by another program since it was looked for.
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
  }
}
