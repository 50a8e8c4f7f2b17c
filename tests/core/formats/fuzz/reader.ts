import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Outcome } from './reader-process.ts';

/** Long beyond any honest reading: only a file that is never finished gets here. */
const HANG_MS = 30_000;

/** Reads files in another process, one at a time. */
export class Reader {
  private child: ChildProcess | null = null;
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  read(path: string): Promise<Outcome> {
    const child = (this.child ??= this.start());
    return new Promise((resolve, reject) => {
      const finish = (error: Error | null, outcome?: Outcome): void => {
        clearTimeout(timer);
        child.off('message', onMessage).off('exit', onExit);
        if (error === null) resolve(outcome!);
        else {
          this.close();
          reject(error);
        }
      };
      const onMessage = (outcome: Outcome): void => finish(null, outcome);
      const onExit = (code: number | null, signal: string | null): void => finish(new Error(`the reader died (code ${code}, signal ${signal}) on ${path}`));
      const timer = setTimeout(() => finish(new Error(`the reader hangs on ${path}`)), HANG_MS);
      child.on('message', onMessage).on('exit', onExit);
      child.send(path);
    });
  }

  close(): void {
    this.child?.kill('SIGKILL');
    this.child = null;
  }

  private start(): ChildProcess {
    const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
    return fork(fileURLToPath(new URL('./reader-process.ts', import.meta.url)), {
      // In a folder of its own: whatever a file made it write would lie there.
      cwd: this.folder,
      execArgv: ['--import', loader, '--max-old-space-size=1024'],
      serialization: 'advanced',
      env: { PATH: process.env['PATH'] ?? '' },
    });
  }
}
