import { closeSync, existsSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';
import { SetupError } from './say.mjs';

const folder = join(root, 'resources', 'workspace', 'potentials');

/** The bundled potential of the plane: `{ file, trainEpsilon }`, as the metadata of its safetensors file has it. */
export function bundledPlanePotential() {
  for (const name of existsSync(folder) ? readdirSync(folder).sort() : []) {
    const file = join(folder, name);
    const metadata = name.endsWith('.safetensors') ? metadataOf(file) : {};
    if (metadata.architecture === undefined) continue;
    const [channels, height, width] = JSON.parse(metadata.architecture).inputShape;
    if (channels === 2 && height === 1 && width === 1) return { file, trainEpsilon: Number(metadata.train_epsilon) };
  }
  throw new SetupError(`no bundled potential of the plane is in ${folder}. The checkout is incomplete: clone it again.`);
}

/** A safetensors file begins with the length of its JSON header, 8 bytes little-endian, then the header. */
function metadataOf(file) {
  const handle = openSync(file, 'r');
  try {
    const length = Buffer.alloc(8);
    readSync(handle, length, 0, 8, 0);
    const header = Buffer.alloc(Number(length.readBigUInt64LE()));
    readSync(handle, header, 0, header.length, 8);
    return JSON.parse(header.toString('utf8')).__metadata__ ?? {};
  } finally {
    closeSync(handle);
  }
}
