import { z } from 'zod';
import { FormatError, quoted } from '../formats/format-error.ts';
import { decodeSafetensors, encodeSafetensors } from '../formats/safetensors.ts';
import type { Tensor } from '../formats/tensor.ts';
import type { MapRows, MapTable, TableColumn } from '../store/map-tables.ts';

/** Beside a column of bytes: how many each row has, −1 where it is NULL. */
const LENGTHS = '.lengths';
const texts = z.array(z.string().nullable());

/**
 * Rows of a map as a safetensors file: numbers as float64 [rows] (NaN: NULL), bytes one after the other as uint8 [all] with their lengths as int32 [rows], texts as
 * JSON in the metadata under the column's name. The same rows always give the same bytes.
 */
export function encodeTable({ rows, columns }: MapRows): Uint8Array {
  const tensors = new Map<string, Tensor>();
  const metadata: Record<string, string> = {};
  for (const [name, column] of columns) {
    if (column.kind === 'text') metadata[name] = JSON.stringify(column.values);
    else if (column.kind === 'number') tensors.set(name, { dtype: 'float64', shape: [rows], values: column.values });
    else {
      const all = Buffer.concat(column.values.map((value) => value ?? new Uint8Array()));
      tensors.set(name, { dtype: 'uint8', shape: [all.length], values: new Uint8Array(all) });
      tensors.set(`${name}${LENGTHS}`, { dtype: 'int32', shape: [rows], values: Int32Array.from(column.values, (value) => value?.length ?? -1) });
    }
  }
  return encodeSafetensors(tensors, metadata);
}

/** Reads what `encodeTable` wrote; whether they are rows of that table says the store. `file`: for messages. Throws FormatError where columns do not fit together. */
export function decodeTable(table: MapTable, bytes: Buffer, file: string): MapRows {
  const { tensors, metadata } = decodeSafetensors(bytes, file);
  const columns = new Map<string, TableColumn>();
  for (const [name, text] of Object.entries(metadata)) columns.set(name, { kind: 'text', values: textsOf(text, name, file) });
  for (const [name, { values }] of tensors) {
    if (values instanceof Float64Array) columns.set(name, { kind: 'number', values });
    else if (values instanceof Uint8Array) columns.set(name, { kind: 'bytes', values: rowsOf(values, tensors.get(`${name}${LENGTHS}`), name, file) });
    else if (!name.endsWith(LENGTHS)) throw new FormatError(file, { expected: 'columns of float64, or of bytes with their lengths', found: `${quoted(name)} of another type` });
  }
  const rows = columns.values().next().value?.values.length ?? 0;
  for (const [name, { values }] of columns) {
    if (values.length !== rows) throw new FormatError(file, { expected: `${rows} values in every column of ${table}`, found: `${values.length} in ${quoted(name)}` });
  }
  return { table, rows, columns };
}

function textsOf(text: string, name: string, file: string): (string | null)[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new FormatError(file, { expected: `texts in JSON in its column ${quoted(name)}`, found: 'something else' }, { cause: error });
  }
  const parsed = texts.safeParse(value);
  if (!parsed.success) throw new FormatError(file, { expected: `texts in its column ${quoted(name)}`, found: 'something else' });
  return parsed.data;
}

function rowsOf(all: Uint8Array, lengths: Tensor | undefined, name: string, file: string): (Uint8Array | null)[] {
  if (!(lengths?.values instanceof Int32Array)) throw new FormatError(file, { expected: `the lengths of its column ${quoted(name)} as int32`, found: lengths === undefined ? 'none' : 'another type' });
  const sum = lengths.values.reduce((total, length) => total + Math.max(0, length), 0);
  if (sum !== all.length || lengths.values.some((length) => length < -1)) throw new FormatError(file, { expected: `${all.length} bytes in the rows of its column ${quoted(name)}`, found: `${sum}` });
  let at = 0;
  return Array.from(lengths.values, (length) => (length < 0 ? null : all.subarray(at, (at += length))));
}
