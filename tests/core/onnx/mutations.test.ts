import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeModel } from '../../../core/onnx/proto/decode-model.ts';
import { Random } from '../formats/fuzz/random.ts';
import { importDamaged, mutateBytes, mutateModel, readDamaged, structuralPlaces } from './mutations.ts';
import { referenceCases, referencePath } from './reference-cases.ts';

// `fuzz-many.ts` reads as many as are asked for.
const EACH = 12;

describe('damaged ONNX files', () => {
  it.each(referenceCases.map(({ file, output_kind: kind }) => [file, kind] as const))('%s: a clear error, or a program, and soon', async (file, kind) => {
    const bytes = new Uint8Array(readFileSync(referencePath(file)));
    const places = structuralPlaces(bytes);
    const random = new Random(bytes.length);
    let refused = 0;
    for (let i = 0; i < EACH; i++) {
      for (const outcome of [await readDamaged(mutateBytes(random, bytes, places), kind), await importDamaged(mutateModel(random, decodeModel(bytes)), kind)]) {
        expect(outcome.kind, outcome.message).not.toBe('fault');
        expect(outcome.milliseconds, outcome.message).toBeLessThan(2000);
        if (outcome.kind === 'refused') refused++;
      }
    }
    // The changes are such that many tell.
    expect(refused).toBeGreaterThan(EACH / 4);
  }, 60_000);
});
