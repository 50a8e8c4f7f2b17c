import { closeSync, constants, copyFileSync, mkdtempSync, openSync, readdirSync, readSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Database } from '../database.ts';
import { DamageError, StoreError } from '../store-error.ts';
import { hasMagic } from './sqlite-header.ts';
import { isAllText } from './text-columns.ts';

/** What is wrong with a workspace's file, in words, and whether it is known that no other program has it open. */
export interface Damage {
  readonly why: string;
  readonly alone: boolean;
}

/** Bytes of a file; null where there is none. */
function sizeOf(path: string): number | null {
  try {
    return statSync(path).size;
  } catch {
    // Not there or not to be looked at: whoever goes on to use it gets the reason.
    return null;
  }
}

/** Bytes of a file; 0 where there is none. */
export function bytesIn(path: string): number {
  return sizeOf(path) ?? 0;
}

/**
 * What is wrong with a workspace's file, in words; null where nothing is, or where there is none and never was. Looks at every page (36 MB: 30 ms), not
 * at what is stored in them: flipped bits of a number or a picture are not seen.
 *
 * Throws StoreError where it cannot be told: the file is held by another program, or may not be read.
 */
export function damageOf(folder: string, name: string): Damage | null {
  const file = join(folder, name);
  const logged = hasLog(file);
  const empty = emptiness(folder, name);
  if (empty !== null) return { why: empty, alone: false };
  if (bytesIn(file) === 0) return null;
  if (!hasMagic(firstBytes(file))) return { why: 'it does not begin as a workspace does', alone: false };
  return logged ? faultOfCopy(folder, file) : faultOf(file);
}

function faultOf(file: string): Damage | null {
  const database = new Database(file);
  try {
    database.quickCheck();
    if (isAllText(database)) return null;
    // Asked of this connection: the driver keeps it open for a while, and another of ours would find the file held by it.
    database.takeAlone();
    return { why: 'some of its text is not text', alone: true };
  } catch (error) {
    // In our words: SQLite's are those of its sources.
    if (error instanceof DamageError) return { why: 'its pages do not fit together', alone: false };
    throw error;
  } finally {
    database.close();
  }
}

/** After a kill: reading a file with its log writes the log into the file, which a damaged one must not be done to. */
function faultOfCopy(folder: string, file: string): Damage | null {
  let bench: string | null = null;
  try {
    bench = mkdtempSync(join(folder, '.rescue-'));
    for (const ending of ['', '-wal']) copyFileSync(`${file}${ending}`, join(bench, `copy.sqlite${ending}`), constants.COPYFILE_FICLONE);
    const fault = faultOf(join(bench, 'copy.sqlite'));
    return fault === null ? null : { ...fault, alone: false };
  } catch (error) {
    if (error instanceof StoreError) throw error;
    // No room for a copy: then as it would be read without us.
    return faultOf(file);
  } finally {
    if (bench !== null) rmSync(bench, { recursive: true, force: true });
  }
}

/**
 * Whether a workspace's file is gone or empty where it cannot be a new one's, in words; else null. To be asked before such a file is opened: SQLite takes it for
 * a new one, and deletes the log.
 */
export function emptiness(folder: string, name: string): string | null {
  const file = join(folder, name);
  const size = sizeOf(file);
  if (size === null) return hasLog(file) ? 'it is gone, and only the log beside it is there' : null;
  // A program that was killed at its first start leaves an empty file, and nothing beside it.
  return size === 0 && (hasLog(file) || hasWeights(folder)) ? 'it is empty' : null;
}

/** Whether a log is beside a file that holds more than its own header. */
function hasLog(file: string): boolean {
  return bytesIn(`${file}-wal`) > 32;
}

function hasWeights(folder: string): boolean {
  try {
    return readdirSync(join(folder, 'potentials')).length > 0;
  } catch {
    // No folder, no weights.
    return false;
  }
}

function firstBytes(file: string): Buffer {
  const handle = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(100);
    return bytes.subarray(0, readSync(handle, bytes, 0, bytes.length, 0));
  } finally {
    closeSync(handle);
  }
}
