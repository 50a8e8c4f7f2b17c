import { availableParallelism } from 'node:os';
import { parseQueueAddress } from '../../core/queue/queue-address.ts';
import { PieceWorker } from '../../core/queue/queue-worker.ts';
import { stepBehindTheWindow } from '../host/behind-the-window.ts';
import type { FromWorker, ToWorker } from '../worker-messages.ts';

// A process of its own that computes pieces of a queue, as `basinscope worker` does; the main process starts it and tells it to leave.
const port = process.parentPort;
let worker: Promise<PieceWorker> | null = null;

stepBehindTheWindow();
port.on('message', ({ data }: { data: ToWorker }) => {
  if (data.type === 'start') worker ??= start(data);
  else void leave(data.graceSeconds);
});

function say(message: FromWorker): void {
  port.postMessage(message);
}

async function start({ queue, choice }: Extract<ToWorker, { type: 'start' }>): Promise<PieceWorker> {
  try {
    const { engine, device, threads } = choice;
    const one = await PieceWorker.start(parseQueueAddress(queue.address, queue), {
      engine, device, threads: threads > 0 ? threads : device === 'cpu' ? availableParallelism() : 1, onNotice: (text) => console.error(text),
    });
    say({ type: 'running' });
    void one.finished.then((reason) => end(reason));
    return one;
  } catch (error) {
    end(error instanceof Error ? error.message : String(error));
    throw error;
  }
}

async function leave(graceSeconds: number): Promise<void> {
  const one = await worker?.catch(() => null);
  if (one) await one.leave({ graceSeconds });
  else process.exit(0);
}

function end(problem: string | null): void {
  if (problem !== null) say({ type: 'problem', message: problem });
  // What was said is on its way first.
  setTimeout(() => process.exit(0), 50);
}
