import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { MOST_MEGABYTES } from './outcome.ts';
import type { Ask, Outcome } from './outcome.ts';
import { scratchFolder } from './scratch-folder.ts';

/** Long beyond any honest reading, by the clock: only an input that is never finished gets here. */
const HANG_MS = 20_000;

/** Has inputs read in another process, one at a time; one that ends that process, or never ends, is a fault as well. */
export class Reading {
  readonly #hangMs: number;
  readonly #entry: URL;
  readonly #folder = scratchFolder('read');
  #child: ChildProcess | null = null;

  constructor({ hangMs = HANG_MS, entry = new URL('./reading-process.ts', import.meta.url) }: { readonly hangMs?: number; readonly entry?: URL } = {}) {
    this.#hangMs = hangMs;
    this.#entry = entry;
  }

  async read(ask: Ask): Promise<Outcome> {
    const outcome = await this.#ask(ask);
    if (outcome.megabytes <= MOST_MEGABYTES) return outcome;
    // The most that a process ever had says nothing of what comes after.
    this.#kill();
    return { ...outcome, kind: 'fault', message: `took ${Math.round(outcome.megabytes)} MB (${outcome.kind}: ${outcome.message.slice(0, 300)})`, signature: 'memory' };
  }

  close(): void {
    this.#kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #kill(): void {
    this.#child?.kill('SIGKILL');
    this.#child = null;
  }

  #ask(ask: Ask): Promise<Outcome> {
    const child = (this.#child ??= this.#start());
    return new Promise((resolve) => {
      const finish = (outcome: Outcome): void => {
        clearTimeout(timer);
        child.off('message', onMessage).off('exit', onExit);
        resolve(outcome);
      };
      const lost = (message: string, signature: string, cpuSeconds: number): void => {
        this.#kill();
        finish({ kind: 'fault', message, signature, cpuSeconds, megabytes: 0 });
      };
      const onMessage = (outcome: Outcome): void => finish(outcome);
      const onExit = (code: number | null, signal: string | null): void => lost(`the process that read it ended (code ${code}, signal ${signal})`, `end ${code} ${signal}`, 0);
      const timer = setTimeout(() => lost(`no end within ${this.#hangMs / 1000} s`, 'hang', this.#hangMs / 1000), this.#hangMs);
      child.on('message', onMessage).on('exit', onExit);
      child.send(ask);
    });
  }

  #start(): ChildProcess {
    const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
    return fork(fileURLToPath(this.#entry), [this.#folder], {
      execArgv: ['--import', loader, '--max-old-space-size=1024'],
      serialization: 'advanced',
      // What readers complain of on stderr is not for whoever runs this.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
  }
}
