import type { Engine, Executable } from '../engines/engine.ts';
import { sizeOf } from '../graph/program.ts';
import { energyProgram } from './energy-program.ts';
import { PotentialError } from './potential-error.ts';
import type { Potential } from './potential.ts';

/** U and ∇U of any number of states. */
export interface Evaluator {
  /** Coordinates of one state, c·h·w. */
  readonly dimensions: number;
  /** Rows that run at once. */
  readonly batch: number;
  /** U [n] of states [n, c, h, w], flat. Throws PotentialError when they are not a whole number of states. */
  energies(states: Float32Array): Promise<Float32Array>;
  /** U [n] and ∇U [n, c, h, w] of states [n, c, h, w], flat. */
  energiesAndGradients(states: Float32Array): Promise<{ energies: Float32Array; gradients: Float32Array }>;
  close(): Promise<void>;
}

/**
 * Evaluates a potential on an engine, any number of states in chunks of `batch` (the last is padded).
 *
 * Programs are compiled on first use. Calls may overlap: they run one after the other.
 * Throws PotentialError or EngineError when the potential cannot be built or run.
 */
export function createEvaluator(engine: Engine, potential: Potential, batch: number): Evaluator {
  if (!Number.isInteger(batch) || batch < 1) throw new PotentialError(`The batch of an evaluator must be a whole number of at least 1; got ${batch}.`);
  const dimensions = sizeOf(potential.network.inputShape);
  const compiled: { energy?: Promise<Executable>; gradient?: Promise<Executable> } = {};
  let last: Promise<unknown> = Promise.resolve();

  const executable = (kind: 'energy' | 'gradient'): Promise<Executable> =>
    (compiled[kind] ??= engine.compile(energyProgram(potential, batch, { gradient: kind === 'gradient' }), potential.weights));

  /** Runs after all earlier calls, whatever became of them: an executable's runs must not overlap. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work, work);
    last = result.catch(() => undefined);
    return result;
  };

  const evaluate = async (states: Float32Array, kind: 'energy' | 'gradient') => {
    const count = states.length / dimensions;
    if (!Number.isInteger(count)) {
      throw new PotentialError(`${states.length} values are not a whole number of states [${potential.network.inputShape.join(', ')}], ${dimensions} values each.`);
    }
    const run = await executable(kind);
    if (count === batch) {
      const outputs = await run.run({ x: states });
      return { energies: outputs['energy']!, gradients: outputs['gradient'] ?? new Float32Array(0) };
    }
    const energies = new Float32Array(count);
    const gradients = kind === 'gradient' ? new Float32Array(states.length) : new Float32Array(0);
    let padded: Float32Array | null = null;
    for (let first = 0; first < count; first += batch) {
      const rows = Math.min(batch, count - first);
      let x = states.subarray(first * dimensions, (first + rows) * dimensions);
      if (rows < batch) {
        padded ??= new Float32Array(batch * dimensions);
        padded.fill(0);
        padded.set(x);
        x = padded;
      }
      const outputs = await run.run({ x });
      energies.set(outputs['energy']!.subarray(0, rows), first);
      if (kind === 'gradient') gradients.set(outputs['gradient']!.subarray(0, rows * dimensions), first * dimensions);
    }
    return { energies, gradients };
  };

  return {
    dimensions,
    batch,
    energies: (states) => inTurn(async () => (await evaluate(states, 'energy')).energies),
    energiesAndGradients: (states) => inTurn(() => evaluate(states, 'gradient')),
    close: () =>
      inTurn(async () => {
        // A program that could not be compiled was reported by the call that asked for it.
        for (const executable of Object.values(compiled)) await (await executable.catch(() => null))?.dispose();
      }),
  };
}
