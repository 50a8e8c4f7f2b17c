import { opcodes } from '../../../../core/formats/pickle/pickle-opcodes.ts';

type OpcodeName = keyof typeof opcodes;
type Part = OpcodeName | number | readonly [OpcodeName, ...(number | string | Uint8Array)[]] | Uint8Array;

/** A pickle from opcode names; after an opcode, numbers are bytes, strings are written as they are. */
export function pickle(...parts: Part[]): Buffer {
  return Buffer.concat(parts.map((part) => {
    if (typeof part === 'string') return Buffer.of(opcodes[part]);
    if (typeof part === 'number') return Buffer.of(part);
    if (part instanceof Uint8Array) return Buffer.from(part);
    const [name, ...rest] = part;
    return Buffer.concat([
      Buffer.of(opcodes[name]),
      ...rest.map((item) => (typeof item === 'number' ? Buffer.of(item) : typeof item === 'string' ? Buffer.from(item, 'utf8') : Buffer.from(item))),
    ]);
  }));
}

export function u16(value: number): Buffer {
  const out = Buffer.alloc(2);
  out.writeUInt16LE(value);
  return out;
}

export function u32(value: number): Buffer {
  const out = Buffer.alloc(4);
  out.writeUInt32LE(value);
  return out;
}

export function i32(value: number): Buffer {
  const out = Buffer.alloc(4);
  out.writeInt32LE(value);
  return out;
}

export function u64(value: bigint | number): Buffer {
  const out = Buffer.alloc(8);
  out.writeBigUInt64LE(BigInt(value));
  return out;
}

/** A short string, as protocol 2 writes names. */
export function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8');
  return pickle(['BINUNICODE', u32(bytes.length), bytes]);
}

/** A whole number of any size. */
export function int(value: number | bigint): Buffer {
  if (typeof value === 'number' && value >= -(2 ** 31) && value < 2 ** 31) return pickle(['BININT', i32(value)]);
  const bytes: number[] = [];
  let left = BigInt(value);
  for (; left !== 0n && left !== -1n; left >>= 8n) bytes.push(Number(left & 0xffn));
  bytes.push(left === 0n ? 0 : 0xff);
  return pickle(['LONG1', bytes.length, Uint8Array.from(bytes)]);
}

export function global(module: string, name: string): Buffer {
  return pickle(['GLOBAL', `${module}\n${name}\n`]);
}

export function tuple(...items: Uint8Array[]): Buffer {
  return pickle('MARK', ...items, 'TUPLE');
}
