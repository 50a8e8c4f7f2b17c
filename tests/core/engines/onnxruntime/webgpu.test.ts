import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { opRegistry } from '../../../../core/graph/registry.ts';
import { swiftshaderEnvironment } from './find-swiftshader.ts';

// As on the CPU (conformance.test.ts); a GPU may multiply and add in another order and has exp and tanh of its own: four times that.
const tolerance = 2e-5;

interface Line {
  readonly engine?: string;
  readonly name?: string;
  readonly error?: number;
  readonly failure?: string;
}

const environment = swiftshaderEnvironment();
if (environment === null) {
  process.stderr.write('\nNOT TESTED: onnxruntime webgpu. No SwiftShader was found: unpack Electron (npm run setup) or set ELECTRON_OVERRIDE_DIST_PATH.\n\n');
}

describe.skipIf(environment === null)('every op on onnxruntime webgpu (SwiftShader)', () => {
  const lines = new Map<string, Line>();
  let engine = '';
  let stderr = '';

  beforeAll(async () => {
    const child = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('run-on-webgpu.ts', import.meta.url))], {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    for await (const text of createInterface({ input: child.stdout })) {
      const line = JSON.parse(text) as Line;
      if (line.engine !== undefined) engine = line.engine;
      else lines.set(line.name!, line);
    }
  }, 300_000);

  it('runs there', () => {
    expect(engine, stderr.slice(-2000)).toContain('WebGPU');
  });

  const names = [...opRegistry.values()].flatMap((op) => op.examples.map((example) => `${op.name}: ${example.name}`));
  it.each([...names, 'network: vanilla', 'network: pools and attention'])('%s', (name) => {
    const line = lines.get(name);
    expect(line?.failure, stderr.slice(-500)).toBeUndefined();
    expect(line?.error).toBeLessThan(tolerance);
  });
});
