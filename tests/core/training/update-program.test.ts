import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEngine } from '../../../core/engines/open-engine.ts';
import type { Engine } from '../../../core/engines/engine.ts';
import { openNetwork } from '../../../core/networks/open-network.ts';
import { referenceNet } from '../../../core/networks/reference-nets.ts';
import { adam } from '../../../core/training/optimizers/adam.ts';
import { sgd } from '../../../core/training/optimizers/sgd.ts';
import { updateProgram } from '../../../core/training/update-program.ts';

interface Packed { shape: number[]; float32: string }
interface Update { positive: Packed; start: Packed; noise: Packed; negative: Packed; d_s: number; r_s: number; lr: number; after: Record<string, Packed> }
interface Case { name: string; optimizer: 'sgd' | 'adam'; epsilon: number; shape: number[]; before: Record<string, Packed>; updates: Update[] }

const cases = JSON.parse(readFileSync(new URL('../../fixtures/one-update/updates.json', import.meta.url), 'utf8')) as Case[];

function unpack({ float32 }: Packed): Float32Array {
  const bytes = Buffer.from(float32, 'base64');
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: 1 });
});
afterAll(() => engine.close());

describe('an update of Algorithm 1 agrees with PyTorch', () => {
  it.each(cases.map((c) => [`${c.name}, ${c.optimizer}`, c] as const))('%s', async (_, { name, optimizer, epsilon, shape, before, updates }) => {
    const rule = optimizer === 'sgd' ? sgd : adam;
    const net = name.startsWith('toy') ? 'toy' : (name as 'vanilla' | 'nonlocal');
    const program = updateProgram({
      network: openNetwork(referenceNet(net, shape[1], net === 'toy' ? 4 : 2)),
      batchSize: shape[0], epsilon, optimizer: rule, clipGradient: null, energyPenalty: 0,
    });
    const executable = await engine.compile(program);
    let weights: Record<string, Float32Array> = Object.fromEntries(Object.entries(before).map(([key, value]) => [key, unpack(value)]));
    let slots: Record<string, Float32Array> = Object.fromEntries(rule.slots.flatMap((slot) => Object.entries(weights).map(([key, value]) => [`${slot}:${key}`, new Float32Array(value.length)])));

    for (const [index, update] of updates.entries()) {
      const scalars = Object.fromEntries(Object.entries(rule.scalars(index + 1)).map(([key, value]) => [key, Float32Array.of(value)]));
      const result = await executable.run({
        ...weights, ...slots, ...scalars,
        positive: unpack(update.positive), negative: unpack(update.negative), learning_rate: Float32Array.of(update.lr),
      });
      // d_s is a difference of two means scaled by 2/ε² (up to 2,222): float32 rounding of F (about 1e-7 · |F| ≲ 1) is scaled with it.
      const scale = epsilon > 0 ? 2 / epsilon ** 2 : 1;
      expect(Math.abs(result.d_s[0] - update.d_s)).toBeLessThan(2e-6 * scale + 1e-5 * Math.abs(update.d_s));

      const largest = Math.max(...Object.keys(weights).map((key) => Math.max(...(result[`next:second_moment:${key}`] ?? [0]))));
      let compared = 0;
      let entries = 0;
      for (const [key, after] of Object.entries(update.after)) {
        const ours = result[`next:${key}`];
        const theirs = unpack(after);
        const start = weights[key];
        const moment = result[`next:second_moment:${key}`];
        // The step itself must agree, not only the weights: 1e-3 of the largest step in the tensor, plus float32 rounding of the weights.
        const step = Math.max(...theirs.map((value, i) => Math.abs(value - start[i])));
        theirs.forEach((value, i) => {
          entries++;
          // Adam divides a gradient by its own size: where the two halves of d_s cancel exactly, only rounding noise is left (below
          // 1e-4 of the largest gradient), and its sign decides the step in either implementation.
          if (moment !== undefined && moment[i] < 1e-8 * largest) return;
          compared++;
          expect(Math.abs(ours[i] - value), `${key}[${i}] in update ${index + 1}`).toBeLessThan(1e-3 * step + 2e-7 * Math.max(1, Math.abs(value)));
        });
      }
      expect(compared).toBeGreaterThan(0.7 * entries);
      // Ours and theirs differ where only noise was left: go on from the same weights.
      for (const [key, after] of Object.entries(update.after)) result[`next:${key}`] = unpack(after);
      weights = Object.fromEntries(Object.keys(weights).map((key) => [key, result[`next:${key}`]]));
      slots = Object.fromEntries(Object.keys(slots).map((key) => [key, result[`next:${key}`]]));
    }
    await executable.dispose();
  });
});
