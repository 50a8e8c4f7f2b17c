import type { ImportedGraph } from '../contract/network.ts';
import { Builder } from '../graph/builder.ts';
import { evaluate } from '../graph/evaluate.ts';
import { sizeOf } from '../graph/program.ts';
import { declareWeights } from '../networks/energy-network.ts';
import { fillUniform } from '../random/fill-uniform.ts';
import { streamKey } from '../random/stream-key.ts';
import { costOf } from './fold.ts';
import { onnxNetwork } from './onnx-network.ts';

/** Networks that cost more to evaluate in float64 are not checked: about half a second. */
const MOST_WORK = 5e7;

/**
 * Whether a graph that was written for a fixed number of rows gives the same energies when that number is read as the rows there are as in
 * portions of its own size, which are right by construction. true too where the network is too large to look.
 */
export function rowsAdapt(description: ImportedGraph, weights: Readonly<Record<string, Float32Array>>): boolean {
  const { rows, inputShape } = description;
  if (rows === null || !rows.adapts) return true;
  const samples = rows.count + 1;
  const x = new Float32Array(samples * sizeOf(inputShape));
  fillUniform(x, 0, x.length, streamKey(4), 0, -1, 1);
  const energies = [true, false].map((adapts): Float64Array | null => {
    const network = onnxNetwork({ ...description, rows: { ...rows, adapts } });
    const builder = new Builder();
    builder.output('energy', network.apply(builder, builder.input('x', [samples, ...inputShape]), declareWeights(builder, network)));
    const program = builder.build();
    return costOf(program) > MOST_WORK ? null : evaluate(program, { x }, weights)['energy']!;
  });
  const [adapted, portions] = energies as [Float64Array | null, Float64Array | null];
  if (adapted === null || portions === null) return true;
  const scale = portions.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return portions.every((value, row) => Math.abs(adapted[row]! - value) <= 1e-9 * Math.max(1, scale));
}
