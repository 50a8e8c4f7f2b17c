import type { MapMethod } from '../contract/map-settings.ts';
import { streamKey } from '../random/stream-key.ts';
import { createChain } from './chain.ts';
import type { Chain } from './chain.ts';
import { createDescent } from './descend.ts';
import type { Descent } from './descend.ts';
import { MappingError } from './mapping-error.ts';
import type { Settling } from './settling.ts';
import type { StartSource } from './start-states.ts';
import { STREAM } from './work.ts';
import type { MapTools, Work } from './work.ts';

/** Samples are made and put in order of energy this many at a time. */
const BLOCK = 1024;

/** Steps of descent from a sample to its inherent structure, as many as a kinetic map takes. */
const INHERENT_STEPS = 40;

/** A state that is made: a local minimum, or a metastable sample. Plain data. */
export interface MadeState {
  /** Number of the state, in order of placing. */
  readonly state: number;
  readonly x: Float32Array;
  readonly energy: number;
  readonly source: number | null;
  readonly label: string | null;
}

/** A state being made. `made` is null until its descent or chain is finished. */
interface Making {
  readonly start: number;
  readonly source: number | null;
  readonly label: string | null;
  made: { readonly x: Float32Array; readonly energy: number } | null;
}

/** The making of states: those under way, in order of their starts, and those ready, in order of their numbers. Plain data. */
export interface Supply {
  started: number;
  making: Making[];
  ready: MadeState[];
  readonly settling: Settling;
}

export function createSupply(): Supply {
  return { started: 0, making: [], ready: [], settling: { chains: 0, fall: 0 } };
}

/**
 * Starts descents (to minima) as long as fewer than `ahead` states are under way or ready, or a whole block of chains (to samples)
 * once none is; `total` starts in all. Moves finished ones to `ready`: minima in order of their starts, samples of a block in order
 * of energy.
 */
export async function supplyStates(supply: Supply, total: number, ahead: number, source: StartSource, work: Work, tools: MapTools): Promise<void> {
  const { settings } = tools;
  const { method, seed } = settings;
  collect(supply, method);
  const wanted = method === 'placing' ? (supply.making.length + supply.ready.length === 0 ? BLOCK : 0) : ahead - supply.making.length - supply.ready.length;
  const count = Math.min(wanted, total - supply.started);
  if (count <= 0) return;
  const numbers = Array.from({ length: count }, (_, i) => supply.started + i);
  supply.started += count;
  for (const [i, { x, source: from, label }] of (await source.read(numbers)).entries()) {
    const number = numbers[i]!;
    supply.making.push({ start: number, source: from, label, made: null });
    work.slots.queue.push(settings.method === 'placing' ? createChain(number, streamKey(seed, STREAM.chain, number), x, settings.sampleSteps, settings.inherent ? INHERENT_STEPS : 0) : createDescent(number, x, settings));
  }
}

function collect(supply: Supply, method: MapMethod): void {
  const unfinished = supply.making.findIndex(({ made }) => made === null);
  const finished = unfinished < 0 ? supply.making.length : unfinished;
  if (method === 'placing' && finished < supply.making.length) return;
  const done = supply.making.splice(0, finished).map(({ start, source, label, made }) => ({ start, source, label, ...made! }));
  const first = done[0]?.start ?? 0;
  if (method === 'placing') done.sort((p, q) => p.energy - q.energy || p.start - q.start);
  for (const [i, { x, energy, source, label }] of done.entries()) supply.ready.push({ state: first + i, x, energy, source, label });
}

/** Takes a finished descent or chain. Throws MappingError where U was not a number. */
export function deliverState(supply: Supply, done: Descent | Chain, tools: MapTools): void {
  const energy = done.kind === 'descent' ? done.bestEnergy : done.energy;
  const making = supply.making.find(({ start }) => start === done.state)!;
  if (!Number.isFinite(energy)) {
    const from = making.source === null ? `Start state ${done.state}` : `Start state ${done.state} (image ${making.source} of the data set)`;
    throw new MappingError(
      done.step <= 1
        ? `${from} has energy ${energy}: the potential cannot be mapped from there. Check the data and the weights.`
        : `The chain from ${from.toLowerCase()} ran off to energy ${energy} after ${done.step} steps of ε = ${tools.settings.epsilon}. Take a smaller ε, or fewer steps to a sample.`,
    );
  }
  if (done.kind === 'chain') {
    supply.settling.chains++;
    supply.settling.fall += done.halfEnergy - (done.sampledEnergy ?? energy);
  }
  making.made = { x: done.kind === 'descent' ? done.best : done.x, energy };
}
