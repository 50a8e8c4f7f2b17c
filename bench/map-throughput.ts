import { createLangevin } from '../core/sampling/langevin.ts';
import { createMapJob } from '../core/mapping/map-job.ts';
import { createPotential } from '../core/potentials/potential.ts';
import { fileURLToPath } from 'node:url';
import { fillUniform } from '../core/random/fill-uniform.ts';
import { inTurn, median } from './measure.ts';
import { mapSettings } from '../core/contract/map-settings.ts';
import { readPotentialFile } from '../core/potentials/potential-file.ts';
import { resolveSettings } from '../core/mapping/defaults.ts';
import { sizeOf } from '../core/graph/program.ts';
import { streamKey } from '../core/random/stream-key.ts';
import type { Engine } from '../core/engines/engine.ts';
import type { Potential } from '../core/potentials/potential.ts';

const rounds = 5;
const secondsARound = 2;

/** The trained potentials of tests/fixtures/reference, and the steps a call that suit each when it is only sampled. */
const cases = [
  { file: 'toy-gmm-trained.pth', trainEpsilon: 0.125, unroll: 16 },
  { file: 'vanilla-mnist-trained.pth', trainEpsilon: 0.015, unroll: 1 },
];

/**
 * Chain steps a second inside a map (trials, descents and chains of all its phases in turn, with all the bookkeeping)
 * against plain Langevin sampling with the same number of chains: median over rounds in which both take turns.
 */
export async function benchMapThroughput(engine: Engine, print: (line: string) => void): Promise<void> {
  print('Chain steps a second        in a map      sampling   share   chains');
  for (const { file, trainEpsilon, unroll } of cases) {
    const { network, weights } = await readPotentialFile(fileURLToPath(new URL(`../tests/fixtures/reference/${file}`, import.meta.url)));
    const potential = createPotential(network, weights, trainEpsilon);
    const { settings } = resolveSettings(potential, mapSettings.parse({ start: 'uniform' }));
    const contestants = [mapper(engine, potential, settings), await sampler(engine, potential, settings.slots, unroll)];
    for (const contestant of contestants) await contestant();
    const [map, sampling] = (await inTurn(rounds, contestants)).map(median) as [number, number];
    const cells = [Math.round(map).toString().padStart(12), Math.round(sampling).toString().padStart(13), `${Math.round((100 * map) / sampling)} %`.padStart(7)];
    print(`${file.replace('.pth', '').padEnd(24)}${cells.join(' ')} ${String(settings.slots).padStart(8)}`);
  }
}

/** Goes on with a map for a round; a map that ends is begun anew with another seed. */
function mapper(engine: Engine, potential: Potential, settings: ReturnType<typeof resolveSettings>['settings']): () => Promise<number> {
  let seed = 1;
  const fresh = () => createMapJob({ potential, engine, dataset: null, settings: { ...settings, seed: seed++ } });
  let job = fresh();
  let state = job.init();
  return async () => {
    const begun = performance.now();
    let steps = 0;
    while (performance.now() - begun < secondsARound * 1000) {
      const before = (await state).chainSteps;
      const next = await job.step(await state);
      steps += next.state.chainSteps - before;
      if (next.done) {
        await job.close();
        job = fresh();
      }
      state = next.done ? job.init() : Promise.resolve(next.state);
    }
    return (steps * 1000) / (performance.now() - begun);
  };
}

async function sampler(engine: Engine, potential: Potential, chains: number, unroll: number): Promise<() => Promise<number>> {
  const langevin = await createLangevin(engine, potential, { chains, unroll });
  const x = new Float32Array(chains * sizeOf(potential.network.inputShape));
  fillUniform(x, 0, x.length, streamKey(2), 0, -1, 1);
  let state = langevin.init(x, Array.from({ length: chains }, (_, chain) => streamKey(3, chain)));
  return async () => {
    const begun = performance.now();
    let steps = 0;
    while (performance.now() - begun < secondsARound * 1000) {
      ({ state } = await langevin.step(state, { epsilon: potential.trainEpsilon, temperature: 1 }));
      steps += chains * unroll;
    }
    return (steps * 1000) / (performance.now() - begun);
  };
}
