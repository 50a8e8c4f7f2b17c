import { FormatError } from '../format-error.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads a pickle's bytes in order; every read is checked against the end first. */
export class ByteCursor {
  private readonly bytes: Buffer;
  private readonly file: string;
  private readonly place: string;
  private readonly start: number;
  position: number;

  /** `place` names the part of the file that `bytes` is, for messages; positions count from `start`. */
  constructor(bytes: Buffer, file: string, place: string, start = 0) {
    this.bytes = bytes;
    this.file = file;
    this.place = place;
    this.start = start;
    this.position = start;
  }

  /** Ends the reading: `expected` … `found`, with the place where. */
  refuse(expected: string, found: string, position = this.position, advice?: string): never {
    throw new FormatError(this.file, {
      expected,
      found: `${found} at byte ${position - this.start} of ${this.place}`,
      ...(advice === undefined ? {} : { advice }),
    });
  }

  private take(count: number, what: string): number {
    const at = this.position;
    const left = this.bytes.length - at;
    if (count > left) this.refuse(`${what} of ${count} bytes`, `only ${left} bytes before the end`);
    this.position = at + count;
    return at;
  }

  byte(): number {
    return this.bytes[this.take(1, 'a pickle opcode or argument')]!;
  }
  uint16(): number {
    return this.bytes.readUInt16LE(this.take(2, 'an integer'));
  }
  int32(): number {
    return this.bytes.readInt32LE(this.take(4, 'an integer'));
  }
  uint32(): number {
    return this.bytes.readUInt32LE(this.take(4, 'an integer'));
  }
  float64BigEndian(): number {
    return this.bytes.readDoubleBE(this.take(8, 'a float'));
  }

  /** A length of eight bytes. One beyond 2^53 cannot be in any file, so it is refused as what it claims to be. */
  uint64(): number {
    const value = this.bytes.readBigUInt64LE(this.take(8, 'a length'));
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) this.refuse('a length within the file', `a length of ${value} bytes`);
    return Number(value);
  }

  /** A view, not a copy. */
  raw(count: number, what: string): Buffer {
    const at = this.take(count, what);
    return this.bytes.subarray(at, at + count);
  }

  text(count: number): string {
    const raw = this.raw(count, 'a string');
    try {
      return utf8.decode(raw);
    } catch {
      return this.refuse('a UTF-8 string', 'bytes that are not UTF-8', this.position - count);
    }
  }

  /** One byte a character: what Python 2 wrote as str. */
  latin1(count: number): string {
    return this.raw(count, 'a string').toString('latin1');
  }

  /** Up to the next line end, which is consumed. */
  line(limit: number): string {
    const end = this.bytes.indexOf(0x0a, this.position);
    if (end < 0) this.refuse('a line end', 'the end of the pickle');
    if (end - this.position > limit) this.refuse(`a line of at most ${limit} bytes`, `one of ${end - this.position}`);
    const raw = this.bytes.subarray(this.position, end);
    this.position = end + 1;
    return raw.toString('latin1');
  }

  get left(): number {
    return this.bytes.length - this.position;
  }
}
