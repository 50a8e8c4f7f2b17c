import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { app, safeStorage } from 'electron';
import { z } from 'zod';
import type { QueueChoice } from '../../core/contract/queue-view.ts';
import { readJson, writeJson } from './json-file.ts';

/** `plain`: an address without a password. `sealed`: one with, as the system's keyring has encrypted it, in base64. */
const remembered = z.object({ allowRemote: z.boolean(), plain: z.string().nullable(), sealed: z.string().nullable() });

const file = (): string => join(app.getPath('userData'), 'queue.json');

/** Keeps a queue for the next start. Returns what has to be said about it: a password is kept in the system's keyring, or not at all. */
export function rememberQueue({ address, allowRemote }: QueueChoice): string | null {
  const secret = hasSecret(address);
  if (secret && !hasKeyring()) {
    forgetQueue();
    return 'It is not remembered: this system has no keyring that a password could be kept in. BASINSCOPE_QUEUE in the environment of the command line is another way.';
  }
  writeJson(file(), { allowRemote, plain: secret ? null : address, sealed: secret ? safeStorage.encryptString(address).toString('base64') : null });
  return null;
}

/** Whether one is remembered: asks nothing of the keyring. */
export function remembersQueue(): boolean {
  return existsSync(file());
}

/** The queue of the last start; null where none is remembered, or the keyring does not open what was. */
export function rememberedQueue(): QueueChoice | null {
  const found = readJson(file(), remembered);
  if (found === null) return null;
  const { allowRemote, plain, sealed } = found;
  try {
    const address = plain ?? (sealed === null ? null : safeStorage.decryptString(Buffer.from(sealed, 'base64')));
    return address === null ? null : { address, allowRemote };
  } catch {
    // Another user's file, or a keyring that was made anew.
    return null;
  }
}

export function forgetQueue(): void {
  rmSync(file(), { force: true });
}

/** An address that cannot be read is taken to hold one. */
function hasSecret(address: string): boolean {
  try {
    return new URL(address).password !== '';
  } catch {
    return true;
  }
}

/** Whether what is encrypted is so by a key that only this user's session has. */
function hasKeyring(): boolean {
  return safeStorage.isEncryptionAvailable() && (process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text');
}
