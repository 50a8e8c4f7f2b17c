import { dirname } from 'node:path';
import { FormatError } from '../formats/format-error.ts';
import { externalTensors, readExternalData } from './external-data.ts';
import type { ExternalBytes } from './external-data.ts';
import { importGraph } from './import-graph.ts';
import type { ImportedNetwork } from './import-graph.ts';
import type { ImportChoices } from './import-choices.ts';
import { decodeModel } from './proto/decode-model.ts';
import { ProtoError } from './proto/fields.ts';
import type { ModelProto } from './proto/model-proto.ts';

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

/** `importGraph` of a file that was read. Throws FormatError where a tensor is damaged, NetworkError as `importGraph`. */
export function networkOf({ model, external }: ModelFile, choices: ImportChoices, name: string, file: string): ImportedNetwork {
  return asModelError(file, () => importGraph(model, external, choices, name));
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
