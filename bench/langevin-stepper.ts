import type { Engine } from '../core/engines/engine.ts';
import { sizeOf } from '../core/graph/program.ts';
import type { Potential } from '../core/potentials/potential.ts';
import { fillUniform } from '../core/random/fill-uniform.ts';
import { streamKey } from '../core/random/stream-key.ts';
import { createLangevin } from '../core/sampling/langevin.ts';
import { clock } from './clock.ts';
import { inTurn, median } from './measure.ts';
import { layouts } from './pytorch.ts';
import type { Pytorch } from './pytorch.ts';

/** Noise of a step, as the reference's configs have it. */
const epsilon = 0.01;

/** Runs so many steps and returns milliseconds a step. */
export type Stepper = (steps: number) => Promise<number>;

/** Langevin steps x ← x − ε²/2 ∇U + ε z of so many chains, `unroll` of them a call. */
export async function langevinStepper(engine: Engine, potential: Potential, batch: number, unroll = 1): Promise<Stepper> {
  const sampler = await createLangevin(engine, potential, { chains: batch, unroll });
  const x = new Float32Array(batch * sizeOf(potential.network.inputShape));
  fillUniform(x, 0, x.length, streamKey(2), 0, -1, 1);
  let state = sampler.init(x, Array.from({ length: batch }, (_, chain) => streamKey(3, chain)));
  return async (steps) => {
    const begun = clock();
    for (let step = 0; step < steps; step += unroll) ({ state } = await sampler.step(state, { epsilon, temperature: 1 }));
    return (clock() - begun) / steps;
  };
}

/** Milliseconds a step of ours and of PyTorch in each of its layouts (null: not there), medians of rounds in which all take turns. */
export interface Comparison {
  readonly ours: number;
  readonly theirs: readonly [contiguous: number, channelsLast: number] | null;
}

/** Ours against PyTorch's network of that name in langevin.py, `steps` a turn. */
export async function againstPytorch(ours: Stepper, pytorch: Pytorch | null, net: string, batch: number, steps: number, rounds: number): Promise<Comparison> {
  const contestants = [() => ours(steps), ...(pytorch === null ? [] : layouts.map((layout) => () => pytorch.time(net, batch, steps, layout)))];
  // A first turn each, not counted: memory is taken and caches are filled.
  for (const contestant of contestants) await contestant();
  const [mine, plain, last] = (await inTurn(rounds, contestants)).map(median) as [number, number?, number?];
  return { ours: mine, theirs: plain === undefined || last === undefined ? null : [plain, last] };
}

export const comparisonHead = 'ms a step              ours   PyTorch   channels_last   best/ours';

export function comparisonLine(label: string, { ours, theirs }: Comparison): string {
  const digits = (value: number): string => (value < 10 ? value.toFixed(3) : value.toFixed(1));
  const against = theirs === null ? 'not there' : `${digits(theirs[0]).padStart(9)} ${digits(theirs[1]).padStart(15)} ${(Math.min(...theirs) / ours).toFixed(2).padStart(11)}`;
  return `${label.padEnd(18)} ${digits(ours).padStart(8)} ${against}`;
}
