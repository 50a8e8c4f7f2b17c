import { importPotential } from '../../core/store/import-potential.ts';
import { inspectPotential } from '../../core/store/inspect-potential.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import type { Handlers } from './handlers.ts';

/** `onRecentFiles`: the list of files opened lately has changed. */
export function potentialHandlers(workspace: Workspace, onRecentFiles: () => void): Omit<Handlers<'potential'>, 'potential.surface'> {
  return {
    'potential.inspect': ({ path }) => inspectPotential(path, workspace),
    'potential.import': async ({ path, name, trainEpsilon }) => {
      const potential = await importPotential(workspace, path, { name, trainEpsilon });
      workspace.recentFiles.add(path);
      onRecentFiles();
      return potential;
    },
    'potential.layers': ({ potential }) => ({ layers: workspace.potentials.layers(potential) }),
    'potential.rename': ({ potential, name }) => workspace.potentials.rename(potential, name),
    'potential.remove': async ({ potential }) => {
      await workspace.potentials.remove(potential);
      return {};
    },
  };
}
