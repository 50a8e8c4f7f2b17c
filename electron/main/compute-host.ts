import { join } from 'node:path';
import { MessageChannelMain, utilityProcess, type MessagePortMain, type UtilityProcess } from 'electron';
import type { HostState } from '../../core/contract/bridge.ts';
import type { RequestName } from '../../core/contract/requests.ts';
import type { FromHost, HostReply, ToHost } from '../host-messages.ts';

const firstDelay = 500;
const longestDelay = 30_000;
/** A host that stood this long has not broken off at its start: the next wait is short again. */
const stable = 60_000;
/** After so many breaks in a row the program stops trying: something is wrong that starting again does not mend. */
const mostRestarts = 6;
const shutdownLimit = 10_000;

interface Owner {
  onHostState(state: HostState): void;
  /** The window's event port has to be handed out again. */
  onNewHost(): void;
  onRecentFiles(paths: readonly string[]): void;
  /** Whether a queue will be asked for soon: jobs that go on by themselves wait for it. */
  queueComes(): boolean;
}

interface Folders {
  readonly workspace: string;
  readonly resources: string;
  /** Where compiled code of the host's modules is kept from one start to the next. */
  readonly codeCache: string;
}

/**
 * The compute host: a utility process that answers the window's requests and runs jobs. This owns it: starts it, starts it
 * again when it breaks off (waiting longer each time), answers what was asked of a broken one with an error, and ends it.
 */
export class ComputeHost {
  readonly #workspace: string;
  readonly #resources: string;
  readonly #codeCache: string;
  readonly #owner: Owner;
  readonly #waiting = new Map<number, (reply: HostReply) => void>();
  #process: UtilityProcess | null = null;
  #nextId = 1;
  #restarts = 0;
  #startedAt = 0;
  #endsOnPurpose = false;
  #painted = false;
  #unusable: { title: string; message: string } | null = null;
  #startTimer: NodeJS.Timeout | null = null;

  constructor({ workspace, resources, codeCache }: Folders, owner: Owner) {
    this.#workspace = workspace;
    this.#codeCache = codeCache;
    this.#resources = resources;
    this.#owner = owner;
  }

  start(): void {
    const resumeInterrupted = this.#restarts === 0;
    const child = utilityProcess.fork(join(import.meta.dirname, 'host.js'), [], {
      serviceName: 'Basinscope compute host',
      stdio: 'inherit',
      env: {
        ...process.env,
        BASINSCOPE_WORKSPACE: this.#workspace,
        BASINSCOPE_RESOURCES: this.#resources,
        // Resuming by itself what may just have broken the host would only break it again.
        BASINSCOPE_RESUME: resumeInterrupted ? '1' : '0',
        BASINSCOPE_QUEUE_COMES: this.#owner.queueComes() ? '1' : '0',
        // Its threads open ONNX Runtime (core/engines/onnxruntime/onnxruntime-engine.ts says what this is for).
        ORT_DISABLE_TELEMETRY: '1',
        // What V8 made of its modules at the last start: a tenth of the start of the process and of its threads.
        NODE_COMPILE_CACHE: this.#codeCache,
      },
    });
    this.#process = child;
    this.#startedAt = Date.now();
    child.on('message', (message: FromHost) => this.#receive(message));
    child.once('exit', (code) => {
      if (this.#process === child) this.#ended(code);
    });
    this.#owner.onNewHost();
    if (this.#painted) this.#send({ type: 'window-painted' });
  }

  /** Sends a request on; resolves with its reply, with an error reply where the host breaks off first. */
  ask(name: RequestName, ask: unknown): Promise<HostReply> {
    if (this.#unusable) return Promise.resolve({ ok: false, error: this.#unusable });
    if (!this.#process) return Promise.resolve(broken('It is being started again; try in a moment.'));
    const id = this.#nextId++;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#send({ type: 'request', id, name, ask });
    });
  }

  /** A new port for the window: whatever the host has to say about jobs from now on comes out of it. */
  openEventPort(): MessagePortMain | null {
    if (!this.#process) return null;
    const { port1, port2 } = new MessageChannelMain();
    this.#send({ type: 'job-events' }, [port1]);
    return port2;
  }

  /** The window shows what it was opened for: told to this host, and to those that come after it. */
  windowPainted(): void {
    if (this.#painted) return;
    this.#painted = true;
    this.#send({ type: 'window-painted' });
  }

  clearRecentFiles(): void {
    this.#send({ type: 'clear-recent-files' });
  }

  /** Asks the host to save what runs and end; ends it by force where that takes too long. */
  async shutdown(): Promise<void> {
    this.#endsOnPurpose = true;
    if (this.#startTimer) clearTimeout(this.#startTimer);
    const child = this.#process;
    if (!child) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        console.error(`The compute host did not end within ${shutdownLimit / 1000} s; its jobs resume from their last checkpoint.`);
        child.kill();
        resolve();
      }, shutdownLimit);
      child.once('exit', () => {
        clearTimeout(timer);
        resolve();
      });
      this.#send({ type: 'shutdown' });
    });
  }

  #send(message: ToHost, ports: MessagePortMain[] = []): void {
    this.#process?.postMessage(message, ports);
  }

  #receive(message: FromHost): void {
    if (message.type === 'reply') {
      this.#waiting.get(message.id)?.(message.reply);
      this.#waiting.delete(message.id);
    } else if (message.type === 'ready') {
      if (this.#restarts > 0) this.#owner.onHostState({ state: 'ready', message: 'The compute process is back.' });
    } else if (message.type === 'recent-files') {
      this.#owner.onRecentFiles(message.paths);
    } else {
      this.#unusable = { title: message.title, message: message.message };
      this.#answerAll({ ok: false, error: this.#unusable });
      this.#owner.onHostState({ state: 'stopped', title: message.title, message: message.message });
    }
  }

  #ended(code: number): void {
    this.#process = null;
    this.#answerAll(broken('What was asked has not been done.'));
    if (this.#endsOnPurpose || this.#unusable) return;
    if (Date.now() - this.#startedAt > stable) this.#restarts = 0;
    if (this.#restarts >= mostRestarts) {
      const message = `The compute process broke off ${mostRestarts + 1} times in a row (exit code ${code}) and was not started again. Restart the program; nothing that was saved is lost.`;
      this.#unusable = { title: 'The compute process cannot be started', message };
      this.#owner.onHostState({ state: 'stopped', message });
      return;
    }
    const delay = Math.min(longestDelay, firstDelay * 2 ** this.#restarts);
    this.#restarts++;
    this.#owner.onHostState({
      state: 'restarting',
      message: `The compute process broke off (exit code ${code}) and is being started again. Maps that ran are interrupted; resume them from their last checkpoint.`,
    });
    this.#startTimer = setTimeout(() => this.start(), delay);
  }

  #answerAll(reply: HostReply): void {
    for (const resolve of this.#waiting.values()) resolve(reply);
    this.#waiting.clear();
  }
}

function broken(message: string): HostReply {
  return { ok: false, error: { title: 'The compute process broke off', message } };
}
