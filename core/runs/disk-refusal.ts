import { RunError } from './run-error.ts';

/** Why a disk refuses to be written: the system's codes in words, and what helps. */
const REFUSALS: Readonly<Record<string, readonly [what: string, help: string]>> = {
  ENOSPC: ['the disk is full', 'Free some space'],
  EDQUOT: ['the disk space that this user may take is used up', 'Free some space'],
  EROFS: ['the disk can only be read', 'Make it writable'],
  EIO: ['the disk does not answer', 'See that it is connected and sound'],
  EACCES: ['permission was denied', 'Allow this user to write there'],
  EPERM: ['permission was denied', 'Allow this user to write there'],
};

/** Something that is not the run's own fault kept its folder from being written. */
export class DiskRefusal extends RunError {}

/** A refusal of the disk to write a run's folder, in words; any other error is returned as it came. */
export function asDiskRefusal(error: unknown, folder: string): unknown {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  const refusal = REFUSALS[code];
  if (refusal === undefined) return error;
  const [what, help] = refusal;
  return new DiskRefusal(`${folder} could not be written: ${what} (${code}). ${help} and try again: the run goes on from its last saved state; nothing before that is lost.`, { cause: error });
}
