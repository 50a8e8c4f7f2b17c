import type { ImportChoices } from '../../core/contract/import-choices.ts';
import type { EpsilonCheck, SignCheck } from '../../core/contract/potential.ts';
import { judgeEpsilon, measureEpsilon } from '../../core/diagnosis/epsilon-check.ts';
import { checkSign, SIGN_STATES } from '../../core/diagnosis/sign-check.ts';
import { openEngine } from '../../core/engines/open-engine.ts';
import { readModelFacts, readPotentialFile } from '../../core/potentials/potential-file.ts';
import { createPotential } from '../../core/potentials/potential.ts';
import { openMapDataset } from '../../core/jobs/new-map.ts';
import { importPotential } from '../../core/store/import-potential.ts';
import { inspectPotential } from '../../core/store/inspect-potential.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import type { Handlers } from './handlers.ts';

/** `onRecentFiles`: the list of files opened lately has changed. */
export function potentialHandlers(workspace: Workspace, onRecentFiles: () => void): Omit<Handlers<'potential'>, 'potential.surface'> {
  let last: Promise<unknown> = Promise.resolve();
  return {
    'potential.model': async ({ path }) => ({ model: await readModelFacts(path) }),
    'potential.inspect': ({ path, choices }) => inspectPotential(path, workspace, choices),
    'potential.import': async ({ path, choices, name, trainEpsilon }) => {
      const potential = await importPotential(workspace, path, { name, trainEpsilon, ...(choices === undefined ? {} : { choices }) });
      workspace.recentFiles.add(path);
      onRecentFiles();
      return potential;
    },
    'potential.checkEpsilon': ({ of, trainEpsilon }) => {
      const next = last.then(() => checkEpsilon(workspace, of, trainEpsilon));
      last = next.catch(() => undefined);
      return next;
    },
    'potential.checkSign': (asked) => {
      const next = last.then(() => signOf(asked.path, asked.choices, asked.dataset));
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
async function checkEpsilon(workspace: Workspace, of: { path: string; choices?: ImportChoices | undefined } | { potential: string }, trainEpsilon: number): Promise<{ check: EpsilonCheck | null }> {
  if (trainEpsilon === 0) return { check: null };
  const potential = 'path' in of ? await readPotentialFile(of.path, of.choices) : await workspace.potentials.open(of.potential);
  // One thread: a map may be running on the others.
  const engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: 1 });
  try {
    return { check: judgeEpsilon(await measureEpsilon(engine, createPotential(potential.network, potential.weights, trainEpsilon)), trainEpsilon) };
  } finally {
    await engine.close();
  }
}

/** U of a few states of a data set and of noise. Of F its own scale does: ε changes no sign. */
async function signOf(path: string, choices: ImportChoices, source: string | null): Promise<SignCheck> {
  const { network, weights } = await readPotentialFile(path, choices);
  const dataset = await openMapDataset({ network }, source, null, true);
  const count = Math.min(SIGN_STATES, dataset?.count ?? 0);
  const data = dataset === null ? null : await dataset.read(Array.from({ length: count }, (_, at) => Math.floor((at * dataset.count) / count)));
  const engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: 1 });
  try {
    return await checkSign(engine, createPotential(network, weights, 0), data);
  } finally {
    await engine.close();
  }
}
