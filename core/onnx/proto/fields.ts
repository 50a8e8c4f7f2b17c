import { PbfReader } from 'pbf';

/** What is wrong with the bytes, without the file's name, which the caller adds. */
export class ProtoError extends Error {
  override readonly name = 'ProtoError';
}

/** One field of a message. Whoever reads none of its values leaves it out. */
export interface Field {
  readonly number: number;
  /** The bytes of a string, a message or a packed list. Throws ProtoError where the field is of another kind, or ends behind the message. */
  bytes(): Uint8Array;
  text(): string;
  /** A whole number. */
  int(): number;
  float(): number;
  /** One element of a list, or all of a packed one, added to `list`. */
  ints(list: number[]): void;
  floats(list: number[]): void;
  doubles(list: number[]): void;
}

const VARINT = 0;
const BYTES = 2;

/**
 * Calls `visit` for each field of a protobuf message. Lengths are checked against the bytes that are there before anything is taken.
 * Throws ProtoError where the message is cut off or malformed.
 */
export function forEachField(message: Uint8Array, visit: (field: Field) => void): void {
  const reader = new PbfReader(message);
  const checked = <T>(read: () => T): T => {
    let value: T;
    try {
      value = read();
    } catch (error) {
      throw new ProtoError(`a field that is cut off or malformed at byte ${reader.pos}`, { cause: error });
    }
    if (reader.pos > message.length) throw new ProtoError('a field that ends behind its message');
    return value;
  };
  const bytes = (): Uint8Array => {
    if (reader.type !== BYTES) throw new ProtoError(`a field of wire type ${reader.type} where bytes were expected`);
    const length = checked(() => reader.readVarint());
    if (!(length >= 0 && length <= message.length - reader.pos)) throw new ProtoError(`a field of ${length} bytes where ${message.length - reader.pos} are left`);
    reader.pos += length;
    return message.subarray(reader.pos - length, reader.pos);
  };
  const int = (): number => {
    if (reader.type !== VARINT) throw new ProtoError(`a field of wire type ${reader.type} where a whole number was expected`);
    return checked(() => reader.readVarint(true));
  };
  const list = (into: number[], size: 4 | 8): void => {
    if (reader.type !== BYTES) {
      into.push(checked(() => (size === 4 ? reader.readFloat() : reader.readDouble())));
      return;
    }
    const packed = bytes();
    if (packed.length % size !== 0) throw new ProtoError(`${packed.length} bytes that are not a whole number of elements`);
    const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
    for (let at = 0; at < packed.length; at += size) into.push(size === 4 ? view.getFloat32(at, true) : view.getFloat64(at, true));
  };
  const field = {
    number: 0,
    bytes,
    text: () => new TextDecoder().decode(bytes()),
    int,
    float: () => checked(() => reader.readFloat()),
    ints(into: number[]) {
      if (reader.type !== BYTES) {
        into.push(int());
        return;
      }
      const packed = bytes();
      const inner = new PbfReader(packed);
      while (inner.pos < packed.length) {
        try {
          into.push(inner.readVarint(true));
        } catch (error) {
          throw new ProtoError('a list of whole numbers that is malformed', { cause: error });
        }
      }
    },
    floats: (into: number[]) => list(into, 4),
    doubles: (into: number[]) => list(into, 8),
  };
  for (;;) {
    const number = checked(() => reader.nextField(message.length));
    if (number === 0) {
      if (reader.pos < message.length) throw new ProtoError(`a field without a number at byte ${reader.pos}`);
      break;
    }
    field.number = number;
    visit(field);
  }
}
