import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FuzzReader } from './fuzz-reader.ts';
import { judge, makeInput } from './judge.ts';
import type { Ask } from './outcome.ts';

/** Answers what a `Reading` asks of the process that it started, one input at a time. */
export function serveReading(readers: readonly FuzzReader[]): void {
  const folder = process.argv[2]!;
  process.on('disconnect', () => process.exit());
  process.on('message', (ask: Ask) => {
    void answer(ask);
  });

  async function answer(ask: Ask): Promise<void> {
    const reader = readers.find(({ name }) => name === ask.reader)!;
    const bytes = 'bytes' in ask ? Buffer.from(ask.bytes) : await makeInput(reader, ask.seed, ask.index);
    const own = join(folder, reader.name);
    mkdirSync(own, { recursive: true });
    process.send!(await judge(reader, bytes, own));
  }
}
