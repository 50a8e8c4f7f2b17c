import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { swiftshaderEnvironment } from './find-swiftshader.ts';

/** Three steps in float32, each with sums in another order: relative to the largest value. */
const tolerance = 5e-6;

interface Chunk {
  readonly kind: string;
  readonly chunk: string;
  readonly sent: Readonly<Record<string, number>>;
  readonly received: Readonly<Record<string, number>>;
  readonly error: number;
}

const environment = swiftshaderEnvironment();
if (environment === null) {
  process.stderr.write('\nNOT TESTED: transfers of Langevin chunks on onnxruntime webgpu. No SwiftShader was found: unpack Electron (npm run setup) or set ELECTRON_OVERRIDE_DIST_PATH.\n\n');
}

describe.skipIf(environment === null)('a chunk of Langevin steps on onnxruntime webgpu (SwiftShader)', () => {
  let counted: readonly Chunk[] = [];
  const sent = (kind: string, chunk: string) => counted.find((one) => one.kind === kind && one.chunk === chunk)?.sent;

  beforeAll(async () => {
    const program = fileURLToPath(new URL('chunks-on-webgpu.ts', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', program], { env: { ...process.env, ...environment } });
    ({ counted } = JSON.parse(stdout) as { counted: Chunk[] });
  }, 120_000);

  it('has the numbers of the same steps on the CPU', () => {
    expect(counted).toHaveLength(15);
    for (const { kind, chunk, error } of counted) expect(error, `${kind}, ${chunk}`).toBeLessThan(tolerance);
  });

  it.each(['constant weights', 'changing weights', 'magnet'])('that goes on from the last one sends its noise, once, and receives its result: %s', (kind) => {
    expect(sent(kind, 'second')).toEqual({ noise: 1 });
    const { received } = counted.find((one) => one.kind === kind && one.chunk === 'second')!;
    expect(received).toEqual({ x: 1, energies: 1, gradient_norms: 1, ...(kind === 'magnet' ? { distances: 1 } : {}) });
  });

  it.each(['constant weights', 'changing weights', 'magnet'])('sends states that are not those it left, however they came to differ: %s', (kind) => {
    expect(sent(kind, 'one chain replaced')).toEqual({ x: 1, noise: 1 });
    expect(sent(kind, 'the array changed in place')).toEqual({ x: 1, noise: 1 });
  });

  it('sends everything once at first, and of the weights what has changed', () => {
    expect(sent('constant weights', 'first')).toEqual({ x: 1, drift: 1, noise_scale: 1, noise: 1 });
    expect(sent('magnet', 'first')).toEqual({ x: 1, drift: 1, noise_scale: 1, target: 1, pull: 1, noise: 1 });
    expect(sent('changing weights', 'other weights')).toEqual({ 'in.bias': 1, noise: 1 });
  });
});
