import { crc32, inflateRawSync } from 'node:zlib';
import { fromBufferPromise } from 'yauzl';
import { asFormatError, FormatError, quoted } from '../format-error.ts';

/** Bounds on a zip container: torch stores one entry a tensor, uncompressed. */
const MOST_ENTRIES = 20_000;
const MOST_INFLATION = 64;
const FREE_INFLATION = 2 ** 24;

interface Entry {
  readonly start: number;
  readonly storedBytes: number;
  readonly bytes: number;
  readonly deflated: boolean;
  readonly crc: number;
}

/** The entries of a zip file held in memory, by name; nothing is unpacked before `read`. */
export class ZipEntries {
  private readonly file: string;
  private readonly buffer: Buffer;
  private readonly entries: ReadonlyMap<string, Entry>;
  private inflationLeft: number;

  private constructor(file: string, buffer: Buffer, entries: ReadonlyMap<string, Entry>) {
    this.file = file;
    this.buffer = buffer;
    this.entries = entries;
    this.inflationLeft = MOST_INFLATION * buffer.length + FREE_INFLATION;
  }

  /**
   * Reads the directory and checks every declared place and size against the file.
   * @throws FormatError on a damaged directory, encrypted or unknown compression, repeated names or overlapping entries.
   */
  static async open(buffer: Buffer, file: string): Promise<ZipEntries> {
    const entries = await asFormatError(file, 'a readable zip directory', () => readDirectory(buffer, file));
    const byPlace = [...entries].sort(([, a], [, b]) => a.start - b.start);
    for (let i = 1; i < byPlace.length; i++) {
      const [name, entry] = byPlace[i]!;
      const [before, { start, storedBytes }] = byPlace[i - 1]!;
      if (start + storedBytes > entry.start) {
        throw new FormatError(file, { expected: 'zip entries that do not overlap', found: `${quoted(before)} running into ${quoted(name)}` });
      }
    }
    return new ZipEntries(file, buffer, entries);
  }

  get names(): Iterable<string> {
    return this.entries.keys();
  }

  /** Bytes of an entry once unpacked, as the directory declares them; null where there is no such entry. */
  sizeOf(name: string): number | null {
    return this.entries.get(name)?.bytes ?? null;
  }

  /**
   * The bytes of an entry: a view for a stored one, a copy for a deflated one.
   * @throws FormatError when it is absent, inflates beyond its declared size or the file's bound, or fails its checksum.
   */
  read(name: string): Buffer {
    const { file } = this;
    const entry = this.entries.get(name);
    if (entry === undefined) throw new FormatError(file, { expected: `a zip entry ${quoted(name)}`, found: 'none' });
    let data = this.buffer.subarray(entry.start, entry.start + entry.storedBytes);
    if (entry.deflated) {
      this.inflationLeft -= entry.bytes;
      if (this.inflationLeft < 0) {
        throw new FormatError(file, {
          expected: `zip entries that unpack to at most ${MOST_INFLATION} times the file`,
          found: `${quoted(name)} declaring ${entry.bytes} bytes in a file of ${this.buffer.length}`,
        });
      }
      try {
        data = inflateRawSync(data, { maxOutputLength: Math.max(1, entry.bytes) });
      } catch (error) {
        throw new FormatError(file, { expected: `${entry.bytes} deflated bytes in ${quoted(name)}`, found: `data that does not unpack to them (${(error as Error).message})` }, { cause: error });
      }
      if (data.length !== entry.bytes) {
        throw new FormatError(file, { expected: `${entry.bytes} bytes in ${quoted(name)}`, found: `${data.length} once unpacked` });
      }
    }
    const crc = crc32(data);
    if (crc !== entry.crc) {
      throw new FormatError(file, {
        expected: `checksum ${hex(entry.crc)} of the zip entry ${quoted(name)}`,
        found: hex(crc),
        advice: 'The file is damaged: copy it again from where it came.',
      });
    }
    return data;
  }
}

async function readDirectory(buffer: Buffer, file: string): Promise<Map<string, Entry>> {
  const zip = await fromBufferPromise(buffer, { lazyEntries: true });
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) {
    const name = entry.fileName;
    if (entries.size >= MOST_ENTRIES) throw new FormatError(file, { expected: `at most ${MOST_ENTRIES} zip entries`, found: 'more' });
    if (entries.has(name)) throw new FormatError(file, { expected: 'zip entries of different names', found: `${quoted(name)} twice` });
    if (entry.isEncrypted()) throw new FormatError(file, { expected: 'zip entries that are not encrypted', found: `${quoted(name)}, which is` });
    if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8) {
      throw new FormatError(file, { expected: 'zip entries stored or deflated', found: `${quoted(name)} by method ${entry.compressionMethod}` });
    }
    const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
    entries.set(name, {
      start: fileDataStart,
      storedBytes: entry.compressedSize,
      bytes: entry.uncompressedSize,
      deflated: entry.compressionMethod === 8,
      crc: entry.crc32 >>> 0,
    });
  }
  return entries;
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}
