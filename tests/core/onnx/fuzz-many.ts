import { readFileSync } from 'node:fs';
import { decodeModel } from '../../../core/onnx/proto/decode-model.ts';
import { Random } from '../formats/fuzz/random.ts';
import { importDamaged, mutateBytes, mutateModel, readDamaged, structuralPlaces } from './mutations.ts';
import { referenceCases, referencePath } from './reference-cases.ts';

// node --import tsx tests/core/onnx/fuzz-many.ts [count] [seed]: reads damaged ONNX files, and says what became of them.
async function fuzz(count: number, random: Random): Promise<void> {
  const files = referenceCases.map(({ file, output_kind: kind }) => {
    const bytes = new Uint8Array(readFileSync(referencePath(file)));
    return { file, kind, bytes, places: structuralPlaces(bytes) };
  });
  const totals = { imported: 0, refused: 0, fault: 0 };
  let slowest = 0;
  let memory = 0;
  for (let i = 0; i < count; i++) {
    const { file, kind, bytes, places } = random.pick(files);
    const outcome = i % 2 === 0 ? await readDamaged(mutateBytes(random, bytes, places), kind) : await importDamaged(mutateModel(random, decodeModel(bytes)), kind);
    totals[outcome.kind]++;
    memory = Math.max(memory, process.memoryUsage().rss);
    if (outcome.kind === 'fault' || outcome.milliseconds > 1000) console.log(`${i} ${file}: ${outcome.kind} after ${Math.round(outcome.milliseconds)} ms: ${outcome.message.slice(0, 600)}`);
    slowest = Math.max(slowest, outcome.milliseconds);
  }
  console.log(`${count} files: ${totals.imported} imported, ${totals.refused} refused, ${totals.fault} faults; slowest ${Math.round(slowest)} ms, memory ${Math.round(memory / 2 ** 20)} MiB`);
}

await fuzz(Number(process.argv[2] ?? 2000), new Random(Number(process.argv[3] ?? 1)));
