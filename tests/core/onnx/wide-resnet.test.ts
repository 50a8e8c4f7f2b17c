import { describe, expect, it } from 'vitest';
import { checkSign } from '../../../core/diagnosis/sign-check.ts';
import { openEngine } from '../../../core/engines/open-engine.ts';
import { openNetwork } from '../../../core/networks/open-network.ts';
import { defaultChoices } from '../../../core/onnx/import-choices.ts';
import { networkOf, readModel } from '../../../core/onnx/read-model.ts';
import { createPotential } from '../../../core/potentials/potential.ts';
import { fillUniform } from '../../../core/random/fill-uniform.ts';
import { streamKey } from '../../../core/random/stream-key.ts';
import { createLangevin } from '../../../core/sampling/langevin.ts';
import { testValues } from '../graph/test-values.ts';
import { wideResNet } from './wide-resnet.ts';

describe('a JEM-like wide ResNet', () => {
  it('opens as an energy by its logits, shows its energies, and is sampled', async () => {
    // The 28-2 of the papers is timed by `npm run bench -- onnx`; 10-2 has every kind of its layers.
    const { description, weights } = await networkOf(await readModel(wideResNet(10, 2), 'wrn.onnx'), { ...defaultChoices, output: 'logits' }, 'wrn', 'wrn.onnx');
    const potential = createPotential(openNetwork(description), weights, 0);
    expect(potential.network.parameters).toBeGreaterThan(300_000);
    const engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: 1 });
    try {
      const { noise, data, verdict } = await checkSign(engine, potential, testValues(4 * 3072, 1, [-1, 1]));
      expect([noise.length, data!.length]).toEqual([64, 4]);
      expect(['fits', 'reversed']).toContain(verdict);
      const langevin = await createLangevin(engine, potential, { chains: 2 });
      const x = new Float32Array(2 * 3072);
      fillUniform(x, 0, x.length, streamKey(2), 0, -1, 1);
      let state = langevin.init(x, [streamKey(3, 0), streamKey(3, 1)]);
      const energies: number[] = [];
      for (let step = 0; step < 10; step++) {
        const { state: next, info } = await langevin.step(state, { epsilon: 0.3, temperature: 0.001 });
        state = next;
        energies.push(info.energies[0]!);
      }
      // Nearly without noise it goes down.
      expect(energies.at(-1)!).toBeLessThan(energies[0]!);
    } finally {
      await engine.close();
    }
  }, 30_000);
});
