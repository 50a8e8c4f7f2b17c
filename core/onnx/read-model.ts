import { dirname } from 'node:path';
import { FormatError } from '../formats/format-error.ts';
import { recognise } from '../formats/recognise.ts';
import { settleRows } from './check-rows.ts';
import { externalTensors, readExternalData } from './external-data.ts';
import type { ExternalBytes } from './external-data.ts';
import { importGraph } from './import-graph.ts';
import type { ImportedNetwork } from './import-graph.ts';
import type { ImportChoices } from '../contract/import-choices.ts';
import { decodeModel } from './proto/decode-model.ts';
import { ProtoError } from './proto/fields.ts';
import type { ModelProto } from './proto/model-proto.ts';

/**
 * Whether a file is to be read as an ONNX model: by its name, unless its content is something else that is known, or by its first
 * fields, a small version of the format and then a producer, a graph or an operator set.
 */
export function isModel(bytes: Buffer, file: string): boolean {
  const { weights, advice } = recognise(bytes);
  if (weights !== null || advice !== null || bytes.length === 0) return false;
  return /\.onnx$/i.test(file) || (bytes[0] === 0x08 && bytes[1]! >= 3 && bytes[1]! < 32 && [0x12, 0x1a, 0x3a, 0x42].includes(bytes[2] ?? 0));
}

/** An ONNX file as it was read, with the tensors it keeps in files beside it. */
export interface ModelFile {
  readonly model: ModelProto;
  readonly external: ExternalBytes;
}

/**
 * Reads the bytes of an ONNX file and its external data, which must lie in the same folder; `file` is its path.
 * Throws FormatError where the bytes are no ONNX model, or external data are missing or not allowed.
 */
export async function readModel(bytes: Uint8Array, file: string): Promise<ModelFile> {
  const model = asModelError(file, () => decodeModel(bytes));
  const outside = asModelError(file, () => externalTensors(model));
  try {
    return { model, external: await readExternalData(outside, dirname(file), file) };
  } catch (error) {
    throw modelError(file, error);
  }
}

/** `importGraph` of a file that was read, its rows settled. Throws FormatError where a tensor is damaged, NetworkError as `importGraph` and `settleRows`. */
export async function networkOf({ model, external }: ModelFile, choices: ImportChoices, name: string, file: string): Promise<ImportedNetwork> {
  return settleRows(asModelError(file, () => importGraph(model, external, choices, name)));
}

function asModelError<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw modelError(file, error);
  }
}

function modelError(file: string, error: unknown): unknown {
  return error instanceof ProtoError ? new FormatError(file, { expected: 'an ONNX model', found: error.message }, { cause: error }) : error;
}
