import type { z } from 'zod';
import { schemaProblems } from '../formats/schema-problems.ts';
import { StoreError } from './store-error.ts';
import type { SqlRow } from './database.ts';

function wrong(row: SqlRow, column: string, expected: string): StoreError {
  const value = row[column];
  const found = value === null || value === undefined ? 'nothing' : typeof value;
  return new StoreError(`The workspace's column ${column} holds ${found} where ${expected} was expected: the file is damaged or was changed by hand.`);
}

/** A number; throws StoreError when the column holds anything else. */
export function numberOf(row: SqlRow, column: string): number {
  const value = row[column];
  if (typeof value !== 'number') throw wrong(row, column, 'a number');
  return value;
}

export function numberOrNull(row: SqlRow, column: string): number | null {
  return row[column] === null ? null : numberOf(row, column);
}

/** SQLite keeps no NaN and stores null for it; this reads it back. */
export function numberOrNaN(row: SqlRow, column: string): number {
  return row[column] === null ? NaN : numberOf(row, column);
}

export function textOf(row: SqlRow, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw wrong(row, column, 'text');
  return value;
}

export function textOrNull(row: SqlRow, column: string): string | null {
  return row[column] === null ? null : textOf(row, column);
}

export function bytesOf(row: SqlRow, column: string): Uint8Array {
  const value = row[column];
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (value instanceof Uint8Array) return value;
  throw wrong(row, column, 'bytes');
}

/** The bytes of a column at the start of a buffer of their own: the driver's need not start at a multiple of four. */
function alignedOf(row: SqlRow, column: string, size: number, expected: string): ArrayBuffer {
  const bytes = bytesOf(row, column);
  if (bytes.byteLength % size !== 0) throw wrong(row, column, expected);
  const copy = new Uint8Array(bytes.byteLength);
  copy.set(bytes);
  return copy.buffer;
}

/** Little-endian float32 values, as `bytesOfNumbers` wrote them. */
export function floatsOf(row: SqlRow, column: string): Float32Array<ArrayBuffer> {
  return new Float32Array(alignedOf(row, column, 4, 'float32 values'));
}

/** Little-endian float64 values, as `bytesOfNumbers` wrote them. */
export function float64sOf(row: SqlRow, column: string): Float64Array<ArrayBuffer> {
  return new Float64Array(alignedOf(row, column, 8, 'float64 values'));
}

/** Little-endian int32 values, as `bytesOfNumbers` wrote them. */
export function int32sOf(row: SqlRow, column: string): Int32Array<ArrayBuffer> {
  return new Int32Array(alignedOf(row, column, 4, 'int32 values'));
}

/** The bytes of typed numbers, without copying. Every machine Node runs on is little-endian. */
export function bytesOfNumbers(values: Float32Array | Float64Array | Int32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** JSON that fits a schema; throws StoreError that names the column when it does not. */
export function jsonOf<T>(row: SqlRow, column: string, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(textOf(row, column));
  } catch (error) {
    throw new StoreError(`The workspace's column ${column} does not hold JSON: the file is damaged or was changed by hand.`, { cause: error });
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    throw new StoreError(`The workspace's column ${column} does not fit this version of Basinscope: ${schemaProblems(parsed.error)}`);
  }
  return parsed.data;
}
