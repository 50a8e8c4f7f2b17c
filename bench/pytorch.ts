import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Debian's Python, for which python3-torch is packaged; another may come first on PATH. */
const python = '/usr/bin/python3';

/** The other side of a benchmark, in a process of its own. */
export interface Pytorch {
  /** Version and threads, in its own words. */
  readonly description: string;
  /** Milliseconds of what the words ask for: of langevin.py a step of `net batch steps`. */
  time(...words: (string | number)[]): Promise<number>;
  /** The line that answers the words. */
  ask(...words: (string | number)[]): Promise<string>;
  close(): void;
}

/** Starts one of the Python programs beside this file with so many threads; null where PyTorch is not installed. */
export async function startPytorch(threads: number, program = 'langevin.py'): Promise<Pytorch | null> {
  if (spawnSync(python, ['-c', 'import torch'], { stdio: 'ignore' }).status !== 0) return null;
  const child = spawn(python, [fileURLToPath(new URL(program, import.meta.url)), String(threads)], { stdio: ['pipe', 'pipe', 'inherit'] });
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
    description: await next(),
    ask,
    time: async (...words) => Number(await ask(...words)),
    close: () => child.stdin.end(),
  };
}
