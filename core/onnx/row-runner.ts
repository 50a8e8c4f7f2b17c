import { openEngine } from '../engines/open-engine.ts';
import { evaluate } from '../graph/evaluate.ts';
import type { Program } from '../graph/program.ts';
import { sizeOf } from '../graph/program.ts';
import { costOf } from './fold.ts';

/** Programs that cost more, in elements and multiplications, take float64 in JavaScript longer than a third of a second. */
const MOST_WORK = 3e7;
/** Programs whose values have more elements in all are not run: half a gibibyte. */
const MOST_ELEMENTS = 2 ** 27;

type Values = Record<string, ArrayLike<number>>;

/** What a network does with a few states, for looking at its rows: each program of it is compiled once. */
export interface RowRunner {
  /** Values are the same that differ by less than this part of the largest: of the same row of one program, and of other rows or programs. */
  readonly rounding: { readonly sameRow: number; readonly otherRow: number };
  /** Outputs of a program of input `x`; null where it is too large to run. */
  run(program: Program, x: Float32Array): Promise<Values | null>;
  close(): Promise<void>;
}

/** In float64, where `like` costs little; on ONNX Runtime otherwise. */
export async function openRowRunner(like: Program, weights: Readonly<Record<string, Float32Array>>): Promise<RowRunner> {
  if (costOf(like) <= MOST_WORK) return { rounding: { sameRow: 1e-12, otherRow: 1e-9 }, run: (program, x) => Promise.resolve(costOf(program) > 2 * MOST_WORK ? null : evaluate(program, { x }, weights)), close: () => Promise.resolve() };
  const engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: 1 });
  const run: RowRunner['run'] = async (program, x) => {
    if (program.nodes.reduce((sum, { shape }) => sum + sizeOf(shape), 0) > MOST_ELEMENTS) return null;
    const executable = await engine.compile(program, weights);
    try {
      return await executable.run({ x });
    } finally {
      await executable.dispose();
    }
  };
  // Float32 leaves little of an energy that is a difference of large numbers.
  return { rounding: { sameRow: 1e-6, otherRow: 0.05 }, run, close: () => engine.close() };
}
