import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipItem {
  readonly name: string;
  readonly data: Uint8Array;
  readonly deflate?: boolean;
  /** Lies told in the directory, for tests. */
  readonly declared?: { readonly bytes?: number; readonly storedBytes?: number; readonly crc?: number; readonly offset?: number; readonly method?: number; readonly flags?: number };
}

/** A zip file of `items`, truthful except where an item says otherwise. */
export function writeZip(items: readonly ZipItem[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, data, deflate, declared } of items) {
    const stored = deflate === true ? deflateRawSync(data) : Buffer.from(data);
    const nameBytes = Buffer.from(name, 'utf8');
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(declared?.flags ?? 0, 2);
    fields.writeUInt16LE(declared?.method ?? (deflate === true ? 8 : 0), 4);
    fields.writeUInt32LE(declared?.crc ?? crc32(data), 10);
    fields.writeUInt32LE(declared?.storedBytes ?? stored.length, 14);
    fields.writeUInt32LE(declared?.bytes ?? data.length, 18);
    fields.writeUInt16LE(nameBytes.length, 22);
    locals.push(Buffer.from('PK\x03\x04'), fields, nameBytes, stored);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(declared?.offset ?? offset, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), fields, tail, nameBytes);
    offset += 30 + nameBytes.length + stored.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(items.length, 8);
  end.writeUInt16LE(items.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, listed, end]);
}
