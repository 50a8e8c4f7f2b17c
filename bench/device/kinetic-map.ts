import { kineticSettings } from '../../core/contract/map-methods/kinetic-settings.ts';
import { openDataset } from '../../core/data/open-dataset.ts';
import { resolveKinetic } from '../../core/kinetic/job/kinetic-defaults.ts';
import { createKineticJob } from '../../core/kinetic/job/kinetic-job.ts';
import { createPotential } from '../../core/potentials/potential.ts';
import { readPotentialFile } from '../../core/potentials/potential-file.ts';
import { openDevice } from './open-device.ts';
import { head, row } from './section.ts';
import type { Section } from './section.ts';

/** A kinetic map of few states, to its end: bundled digits, or (tiny) a toy density. Paths are of the folder that the check runs in. */
export const kineticMap: Section = async ({ device, tiny, print }) => {
  const engine = await openDevice(device);
  const { network, weights, recordedEpsilon } = await readPotentialFile(`resources/potentials/${tiny ? 'gmm-quick' : 'mnist-convergent-small'}.safetensors`);
  const potential = createPotential(network, weights, recordedEpsilon!);
  const dataset = tiny ? null : await openDataset('resources/data/mnist', { size: network.inputShape });
  const small = tiny ? { states: 16, sampleSteps: 4, quenchSteps: 4, neighbours: 4, keep: 3, chordPoints: 3, refine: 'none', sets: 2 } : { states: 200 };
  const { settings } = resolveKinetic(potential, kineticSettings.parse({ method: 'kinetic', rampRepeats: 0, ...small }), dataset);
  const job = createKineticJob({ engine, potential, settings, dataset, stepMilliseconds: 1 });
  const seconds = new Map<string, number>();
  let state = await job.init();
  for (let done = false; !done;) {
    const phase = state.phase.kind;
    const begun = performance.now();
    ({ state, done } = await job.step(state));
    seconds.set(phase, (seconds.get(phase) ?? 0) + (performance.now() - begun) / 1000);
  }
  print(`${engine.description}: ${state.states} states in ${state.sets} sets, ${state.chainSteps} rows of U or ∇U.`);
  print(`\n${head('phase', 'seconds')}`);
  for (const [phase, taken] of seconds) print(row(phase, taken.toFixed(2)));
  await job.close();
  await engine.close();
  if (state.states !== settings.states || state.sets < 1) throw new Error(`The map ended with ${state.states} of ${settings.states} states and ${state.sets} sets.`);
};
