import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { countsProcessorTime } from './clock.ts';
import { findPython } from './find-python.ts';

/** How PyTorch keeps images in memory. Which is faster depends on network and machine: both are measured, and the best counts. */
export const layouts = ['contiguous', 'channels_last'] as const;

/** The other side of a benchmark, in a process of its own. */
export interface Pytorch {
  /** Version and threads, in its own words, and which Python it was found in. */
  readonly description: string;
  /** Milliseconds of what the words ask for: of langevin.py a step of `net batch steps layout`. */
  time(...words: (string | number)[]): Promise<number>;
  /** The line that answers the words. */
  ask(...words: (string | number)[]): Promise<string>;
  close(): void;
}

/** Starts one of the Python programs beside this file with so many threads and what else it takes; null where no Python with PyTorch is found. */
export async function startPytorch(threads: number, program = 'langevin.py', more: readonly string[] = []): Promise<Pytorch | null> {
  const python = findPython();
  if (python === null) return null;
  const child = spawn(python.path, [fileURLToPath(new URL(program, import.meta.url)), String(threads), ...more, ...(countsProcessorTime ? ['cpu-time'] : [])], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const line = await lines.next();
    if (line.done === true) throw new Error('PyTorch ended before it answered.');
    return line.value;
  };
  const ask = (...words: (string | number)[]): Promise<string> => {
    child.stdin.write(`${words.join(' ')}\n`);
    return next();
  };
  return {
    description: `${await next()}, from ${python.from}`,
    ask,
    time: async (...words) => Number(await ask(...words)),
    close: () => child.stdin.end(),
  };
}
