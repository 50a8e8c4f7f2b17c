import { expect, it } from 'vitest';
import { openEngine } from '../../../core/engines/open-engine.ts';
import { createEvaluator } from '../../../core/potentials/create-evaluator.ts';
import { inPlane, ofImages, statesOf } from '../pieces/example-pieces.ts';

const ROWS = 24;

// What pieces are cut finer by than one engine cuts its batches: DECISIONS, jobs hand out pieces side by side.
it.each([['of the plane', inPlane], ['of images', ofImages]] as const)('U and ∇U %s have the same bits whatever the batch around a row, its place in it and the threads', async (_, potential) => {
  const states = statesOf(potential, ROWS);
  const dimensions = states.length / ROWS;
  const results: { readonly energies: Float32Array; readonly gradients: Float32Array }[] = [];
  for (const threads of [1, 2]) {
    const engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads });
    for (const batch of threads === 1 ? [1, 2, 7, 16, 64] : [16, 64]) {
      const evaluator = createEvaluator(engine, potential, batch);
      // Every row five places on.
      const turned = Float32Array.from({ length: states.length }, (_value, i) => states[(i + (ROWS - 5) * dimensions) % states.length]!);
      const { energies, gradients } = await evaluator.energiesAndGradients(turned);
      results.push(
        await evaluator.energiesAndGradients(states),
        { energies: energies.map((_value, i) => energies[(i + 5) % ROWS]!), gradients: gradients.map((_value, i) => gradients[(i + 5 * dimensions) % gradients.length]!) },
      );
      expect(await evaluator.energies(states)).toEqual(results[0]!.energies);
      await evaluator.close();
    }
    await engine.close();
  }
  for (const result of results) expect(result).toEqual(results[0]);
});
