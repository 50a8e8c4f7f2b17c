import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fuzzReader, saveFind, tableOf } from './fuzz-run.ts';
import type { Tally } from './fuzz-run.ts';
import { Reading } from './reading.ts';
import { readers } from './readers.ts';

const USAGE = `npm run fuzz -- [--minutes N] [--reader NAME]… [--seed S] [--inputs N]

Damaged files, made from a seed, are read by every reader of files that others may have made: each is read or refused in words within 2 s of CPU, or it is a find.
Finds are kept in tests/fixtures/fuzz-corpus, which npm test reads.
Readers: ${readers.map(({ name }) => name).join(', ')}`;

/** 0: no find; 1: finds; 2: asked wrongly. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { minutes: { type: 'string', default: '10' }, reader: { type: 'string', multiple: true }, seed: { type: 'string', default: '1' }, inputs: { type: 'string' }, help: { type: 'boolean' } },
  });
  const [minutes, seed, inputs] = [Number(values.minutes), Number(values.seed), values.inputs === undefined ? Infinity : Number(values.inputs)];
  const unknown = (values.reader ?? []).filter((name) => !readers.some((reader) => reader.name === name));
  if (values.help === true || unknown.length > 0 || !(minutes > 0) || !Number.isInteger(seed) || !(inputs > 0)) {
    console.log(unknown.length > 0 ? `There is no reader ${unknown.join(', ')}.\n\n${USAGE}` : USAGE);
    return values.help === true ? 0 : 2;
  }
  const chosen = readers.filter(({ name }) => values.reader?.includes(name) ?? true);
  const corpus = fileURLToPath(new URL('../fixtures/fuzz-corpus', import.meta.url));
  const tallies: Tally[] = [];
  for (const reader of chosen) {
    // A process a reader: its memory is then that reader's.
    const reading = new Reading();
    const until = performance.now() + (minutes * 60_000) / chosen.length;
    tallies.push(await fuzzReader(reader, {
      seed,
      read: (ask) => reading.read(ask),
      goOn: (tally) => performance.now() < until && tally.inputs < inputs,
      onFind: (find) => console.log(`\n${find.reader}, input ${find.index} of seed ${seed}: ${find.message.slice(0, 1500)}\n  kept as ${saveFind(corpus, find)}`),
    }));
    reading.close();
    const { inputs: done, read, refused, finds } = tallies.at(-1)!;
    console.log(`${reader.name}: ${done} inputs, ${read} read, ${refused} refused, ${finds.length === 0 ? 'no find' : `${finds.length} finds (${finds.map(({ signature, times }) => `${signature} ×${times}`).join('; ')})`}`);
  }
  console.log(`\n${tableOf(tallies)}`);
  return tallies.some(({ finds }) => finds.length > 0) ? 1 : 0;
}

process.exitCode = await main();
