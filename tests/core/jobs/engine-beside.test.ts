import { expect, it } from 'vitest';
import { engineBeside } from '../../../core/jobs/engine-beside.ts';

it('the engine beside workers says the device that was asked for, whether or not this machine has it', async () => {
  const engine = await engineBeside({ engine: 'onnxruntime', device: 'cuda', threads: 1 });
  expect(engine.device).toBe('cuda');
  await engine.close();
});
