import { lstat, open } from 'node:fs/promises';
import { join } from 'node:path';
import { FormatError, quoted } from '../formats/format-error.ts';
import { LARGEST_FILE, readFailure } from '../formats/read-bytes.ts';
import type { GraphProto, ModelProto, TensorProto } from './proto/model-proto.ts';
import { bytesOf } from './tensor-values.ts';

/** The bytes of each tensor whose elements lie in another file. */
export type ExternalBytes = ReadonlyMap<TensorProto, Uint8Array>;

/** Every tensor of a model that keeps its elements outside the file. */
export function externalTensors(model: ModelProto): TensorProto[] {
  const found: TensorProto[] = [];
  const add = (tensor: TensorProto): void => {
    if (tensor.external !== null) found.push(tensor);
  };
  const walk = ({ initializers, nodes }: Pick<GraphProto, 'initializers' | 'nodes'>): void => {
    initializers.forEach(add);
    for (const { attributes } of nodes) {
      for (const attribute of attributes.values()) {
        if (attribute.kind === 'tensor') add(attribute.value);
        else if (attribute.kind === 'graph') walk(attribute.value);
      }
    }
  };
  walk(model.graph);
  for (const { nodes } of model.functions) walk({ initializers: [], nodes });
  return found;
}

/**
 * Reads external data: plain files in the model's own folder only, never through `..`, an absolute path or a link; offsets and lengths
 * are checked against the file and the tensor's shape before memory is taken, and all of them together against 1 GiB.
 * Throws FormatError that names the file and the tensor.
 */
export async function readExternalData(tensors: readonly TensorProto[], folder: string, file: string): Promise<ExternalBytes> {
  const bytes = new Map<TensorProto, Uint8Array>();
  let total = 0;
  for (const tensor of tensors) {
    const { location, offset, length } = tensor.external!;
    const wrong = (found: string, advice?: string): FormatError =>
      new FormatError(file, { expected: `the elements of ${quoted(tensor.name)} in a file beside the model`, found, ...(advice === undefined ? {} : { advice }) });
    if (location === '' || location === '.' || location === '..' || /[/\\:\0]/.test(location)) {
      throw wrong(`the location ${quoted(location)}`, 'External data is read only from plain files in the folder of the model itself.');
    }
    const size = bytesOf(tensor);
    total += size;
    if (length !== null && length !== size) throw wrong(`${length} bytes for shape [${tensor.dims.join(', ')}], which takes ${size}`);
    if (total > LARGEST_FILE) throw wrong(`more than ${LARGEST_FILE} bytes in all`);
    const path = join(folder, location);
    try {
      const stats = await lstat(path);
      if (!stats.isFile()) throw wrong(`${quoted(location)}, which is ${stats.isSymbolicLink() ? 'a link' : 'not a plain file'}`, 'Put the file itself beside the model.');
      if (offset + size > stats.size) throw wrong(`${quoted(location)} with ${stats.size} bytes, where bytes ${offset} to ${offset + size} are asked for`);
      const handle = await open(path, 'r');
      try {
        const part = new Uint8Array(size);
        const { bytesRead } = await handle.read(part, 0, size, offset);
        if (bytesRead !== size) throw wrong(`only ${bytesRead} of ${size} bytes in ${quoted(location)}`);
        bytes.set(tensor, part);
      } finally {
        await handle.close();
      }
    } catch (error) {
      if (error instanceof FormatError) throw error;
      throw wrong(`${quoted(location)}: ${readFailure(error)}`, 'The weights of this model lie in a file of their own: keep both in one folder.');
    }
  }
  return bytes;
}
