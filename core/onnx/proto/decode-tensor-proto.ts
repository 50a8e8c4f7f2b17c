import { forEachField, ProtoError } from './fields.ts';
import type { ExternalData, TensorProto } from './model-proto.ts';

/** A TensorProto; its raw bytes are a view into the message. */
export function decodeTensorProto(bytes: Uint8Array): TensorProto {
  let name = '';
  let type = 0;
  let raw: Uint8Array | null = null;
  let isExternal = false;
  const dims: number[] = [];
  const listed: number[] = [];
  const entries = new Map<string, string>();
  forEachField(bytes, (field) => {
    if (field.number === 1) field.ints(dims);
    else if (field.number === 2) type = field.int();
    else if (field.number === 4) field.floats(listed);
    else if (field.number === 5 || field.number === 7 || field.number === 11) field.ints(listed);
    else if (field.number === 8) name = field.text();
    else if (field.number === 9) raw = field.bytes();
    else if (field.number === 10) field.doubles(listed);
    else if (field.number === 13) {
      let key = '';
      let value = '';
      forEachField(field.bytes(), (entry) => {
        if (entry.number === 1) key = entry.text();
        else if (entry.number === 2) value = entry.text();
      });
      entries.set(key, value);
    } else if (field.number === 14) isExternal = field.int() === 1;
  });
  return { name, type, dims, raw, listed, external: isExternal ? externalData(entries) : null };
}

function externalData(entries: ReadonlyMap<string, string>): ExternalData {
  const count = (key: string): number | null => {
    const text = entries.get(key);
    if (text === undefined) return null;
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) throw new ProtoError(`external data whose ${key} is ${JSON.stringify(text.slice(0, 40))}`);
    return value;
  };
  return { location: entries.get('location') ?? '', offset: count('offset') ?? 0, length: count('length') };
}
