import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface QueueServerOptions {
  readonly password?: string;
  /** Every write is on disk before it is answered, so that a killed server loses nothing. */
  readonly appendOnly?: boolean;
  /** Where its files lie; by default a folder of its own, removed when it is stopped. */
  readonly folder?: string;
  /** More of its command line: `['--tls-port', …]`. */
  readonly args?: readonly string[];
}

export interface QueueServer {
  readonly port: number;
  /** With the password, where it has one. */
  readonly url: string;
  /** SIGKILL, as a machine that loses its power. Its files stay. */
  kill(): Promise<void>;
  /** On the same port and the same files, after `kill`. */
  start(): Promise<void>;
  /** For good. */
  stop(): Promise<void>;
}

/** The Redis or Valkey server of this machine; null where there is none. */
export function queueServerProgram(): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const name of ['redis-server', 'valkey-server']) {
    const found = folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
    if (found !== undefined) return found;
  }
  return null;
}

/** Says once, for `describe.skipIf`, why tests of the queue do not run here. */
export function noQueueServer(): boolean {
  if (queueServerProgram() !== null) return false;
  process.stderr.write('Skipped: tests of the queue need redis-server or valkey-server on the path (Debian: apt-get install redis-server).\n');
  return true;
}

/** Starts a server on a free loopback port and waits until it answers. */
export async function startQueueServer(options: QueueServerOptions = {}): Promise<QueueServer> {
  const program = queueServerProgram();
  if (program === null) throw new Error('There is neither redis-server nor valkey-server on the path.');
  const { password, appendOnly = false, args = [] } = options;
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'basinscope-queue-'));
  const port = await freePort();
  let child: ChildProcess | null = null;
  const start = async (): Promise<void> => {
    child = spawn(program, [
      '--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', appendOnly ? 'yes' : 'no', '--appendfsync', 'always',
      '--maxmemory-policy', 'noeviction', ...(password === undefined ? [] : ['--requirepass', password]), ...args,
    ], { stdio: 'ignore' });
    for (const until = Date.now() + 10_000; !(await answers(port)); await sleep(20)) {
      if (Date.now() > until || child.exitCode !== null) throw new Error(`${program} does not answer on port ${port}.`);
    }
  };
  const kill = async (): Promise<void> => {
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child!.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  };
  await start();
  return {
    port,
    url: `redis://${password === undefined ? '' : `:${encodeURIComponent(password)}@`}127.0.0.1:${port}`,
    kill,
    start,
    async stop() {
      await kill();
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A port of the loopback interface that nobody listens on. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => void probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** Whether a server answers there: with a word, or by asking for the password. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.setTimeout(1000, () => socket.destroy());
    socket.on('data', (data) => {
      resolve(!data.toString().startsWith('-LOADING'));
      socket.destroy();
    });
    socket.on('error', () => resolve(false));
    socket.on('close', () => resolve(false));
  });
}
