import { readFileSync } from 'node:fs';
import { decodeModel } from '../../../core/onnx/proto/decode-model.ts';
import { Random } from '../../core/formats/fuzz/random.ts';
import { importDamaged, mutateBytes, mutateModel, readDamaged, structuralPlaces } from '../../core/onnx/mutations.ts';
import type { Outcome } from '../../core/onnx/mutations.ts';
import { referenceCases, referencePath } from '../../core/onnx/reference-cases.ts';
import { NetworkError } from '../../../core/networks/network-error.ts';
import { once } from '../fuzz-reader.ts';
import type { FuzzReader } from '../fuzz-reader.ts';

/** Files beyond this size are left to `fuzz-many.ts`: most of what is in them are elements of tensors. */
const LARGEST = 2 ** 19;
const files = once(() => referenceCases.flatMap(({ file, output_kind: kind }) => {
  const bytes = new Uint8Array(readFileSync(referencePath(file)));
  return bytes.length > LARGEST ? [] : [{ file, kind, bytes, places: structuralPlaces(bytes) }];
}));

/** `mutations.ts` has judged already: its faults are thrown on with the stack they came with, its refusals as one. */
function passOn({ kind, message }: Outcome): void {
  if (kind === 'refused') throw new NetworkError(message);
  if (kind === 'fault') throw Object.assign(new Error(message.split('\n')[0]), { stack: message });
}

/** ONNX files with changed bytes, read up to a program of energies and gradients. */
export const onnxReader: FuzzReader = {
  name: 'onnx',
  make: (random) => {
    const { bytes, places } = random.pick(files());
    return Buffer.from(mutateBytes(random, bytes, places));
  },
  read: async (bytes) => passOn(await readDamaged(new Uint8Array(bytes), 'energy')),
};

/** Graphs that say something else, the file around them whole. Nothing here writes ONNX files of such graphs, so an input is how one is made: `{"file", "seed"}`. */
export const onnxGraphReader: FuzzReader = {
  name: 'onnx-graph',
  make: (random) => Buffer.from(JSON.stringify({ file: random.pick(files()).file, seed: random.below(2 ** 32) })),
  read: async (bytes) => {
    const recipe = JSON.parse(bytes.toString('utf8')) as { file: string; seed: number };
    const found = files().find(({ file }) => file === recipe.file);
    if (found === undefined) throw new NetworkError(`There is no ${recipe.file} in the fixtures.`);
    passOn(await importDamaged(mutateModel(new Random(recipe.seed), decodeModel(found.bytes)), found.kind));
  },
};
