import type { EngineChoice } from '../contract/engine.ts';
import type { Engine } from '../engines/engine.ts';
import { openEngine } from '../engines/open-engine.ts';

/**
 * The engine here of a job whose pieces are computed elsewhere: the one that was asked for or, where this machine does not have its device, the
 * CPU's, which says so in its description. It computes what is no piece: inner products of a map, the steps of a training's weights.
 * Throws EngineError where not even that can be opened.
 */
export async function engineBeside(choice: EngineChoice): Promise<Engine> {
  if (choice.device === 'cpu') return openEngine(choice);
  try {
    return await openEngine(choice);
  } catch {
    const here = await openEngine({ ...choice, device: 'cpu' });
    return {
      name: here.name,
      // How batches are cut goes by it: the pieces of a job must not depend on who hands them out.
      device: choice.device,
      description: `pieces on ${choice.device} by workers, the rest on ${here.description}`,
      transfers: here.transfers,
      compile: (program, parameters, options) => here.compile(program, parameters, options),
      close: () => here.close(),
    };
  }
}
