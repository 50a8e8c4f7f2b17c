import { Random } from '../core/formats/fuzz/random.ts';
import { REFUSALS } from './fuzz-reader.ts';
import type { FuzzReader } from './fuzz-reader.ts';
import { MOST_SECONDS } from './outcome.ts';
import type { Outcome } from './outcome.ts';

/** Input `index` of a reader under a seed: the same on every machine, whatever was made before it. */
export function makeInput(reader: FuzzReader, seed: number, index: number): Promise<Buffer> {
  // Neighbouring numbers must not begin neighbouring streams.
  const mixed = Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(seed + 1, 0x85ebca6b) ^ [...reader.name].reduce((hash, letter) => Math.imul(hash, 31) + letter.charCodeAt(0), 7);
  return Promise.resolve(reader.make(new Random(mixed)));
}

/** Where an error of ours was made: the first line of its stack that is in the program. */
function placeOf(error: Error): string {
  const line = (error.stack ?? '').split('\n').find((text) => /[\\/](core|electron)[\\/]/.test(text) && !text.includes('node_modules'));
  return line === undefined ? '' : (/((?:core|electron)[\\/][^)]*)/.exec(line)?.[1] ?? '').replaceAll('\\', '/').replace(/:\d+$/, '');
}

/** Reads an input and says what came of it. Never rejects. */
export async function judge(reader: FuzzReader, bytes: Buffer, folder: string): Promise<Outcome> {
  const before = process.cpuUsage();
  const done = (kind: Outcome['kind'], message: string, signature: string): Outcome => {
    const { user, system } = process.cpuUsage(before);
    const cpuSeconds = (user + system) / 1e6;
    const cost = { cpuSeconds, megabytes: process.resourceUsage().maxRSS / 1024 };
    if (kind !== 'fault' && cpuSeconds > MOST_SECONDS) return { kind: 'fault', message: `took ${cpuSeconds.toFixed(1)} s of CPU (${kind}: ${message})`, signature: 'slow', ...cost };
    return { kind, message, signature, ...cost };
  };
  try {
    await reader.read(bytes, folder);
    return done('read', '', '');
  } catch (error) {
    if (!(error instanceof Error)) return done('fault', `${String(error)} was thrown`, 'no error');
    if (!REFUSALS.includes(error.name)) return done('fault', error.stack ?? error.message, `${error.name} ${placeOf(error)}`);
    // Long beyond reading, or holes where something was to be named.
    const unclear = error.message.length > 4000 ? 'a message of over 4,000 letters' : /\[object |undefined is not|\bis not a function|Cannot read prop/.test(error.message) ? 'a message of the machine' : null;
    return unclear === null ? done('refused', error.message, '') : done('fault', `${unclear}: ${error.message.slice(0, 2000)}`, `${unclear} ${placeOf(error)}`);
  }
}
