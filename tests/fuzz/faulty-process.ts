import { FormatError } from '../../core/formats/format-error.ts';
import type { FuzzReader } from './fuzz-reader.ts';
import { serveReading } from './serve-reading.ts';

function reader(name: string, read: FuzzReader['read']): FuzzReader {
  return { name, make: () => Buffer.from(name), read };
}

function spin(seconds: number): void {
  const start = process.cpuUsage();
  for (let spent = { user: 0, system: 0 }; spent.user + spent.system < seconds * 1e6; spent = process.cpuUsage(start)) for (let i = 0; i < 1e5; i++) Math.sqrt(i);
}

// Readers with every kind of fault that a run is to find, for the test of that.
serveReading([
  reader('reads', () => undefined),
  reader('refuses', (bytes) => {
    throw new FormatError('x', { expected: 'another', found: bytes.toString() });
  }),
  reader('throws', (bytes) => {
    if (bytes.includes('ow')) throw new TypeError('of no use to anybody');
  }),
  reader('slow', () => spin(2.1)),
  reader('hangs', () => spin(1e9)),
  reader('ends', () => process.abort()),
  reader('eats', () => void Buffer.alloc(2 ** 30, 1)),
]);
