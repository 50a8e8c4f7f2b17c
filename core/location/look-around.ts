import type { Engine } from '../engines/engine.ts';
import { createChordScan, graphExcess, stepChordScan } from '../kinetic/chord-excess.ts';
import { createQuench, isQuenched, stepQuench } from '../kinetic/quench.ts';
import { createEvaluator } from '../potentials/create-evaluator.ts';
import type { Evaluator } from '../potentials/create-evaluator.ts';
import type { Potential } from '../potentials/potential.ts';
import { LocationError } from './location-error.ts';

/** An image, its inherent structure, and the chords from there to the nearest structures of a map. */
export interface Surroundings {
  /** U of the image as given. */
  readonly energy: number;
  readonly inherent: Float32Array;
  readonly inherentEnergy: number;
  /** Nearest first. */
  readonly states: readonly number[];
  readonly distances: readonly number[];
  /** As the map's graph measures it: mean over the chord, of few dimensions its highest. */
  readonly excess: Float64Array;
  /** Highest U of each chord, ends included. */
  readonly highest: Float64Array;
}

/** Rows that the engine takes at once: its call is the part that its process cannot interrupt. */
const ROWS_AT_ONCE = 28;

/** Quenches an image and looks along the chords to structures that `near` finds around it. Throws LocationError where U is no number. */
export async function lookAround(
  engine: Engine, potential: Potential, given: Float32Array, structures: { readonly positions: Float32Array; readonly energies: ArrayLike<number> },
  { quenchSteps, epsilon, chordPoints }: { readonly quenchSteps: number; readonly epsilon: number; readonly chordPoints: number },
  near: (x: Float32Array) => Pick<Surroundings, 'states' | 'distances'>,
): Promise<Surroundings> {
  const dimensions = given.length;
  const alone = createEvaluator(engine, potential, 1);
  const many = createEvaluator(engine, potential, ROWS_AT_ONCE);
  try {
    const energy = await energyOf(alone, given);
    const quench = createQuench(given, dimensions, quenchSteps);
    while (!isQuenched(quench)) await stepQuench(quench, alone, epsilon);
    const inherentEnergy = quench.energies[0]!;
    if (!Number.isFinite(inherentEnergy)) {
      throw new LocationError(`The descent from this image ran off to energy ${inherentEnergy} after ${quenchSteps} steps of ε = ${epsilon}: it is nothing like what the potential learned.`);
    }
    const found = near(quench.positions);
    const { states } = found;
    // The nearest, and the image behind them.
    const positions = new Float32Array((states.length + 1) * dimensions);
    states.forEach((state, at) => positions.set(structures.positions.subarray(state * dimensions, (state + 1) * dimensions), at * dimensions));
    positions.set(quench.positions, states.length * dimensions);
    const energies = [...states.map((state) => structures.energies[state]!), inherentEnergy];
    const scan = createChordScan({ a: Int32Array.from(states.keys()), b: new Int32Array(states.length).fill(states.length) }, chordPoints);
    while (scan.done < states.length) await stepChordScan(scan, many, positions, energies);
    return { energy, inherent: quench.positions, inherentEnergy, ...found, excess: graphExcess(scan, dimensions), highest: scan.highest };
  } finally {
    await many.close();
    await alone.close();
  }
}

async function energyOf(evaluator: Evaluator, x: Float32Array): Promise<number> {
  const energy = (await evaluator.energies(x))[0]!;
  if (!Number.isFinite(energy)) throw new LocationError(`U of this image is ${energy}: it is nothing like what the potential learned. Check that it is the right one, with values in [−1, 1].`);
  return energy;
}
