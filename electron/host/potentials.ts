import type { EpsilonCheck } from '../../core/contract/potential.ts';
import { judgeEpsilon, measureEpsilon } from '../../core/diagnosis/epsilon-check.ts';
import { openEngine } from '../../core/engines/open-engine.ts';
import { readPotentialFile } from '../../core/potentials/potential-file.ts';
import { createPotential } from '../../core/potentials/potential.ts';
import { importPotential } from '../../core/store/import-potential.ts';
import { inspectPotential } from '../../core/store/inspect-potential.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import type { Handlers } from './handlers.ts';

/** `onRecentFiles`: the list of files opened lately has changed. */
export function potentialHandlers(workspace: Workspace, onRecentFiles: () => void): Omit<Handlers<'potential'>, 'potential.surface'> {
  let last: Promise<unknown> = Promise.resolve();
  return {
    'potential.inspect': ({ path }) => inspectPotential(path, workspace),
    'potential.import': async ({ path, name, trainEpsilon }) => {
      const potential = await importPotential(workspace, path, { name, trainEpsilon });
      workspace.recentFiles.add(path);
      onRecentFiles();
      return potential;
    },
    'potential.checkEpsilon': ({ of, trainEpsilon }) => {
      const next = last.then(() => checkEpsilon(workspace, of, trainEpsilon));
      last = next.catch(() => undefined);
      return next;
    },
    'potential.changeEpsilon': async ({ potential, trainEpsilon, name }) => (
      name === null ? workspace.potentials.changeEpsilon(potential, trainEpsilon) : workspace.potentials.addVariant(potential, trainEpsilon, name)
    ),
    'potential.layers': ({ potential }) => ({ layers: workspace.potentials.layers(potential) }),
    'potential.rename': ({ potential, name }) => workspace.potentials.rename(potential, name),
    'potential.remove': async ({ potential }) => {
      await workspace.potentials.remove(potential);
      return {};
    },
  };
}

/** One at a time: each uses a core for seconds. */
async function checkEpsilon(workspace: Workspace, of: { path: string } | { potential: string }, trainEpsilon: number): Promise<{ check: EpsilonCheck | null }> {
  if (trainEpsilon === 0) return { check: null };
  const potential = 'path' in of ? await readPotentialFile(of.path) : await workspace.potentials.open(of.potential);
  // One thread: a map may be running on the others.
  const engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: 1 });
  try {
    return { check: judgeEpsilon(await measureEpsilon(engine, createPotential(potential.network, potential.weights, trainEpsilon)), trainEpsilon) };
  } finally {
    await engine.close();
  }
}
