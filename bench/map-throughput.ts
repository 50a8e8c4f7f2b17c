import { createLangevin } from '../core/sampling/langevin.ts';
import { createMapEvaluator } from '../core/mapping/map-evaluator.ts';
import { createMapJobOn } from '../core/mapping/map-job.ts';
import { localPieces } from '../core/pieces/local-pieces.ts';
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
import type { Evaluator } from '../core/potentials/create-evaluator.ts';
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
 * against plain Langevin sampling with the same number of chains: median over rounds in which both take turns. Beside it what bounds a map: the
 * energies that it looks at between two states, the share of its time that is the engine's, and how many steps a second there would be if nothing but
 * gradients and those energies were computed, all in full batches.
 */
export async function benchMapThroughput(engine: Engine, print: (line: string) => void): Promise<void> {
  print('Chain steps a second        in a map      sampling   share   chains   U looked at a step   engine   gradients and U alone, full batches');
  for (const { file, trainEpsilon, unroll } of cases) {
    const { network, weights } = await readPotentialFile(fileURLToPath(new URL(`../tests/fixtures/reference/${file}`, import.meta.url)));
    const potential = createPotential(network, weights, trainEpsilon);
    const { settings } = resolveSettings(potential, mapSettings.parse({ start: 'uniform' }));
    const seen: Seen = { steps: 0, looks: 0, inEngine: 0, milliseconds: 0 };
    const contestants = [
      mapper(engine, potential, settings, seen), await sampler(engine, potential, settings.slots, unroll), callsAlone(engine, potential, settings.slots, () => seen.looks / seen.steps),
    ];
    for (const contestant of contestants) await contestant();
    const [map, sampling, alone] = (await inTurn(rounds, contestants)).map(median) as [number, number, number];
    const looks = seen.looks / seen.steps;
    const share = (rate: number): string => `${Math.round((100 * rate) / sampling)} %`;
    const cells = [
      Math.round(map).toString().padStart(12), Math.round(sampling).toString().padStart(13), share(map).padStart(7), String(settings.slots).padStart(8),
      looks.toFixed(1).padStart(20), `${Math.round((100 * seen.inEngine) / seen.milliseconds)} %`.padStart(8), Math.round(alone).toString().padStart(15), share(alone).padStart(7),
    ];
    print(`${file.replace('.pth', '').padEnd(24)}${cells.join(' ')}`);
  }
}

/** What was seen of a map's evaluations. */
interface Seen {
  /** Gradients, a chain step each. */
  steps: number;
  /** Energies without a gradient. */
  looks: number;
  inEngine: number;
  milliseconds: number;
}

/** The evaluator, counting. */
function counting(evaluator: Evaluator, seen: Seen): Evaluator {
  const timed = async <T>(states: Float32Array, of: 'steps' | 'looks', work: () => Promise<T>): Promise<T> => {
    const begun = performance.now();
    const result = await work();
    seen.inEngine += performance.now() - begun;
    seen[of] += states.length / evaluator.dimensions;
    return result;
  };
  return {
    ...evaluator,
    energies: (states) => timed(states, 'looks', () => evaluator.energies(states)),
    energiesAndGradients: (states) => timed(states, 'steps', () => evaluator.energiesAndGradients(states)),
  };
}

/** Chain steps a second of full batches of gradients, and of so many energies for each, with nothing between the calls. */
function callsAlone(engine: Engine, potential: Potential, slots: number, looks: () => number): () => Promise<number> {
  const evaluator = createMapEvaluator(localPieces(engine), potential, slots);
  const x = new Float32Array(slots * evaluator.dimensions);
  fillUniform(x, 0, x.length, streamKey(2), 0, -1, 1);
  return async () => {
    const begun = performance.now();
    let [steps, looked] = [0, 0];
    while (performance.now() - begun < secondsARound * 1000) {
      await evaluator.energiesAndGradients(x);
      steps += slots;
      for (; looked < steps * looks(); looked += slots) await evaluator.energies(x);
    }
    return (steps * 1000) / (performance.now() - begun);
  };
}

/** Goes on with a map for a round; a map that ends is begun anew with another seed. */
function mapper(engine: Engine, potential: Potential, settings: ReturnType<typeof resolveSettings>['settings'], seen: Seen): () => Promise<number> {
  let seed = 1;
  const fresh = () => createMapJobOn(counting(createMapEvaluator(localPieces(engine), potential, settings.slots), seen), { dataset: null, settings: { ...settings, seed: seed++ } }, potential);
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
    seen.milliseconds += performance.now() - begun;
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
