import type { Engine } from '../engines/engine.ts';
import { Builder } from '../graph/builder.ts';

/** Inner products of two blocks of vectors: a [m, size]·b [n, size]ᵀ → [m, n], flat, up to `rows` and `columns` of them. */
export interface MatrixProducts {
  readonly rows: number;
  readonly columns: number;
  /** `a` and `b` flat; the result is [m, columns]: of row i the first n values count. */
  multiply(a: Float32Array, b: Float32Array): Promise<Float32Array>;
  close(): Promise<void>;
}

/** Compiles products of blocks of `rows` × `columns` vectors of `size` values for an engine. Throws EngineError when it cannot run them. */
export async function compileProducts(engine: Engine, size: number, rows = 256, columns = 1024): Promise<MatrixProducts> {
  const builder = new Builder();
  const a = builder.input('a', [rows, size]);
  const b = builder.input('b', [columns, size]);
  builder.output('products', builder.apply('matmul', [a, builder.apply('transpose', [b], { perm: [1, 0] })]));
  const executable = await engine.compile(builder.build());
  return {
    rows,
    columns,
    multiply: async (left, right) => (await executable.run({ a: padded(left, rows * size), b: padded(right, columns * size) }))['products']!,
    close: () => executable.dispose(),
  };
}

function padded(values: Float32Array, length: number): Float32Array {
  if (values.length === length) return values;
  const out = new Float32Array(length);
  out.set(values);
  return out;
}
