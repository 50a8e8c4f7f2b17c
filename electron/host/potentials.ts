import type { ImportChoices } from '../../core/contract/import-choices.ts';
import type { EpsilonCheck, SignCheck } from '../../core/contract/potential.ts';
import { checkPotential } from '../../core/diagnosis/potential-check.ts';
import { checkSign, readSignStates } from '../../core/diagnosis/sign-check.ts';
import type { Engine } from '../../core/engines/engine.ts';
import { readModelFacts, readPotentialFile } from '../../core/potentials/potential-file.ts';
import { createPotential } from '../../core/potentials/potential.ts';
import { openMapDataset } from '../../core/jobs/new-map.ts';
import { importPotential } from '../../core/store/import-potential.ts';
import { inspectPotential } from '../../core/store/inspect-potential.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import type { Handler, Handlers } from './handlers.ts';
import { oneAfterTheOther } from './with-engine.ts';

type EpsilonAsk = Parameters<Handler<'potential.checkEpsilon'>>[0];

/** `onRecentFiles`: the list of files opened lately has changed. */
export function potentialHandlers(workspace: Workspace, onRecentFiles: () => void): Omit<Handlers<'potential'>, 'potential.surface'> {
  const inTurn = oneAfterTheOther();
  /** Ends the check of ε under way when another is asked for. */
  let overtaken = new AbortController();
  return {
    'potential.model': async ({ path }) => ({ model: await readModelFacts(path) }),
    'potential.inspect': ({ path, choices }) => inspectPotential(path, workspace, choices),
    'potential.import': async ({ path, choices, name, trainEpsilon }) => {
      const potential = await importPotential(workspace, path, { name, trainEpsilon, ...(choices === undefined ? {} : { choices }) });
      workspace.recentFiles.add(path);
      onRecentFiles();
      return potential;
    },
    'potential.checkEpsilon': ({ of, trainEpsilon, dataset }) => {
      overtaken.abort();
      const { signal } = (overtaken = new AbortController());
      return inTurn(async (engine) => ({ check: signal.aborted ? null : await checkEpsilon(workspace, engine, { of, trainEpsilon, dataset }, signal) }));
    },
    'potential.checkSign': (asked) => inTurn((engine) => signOf(engine, asked.path, asked.choices, asked.dataset)),
    'potential.changeEpsilon': async ({ potential, trainEpsilon, name }) => (
      name === null ? workspace.potentials.changeEpsilon(potential, trainEpsilon) : workspace.potentials.addVariant(potential, trainEpsilon, name)
    ),
    'potential.layers': ({ potential }) => ({ layers: workspace.potentials.layers(potential), choices: workspace.potentials.choices(potential) }),
    'potential.rename': ({ potential, name }) => workspace.potentials.rename(potential, name),
    'potential.remove': async ({ potential }) => {
      await workspace.potentials.remove(potential);
      return {};
    },
  };
}

/** Null where there is nothing to check, or `signal` was aborted. */
async function checkEpsilon(workspace: Workspace, engine: Engine, { of, trainEpsilon, dataset: source }: EpsilonAsk, signal: AbortSignal): Promise<EpsilonCheck | null> {
  if (trainEpsilon === 0 && source === null) return null;
  const { network, weights } = 'path' in of ? await readPotentialFile(of.path, of.choices) : await workspace.potentials.open(of.potential);
  try {
    // Data that cannot be read are for the form to complain of, which reads them too.
    const data = await openMapDataset({ network }, source, null, true).then((dataset) => (dataset === null ? null : readSignStates(dataset))).catch(() => null);
    return await checkPotential(engine, createPotential(network, weights, trainEpsilon), data, signal);
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}

/** U of a few states of a data set and of noise. Of F its own scale does: ε changes no sign. */
async function signOf(engine: Engine, path: string, choices: ImportChoices, source: string | null): Promise<SignCheck> {
  const { network, weights } = await readPotentialFile(path, choices);
  const dataset = await openMapDataset({ network }, source, null, true);
  return checkSign(engine, createPotential(network, weights, 0), dataset === null ? null : await readSignStates(dataset));
}
