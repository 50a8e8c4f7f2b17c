import { plainCodec } from '../plain/plain-codec.ts';
import { MappingError } from './mapping-error.ts';

const codec = plainCodec({
  magic: 'BSCPMAP\n',
  what: 'The saved state of this map',
  remedy: 'Start the map again.',
  otherVersion: 'Go on with the program that wrote it, or start the map again.',
  error: (message, options) => new MappingError(message, options),
});

/** Bytes of a map's state, marked as of `version`. Throws MappingError for anything that is not plain data. */
export function encodePlain(value: unknown, version: number): Uint8Array {
  return codec.encode(value, version);
}

/** The state that `encodePlain` made the bytes of. Throws MappingError when they are something else, cut short, or of another version. */
export function decodePlain(bytes: Uint8Array, version: number): unknown {
  return codec.decode(bytes, version);
}
