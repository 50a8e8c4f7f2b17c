import type { SamplingPath } from '../contract/training-run.ts';
import type { Engine } from '../engines/engine.ts';
import { sizeOf } from '../graph/program.ts';
import { areImages, imageStrip, planePosition } from '../landscape/image-strip.ts';
import { createEvaluator } from '../potentials/create-evaluator.ts';
import { energyScale } from '../potentials/potential.ts';
import type { Potential } from '../potentials/potential.ts';
import { streamKey } from '../random/stream-key.ts';
import { createWalk } from '../sampling/walk.ts';
import { dataStarts, otherStarts } from './chain-starts.ts';
import type { StartStock } from './chain-starts.ts';

/** Images of a path: enough to be scrubbed through without a jump that is seen. */
const FRAMES = 64;

const STREAM = { start: 0, walk: 1 } as const;

export interface SamplingPathOptions {
  readonly engine: Engine;
  readonly potential: Potential;
  readonly stock: StartStock;
  /** Of the checkpoint that the potential is of; told in the result. */
  readonly update: number;
  readonly seed: number;
  /** Which chain: every number is another, and the same each time. */
  readonly chain: number;
}

/**
 * The way of one chain from where the config's short runs start to its sample after their L steps: U and ‖∇F‖₂ at every step, and states at
 * up to 64 of them, closer together at the start, where most happens. Langevin with the potential's own ε at T = 1, as learning draws.
 * Throws TrainingError where the chain cannot start as the config says, EngineError when the engine cannot run it.
 */
export async function samplingPath({ engine, potential, stock, update, seed, chain }: SamplingPathOptions): Promise<SamplingPath> {
  const { start, steps } = stock.config.shortRun;
  const { inputShape } = potential.network;
  const size = sizeOf(inputShape);
  const key = streamKey(seed, STREAM.start, chain);
  const x = start === 'data' ? (await dataStarts(stock, 1, 0, key)).states : otherStarts(stock, start, 1, key);
  const imageSteps = pathFrames(steps, size <= 2 ? steps + 1 : FRAMES);
  const energies: number[] = [];
  const norms: number[] = [];
  const frames = new Map<number, Float32Array>([[0, x]]);
  const wanted = new Set(imageSteps);
  const walk = await createWalk(engine, potential, { sampler: 'langevin', epsilon: potential.trainEpsilon, temperature: 1, x, keys: [streamKey(seed, STREAM.walk, chain)] });
  let last = x;
  try {
    while (energies.length < steps) {
      for (const seen of await walk.next()) {
        if (seen.step > steps) break;
        energies.push(seen.energies[0]);
        norms.push(seen.gradientNorms[0]);
        if (wanted.has(seen.step)) frames.set(seen.step, seen.states.slice());
        last = seen.states;
      }
    }
  } finally {
    await walk.close();
  }
  const end = await endOf(engine, potential, last);
  const scale = energyScale(potential.trainEpsilon);
  const states = imageSteps.map((step) => frames.get(step)!);
  return {
    update,
    start,
    energies: [...energies, end.energy],
    gradientNorms: [...norms, end.norm].map((norm) => norm / scale),
    imageSteps,
    images: areImages(inputShape) ? imageStrip(states, inputShape) : null,
    positions: areImages(inputShape) ? null : states.map((state) => planePosition(state, inputShape)).filter((position) => position !== null),
  };
}

/** Up to `count` steps from 0 to `total`, none twice, their distances growing evenly. */
export function pathFrames(total: number, count: number): number[] {
  if (count > total) return Array.from({ length: total + 1 }, (_, step) => step);
  const frames = new Set<number>();
  for (let i = 0; i < count; i++) frames.add(Math.round(total * (i / (count - 1)) ** 2));
  return [...frames];
}

async function endOf(engine: Engine, potential: Potential, x: Float32Array): Promise<{ readonly energy: number; readonly norm: number }> {
  const evaluator = createEvaluator(engine, potential, 1);
  try {
    const { energies, gradients } = await evaluator.energiesAndGradients(x);
    return { energy: energies[0], norm: Math.hypot(...gradients) };
  } finally {
    await evaluator.close();
  }
}
