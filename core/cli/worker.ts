import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { redacted } from '../queue/queue-address.ts';
import type { QueueAddress } from '../queue/queue-address.ts';
import { CommandError } from './command-error.ts';
import { addEngineFlags } from './engine-flags.ts';
import type { EngineFlags } from './engine-flags.ts';
import { numberFlag } from './number-flags.ts';
import { printJson, printLine, printNote } from './output.ts';
import { addQueueFlags, queueOf } from './queue-flags.ts';
import type { QueueFlags } from './queue-flags.ts';
import { workersTable, workerWords } from './worker-text.ts';

/** How often the line is redrawn on a terminal, and how often it is written elsewhere while there is work. */
const DRAW_MS = 500;
const WRITE_MS = 60_000;

interface WorkerFlags extends EngineFlags, QueueFlags {
  readonly list?: boolean;
  readonly json?: boolean;
  readonly lockSeconds: number;
  readonly grace: number;
}

async function list(address: QueueAddress, json: boolean): Promise<void> {
  const { listWorkers } = await import('../queue/roster.ts');
  const workers = await listWorkers(address);
  if (json) printJson({ queue: redacted(address), workers });
  else printLine(workers.length === 0 ? `No worker is at ${redacted(address)}.` : workersTable(workers));
}

async function worker(flags: WorkerFlags): Promise<void> {
  const address = queueOf(flags);
  if (address === null) throw new CommandError('--queue is needed: the address of the queue, or BASINSCOPE_QUEUE in the environment.', { exitCode: 2 });
  if (flags.list === true) return list(address, flags.json === true);
  const { engine, device, lockSeconds } = flags;
  // A GPU takes one piece at a time, whole.
  const threads = flags.threads > 0 ? flags.threads : device === 'cpu' ? availableParallelism() : 1;
  // The queue's libraries take longer to load than most commands to run.
  const { PieceWorker } = await import('../queue/queue-worker.ts');
  const display = new WorkerLine();
  const one = await PieceWorker.start(address, { engine, device, threads, lockSeconds, onNotice: (text) => display.note(text) });
  display.note(`Worker ${one.card.id} at ${redacted(address)}: ${threads} ${threads === 1 ? 'thread' : 'threads'}, each ${one.card.description}. Ctrl-C leaves after the pieces under way.`);
  const timer = setInterval(() => display.show(workerWords(one.card)), DRAW_MS);
  let asked = 0;
  const onSignal = (): void => {
    asked++;
    if (asked === 1) {
      display.note(`Leaving: pieces under way have ${flags.grace} s; again gives them back at once.`);
      void one.leave({ graceSeconds: flags.grace });
    } else if (asked === 2) void one.leave({ graceSeconds: 0 });
    else process.exit(130);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  const reason = await one.finished;
  clearInterval(timer);
  process.removeListener('SIGINT', onSignal);
  process.removeListener('SIGTERM', onSignal);
  display.clear();
  const { pieces, chainSteps } = one.card;
  if (reason !== null) throw new CommandError(`This worker leaves itself out: ${reason}`, { exitCode: 3 });
  printNote(`Left after ${pieces} ${pieces === 1 ? 'piece' : 'pieces'}, ${Math.round(chainSteps)} chain steps.`);
  // While its server is away, the queue's library goes on trying to reach it, and would keep the process for ever.
  process.exit(0);
}

/** What a worker does: one line redrawn on a terminal, elsewhere a line a minute and when it begins or has nothing to do. */
class WorkerLine {
  #drawn = false;
  #writtenAt = 0;
  #words = '';

  show(words: string): void {
    if (process.stderr.isTTY) {
      const room = (process.stderr.columns ?? 80) - 1;
      process.stderr.write(`\r\u001b[2K${words.length <= room ? words : `${words.slice(0, room - 1)}…`}`);
      this.#drawn = true;
      return;
    }
    if (words === this.#words || performance.now() - this.#writtenAt < WRITE_MS) return;
    this.#words = words;
    this.#writtenAt = performance.now();
    printNote(words);
  }

  note(text: string): void {
    this.clear();
    printNote(text);
  }

  clear(): void {
    if (this.#drawn) process.stderr.write('\r\u001b[2K');
    this.#drawn = false;
  }
}

/** `worker --queue URL`: takes pieces of work from a queue and computes them, until it is told to leave. */
export function addWorkerCommand(program: Command): void {
  const command = program
    .command('worker')
    .description('computes pieces of others\' maps and trainings from a queue, until Ctrl-C or SIGTERM; the exit code is 3 where it left itself out')
    .option('--list', 'show the workers that are at the queue, and what each does')
    .option('--json', 'with --list: one JSON object on stdout')
    .option('--grace <s>', 'seconds that pieces under way have at Ctrl-C or SIGTERM before they are given back', numberFlag({ least: 0, most: 86_400 }), 20)
    .option('--lock-seconds <s>', 'seconds after which the piece of a worker that fell silent is given to another', numberFlag({ least: 1, most: 3600 }), 15);
  addQueueFlags(command, 'the queue to take pieces from');
  addEngineFlags(command).action((flags: WorkerFlags) => worker(flags));
}
