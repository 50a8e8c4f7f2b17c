import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { isAlive, lifeOf } from '../store/living-owner.ts';
import { RunError } from './run-error.ts';

const owner = z.object({ token: z.string(), pid: z.int(), host: z.string(), beat: z.number(), life: z.string().nullable().optional() });
type Owner = z.infer<typeof owner>;

/**
 * Who may write a run: one program at a time, by a token in `lock.json` that every commit checks. An owner is dead when
 * its process is gone, or, where only that is known of it, when its heartbeat is older than a minute (living-owner.ts); should it wake up
 * after all, its next commit finds the token changed and throws.
 */
export class RunLock {
  readonly #file: string;
  readonly #folder: string;
  readonly #now: () => number;

  constructor(folder: string, now: () => number = Date.now) {
    this.#folder = folder;
    this.#file = join(folder, 'lock.json');
    this.#now = now;
  }

  /** Takes the run for this program and returns the token. Throws RunError while another living owner holds it. */
  claim(): string {
    const token = randomBytes(12).toString('hex');
    for (;;) {
      try {
        // Made only where there is none: of two programs that try at once, one succeeds.
        writeFileSync(this.#file, JSON.stringify({ token, pid: process.pid, host: hostname(), beat: this.#now(), life: lifeOf(process.pid) } satisfies Owner), { flag: 'wx' });
        return token;
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      }
      const found = this.#owner();
      if (found !== null && this.#lives(found)) {
        throw new RunError(`The run in ${this.#folder} is being trained by another program (process ${found.pid} on ${found.host}). Pause or close it there first.`);
      }
      rmSync(this.#file, { force: true });
    }
  }

  /** Says that the owner lives. */
  beat(token: string): void {
    if (this.#owner()?.token !== token) return;
    // The time of the file: rewriting it could leave half a lock behind.
    const now = this.#now() / 1000;
    utimesSync(this.#file, now, now);
  }

  /** Throws RunError when another program has taken the run over. To be called before every write. */
  check(token: string): void {
    if (this.#owner()?.token === token) return;
    throw new RunError('Another program has taken this run over, because this one had not been heard of for a minute, or its folder was removed. It goes on there from the last saved state.');
  }

  release(token: string): void {
    if (this.#owner()?.token === token) rmSync(this.#file, { force: true });
  }

  /** Frees a run whose worker is known to be gone while the program lives on. */
  free(): void {
    rmSync(this.#file, { force: true });
  }

  /** Whether a living program trains this run. */
  held(): boolean {
    const found = this.#owner();
    return found !== null && this.#lives(found);
  }

  #owner(): Owner | null {
    try {
      const parsed = owner.safeParse(JSON.parse(readFileSync(this.#file, 'utf8')));
      return parsed.success ? { ...parsed.data, beat: Math.max(parsed.data.beat, modified(this.#file)) } : null;
    } catch {
      // None, or half a one of a program that died while it wrote it.
      return null;
    }
  }

  #lives(found: Owner): boolean {
    return isAlive(found, hostname(), this.#now());
  }
}

function modified(file: string): number {
  return statSync(file).mtimeMs;
}
