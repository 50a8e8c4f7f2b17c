import { Option } from 'commander';
import type { Command } from 'commander';
import type { JobRunOptions } from '../jobs/lifecycle.ts';
import { overQueue } from '../jobs/over-queue.ts';
import { parseQueueAddress, QUEUE_VARIABLE } from '../queue/queue-address.ts';
import type { QueueAddress } from '../queue/queue-address.ts';

export interface QueueFlags {
  readonly queue?: string;
  readonly allowRemote?: boolean;
}

/** What --queue is of a command whose chains can be spread. */
export const QUEUE_MEANING = 'has the chains computed by the workers of this queue';

/** Adds --queue and --allow-remote to a command. */
export function addQueueFlags(command: Command, meaning: string): Command {
  return command
    .addOption(new Option('--queue <url>', `${meaning}: redis://[[user:]password@]host[:port], rediss:// for TLS`).env(QUEUE_VARIABLE))
    .option('--allow-remote', 'the queue may be on another machine: whoever can write to it gives its workers work and your jobs results');
}

/** The queue that flags or environment name; null: none. Throws QueueError where the address is none, or remote without leave. */
export function queueOf({ queue, allowRemote }: QueueFlags): QueueAddress | null {
  return queue === undefined || queue === '' ? null : parseQueueAddress(queue, { allowRemote: allowRemote === true });
}

/** Who computes a job's pieces, as flags or environment say. Throws QueueError as `queueOf`. */
export function computedBy(flags: QueueFlags, note: (text: string) => void): Pick<JobRunOptions, 'piecesFor'> {
  const address = queueOf(flags);
  return address === null ? {} : { piecesFor: overQueue(address, { onNotice: note }) };
}
