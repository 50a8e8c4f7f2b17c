import { logSpacedSteps } from '../analysis/log-spaced.ts';
import type { Engine } from '../engines/engine.ts';
import { sizeOf } from '../graph/program.ts';
import { createQuench, isQuenched, stepQuench } from '../kinetic/quench.ts';
import type { Quench } from '../kinetic/quench.ts';
import { createEvaluator } from '../potentials/create-evaluator.ts';
import type { Evaluator } from '../potentials/create-evaluator.ts';
import type { Potential } from '../potentials/potential.ts';
import { integerAt, shuffledIndices } from '../random/draw.ts';
import { deriveKey, streamKey } from '../random/stream-key.ts';
import type { StreamKey } from '../random/stream-key.ts';
import { createWalk } from '../sampling/walk.ts';
import type { Walk, WalkStep } from '../sampling/walk.ts';
import type { HoldRecord } from './hold-share.ts';
import { MarkovError } from './markov-error.ts';
import { nearestVote } from './vote.ts';
import type { Voters } from './vote.ts';
import { countWayVote, createWayVote, stepWayVote } from './way-vote.ts';
import type { Ways, WayVote } from './way-vote.ts';

/** A map's inherent structures with their sets, and how its graph would take a new one in; without that the nearest vote by themselves. */
export interface HoldStructures extends Voters {
  readonly ways?: Ways;
}

export interface HoldSettings {
  /** Langevin's ε and T, those of the map. */
  readonly epsilon: number;
  readonly temperature: number;
  /** Steps of every chain. */
  readonly steps: number;
  /** Chains in all, shared among the sets by their sizes. */
  readonly chains: number;
  /** Steps of descent before a state is classified: those of the map. */
  readonly quenchSteps: number;
  readonly seed: number;
}

/** A run under way, at any point of its work. Plain data. */
export interface HoldState {
  /** Structure that each chain started from, and its set, [chains]. */
  readonly starts: Int32Array;
  readonly homes: Int32Array;
  readonly looks: readonly number[];
  /** Set of each chain at each look so far, [looks, chains], flat. */
  readonly seen: Int32Array;
  /** Looks that are done, and steps that the chains have taken. */
  looked: number;
  done: number;
  /** [chains, dimensions], flat. */
  x: Float32Array;
  /** Copies of the chains on their way to being classified; null while the chains walk. */
  quench: Quench | null;
}

/** What one step did. */
export interface HoldInfo {
  /** Gradients evaluated, a chain or a copy of one each. */
  readonly evaluations: number;
  /** A look was finished. */
  readonly looked: boolean;
}

/** Looks a decade, and looks evenly over the whole run: early losses need the ones, counts at a lag the others. Each costs a quench, some 40 steps. */
const LOOKS_A_DECADE = 4;
const EVEN_LOOKS = 30;

/** Chains of every set, however small. */
const LEAST_CHAINS = 2;

const STREAM = { starts: 0, walk: 1 } as const;

/**
 * Steps of the looks at chains of `steps` steps: 0, some a decade, and every `evenSpacing(steps)`-th, over which transitions are counted.
 */
export function holdLooks(steps: number): number[] {
  const spacing = evenSpacing(steps);
  const even = Array.from({ length: Math.floor(steps / spacing) }, (_, i) => (i + 1) * spacing);
  return [...new Set([...logSpacedSteps(steps, LOOKS_A_DECADE), ...even])].sort((a, b) => a - b);
}

/** Steps between even looks, the shortest lag of a Markov model of the run: 1, 2 or 5 times a power of ten, about a thirtieth of the run. */
export function evenSpacing(steps: number): number {
  const least = Math.max(1, steps / EVEN_LOOKS);
  const decade = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((factor) => factor * decade).find((spacing) => spacing >= least * (1 - 1e-9))!;
}

/**
 * A run before its first step: `settings.chains` chains start at structures of all sets, in proportion to the sets' sizes but two of each at
 * least, so that the share at home of all chains is that of the states. Structures of a set are drawn without repetition while there are
 * others. `structures` are the map's inherent structures with their sets.
 * Throws MarkovError where there are no chains, no steps or no sets to start from.
 */
export function createHold(structures: Voters, settings: HoldSettings): HoldState {
  const { chains, steps, seed } = settings;
  if (!Number.isInteger(chains) || chains < 1 || !Number.isInteger(steps) || steps < 1) {
    throw new MarkovError(`Whether sets hold takes at least one chain and one step; got ${chains} and ${steps}.`);
  }
  const sets = Array.from(structures.sets).reduce<number>((most, set) => Math.max(most, set + 1), 0);
  const members = Array.from({ length: sets }, (_, set) => Array.from(structures.sets).flatMap((one, i) => (one === set ? [i] : [])));
  const filled = members.filter((own) => own.length > 0);
  if (filled.length === 0) throw new MarkovError('There is no set to start chains from: classify the structures first.');
  const orders = filled.map((own, place) => shuffledIndices(streamKey(seed, STREAM.starts), place, own.length));
  const given = filled.map(() => 0);
  const starts = Int32Array.from({ length: chains }, (_, chain) => {
    const place = nextSet(filled.map((own) => own.length), given);
    const own = filled[place];
    const turn = given[place]++;
    // Beyond the last member they are drawn again, with repetition.
    return own[turn < own.length ? orders[place][turn] : integerAt(streamKey(seed, STREAM.starts), chain, 0, own.length)];
  });
  const { dimensions } = structures;
  const x = new Float32Array(chains * dimensions);
  starts.forEach((start, chain) => x.set(structures.positions.subarray(start * dimensions, (start + 1) * dimensions), chain * dimensions));
  const looks = holdLooks(steps);
  const homes = starts.map((start) => structures.sets[start]);
  return { starts, homes, looks, seen: new Int32Array(looks.length * chains).fill(-1), looked: 0, done: 0, x, quench: null };
}

/** Which set gets the next chain: the first with too few, else that with most members for each chain it has (Sainte-Laguë's method). */
function nextSet(sizes: readonly number[], given: readonly number[]): number {
  const poor = given.findIndex((count) => count < LEAST_CHAINS);
  if (poor >= 0) return poor;
  const claim = (place: number): number => sizes[place] / (given[place] + 0.5);
  return sizes.reduce((most, _size, place) => (claim(place) > claim(most) ? place : most), 0);
}

/** What was seen so far: the looks that are done. */
export function holdRecord({ homes, looks, seen, looked }: HoldState, sets: number): HoldRecord {
  return { sets, homes, steps: looks.slice(0, looked), seen: seen.slice(0, looked * homes.length) };
}

export function isHeld({ looked, looks }: HoldState): boolean {
  return looked === looks.length;
}

/** Steps a hold state on. Its programs live as long as it does; the state is all that the next step needs. */
export class HoldStepper {
  readonly #engine: Engine;
  readonly #potential: Potential;
  readonly #structures: HoldStructures;
  readonly #settings: HoldSettings;
  readonly #dimensions: number;
  #walk: { readonly walk: Walk; readonly ahead: WalkStep[] } | null = null;
  #evaluator: Evaluator | null = null;
  /** The vote on a descent that has ended. Not part of the state: where a run goes on it is held anew, with the same numbers. */
  #vote: { readonly on: Quench; readonly vote: WayVote } | null = null;

  constructor(engine: Engine, potential: Potential, structures: HoldStructures, settings: HoldSettings) {
    this.#engine = engine;
    this.#potential = potential;
    this.#structures = structures;
    this.#settings = settings;
    this.#dimensions = sizeOf(potential.network.inputShape);
  }

  /**
   * A piece of the work, in place: one call of the walk, one step of the descent at a look, or one of the vote after it. Unbiased Langevin steps at T; at
   * a look the chains stand while copies of them are quenched and put into the set that the graph's walk leads to from there (`countWayVote`), a chain's
   * own start not voting.
   *
   * The numbers are functions of (potential, structures, settings): stopping anywhere and going on gives the same. Throws MarkovError where
   * a chain leaves all bounds, EngineError when the engine cannot run it.
   */
  async step(state: HoldState): Promise<HoldInfo> {
    if (isHeld(state)) return { evaluations: 0, looked: false };
    return state.done === state.looks[state.looked] ? this.#look(state) : this.#advance(state);
  }

  async close(): Promise<void> {
    await this.#walk?.walk.close();
    await this.#evaluator?.close();
    this.#walk = null;
    this.#evaluator = null;
  }

  async #look(state: HoldState): Promise<HoldInfo> {
    const { epsilon, quenchSteps } = this.#settings;
    const chains = state.homes.length;
    this.#evaluator ??= createEvaluator(this.#engine, this.#potential, chains);
    state.quench ??= createQuench(state.x, this.#dimensions, quenchSteps);
    const { quench } = state;
    if (!isQuenched(quench)) {
      const { rows } = await stepQuench(quench, this.#evaluator, epsilon);
      return { evaluations: rows, looked: false };
    }
    const { rows, sets } = await this.#classify(quench, state.starts, this.#evaluator);
    if (sets === null) return { evaluations: rows, looked: false };
    state.seen.set(sets, state.looked * chains);
    state.quench = null;
    state.looked++;
    return { evaluations: rows, looked: true };
  }

  /** A step of the vote on the quenched chains; `sets` once it is counted. */
  async #classify(quench: Quench, starts: Int32Array, evaluator: Evaluator): Promise<{ readonly rows: number; readonly sets: Int32Array | null }> {
    const structures = this.#structures;
    const { ways } = structures;
    if (ways === undefined) return { rows: 0, sets: nearestVote(quench.positions, structures, starts) };
    if (this.#vote?.on !== quench) this.#vote = { on: quench, vote: createWayVote(quench.positions, quench.energies, structures, ways, starts) };
    const { vote } = this.#vote;
    const rows = await stepWayVote(vote, evaluator);
    if (vote.scan.done < vote.scan.pairs.a.length) return { rows, sets: null };
    this.#vote = null;
    return { rows, sets: countWayVote(vote, structures, ways) };
  }

  async #advance(state: HoldState): Promise<HoldInfo> {
    this.#walk ??= { walk: await this.#startWalk(state), ahead: [] };
    const { walk, ahead } = this.#walk;
    const chains = state.homes.length;
    if (ahead.length === 0) ahead.push(...(await walk.next()));
    const until = state.looks[state.looked];
    let taken = 0;
    // A call may reach beyond the look: what is ahead waits until the look is done.
    while (ahead.length > 0 && state.done < until) {
      const { step, states, energies } = ahead.shift()!;
      checkHeld(energies, step, this.#settings);
      state.x = states;
      state.done = step;
      taken++;
    }
    return { evaluations: taken * chains, looked: false };
  }

  #startWalk(state: HoldState): Promise<Walk> {
    const { epsilon, temperature, seed } = this.#settings;
    return createWalk(this.#engine, this.#potential, { sampler: 'langevin', epsilon, temperature, x: state.x, keys: holdKeys(state, seed), stepsDone: state.done });
  }
}

/** The random stream of each chain. */
export function holdKeys({ homes }: HoldState, seed: number): StreamKey[] {
  const walk = streamKey(seed, STREAM.walk);
  return Array.from(homes, (_home, chain) => deriveKey(walk, chain));
}

/** Throws MarkovError where U [chains] before a step says that a chain has left all bounds. */
export function checkHeld(energies: Float32Array, step: number, { epsilon }: Pick<HoldSettings, 'epsilon'>): void {
  const lost = energies.findIndex((energy) => !Number.isFinite(energy));
  if (lost >= 0) throw new MarkovError(`Chain ${lost} left all bounds at step ${step}: Langevin steps of ε ${epsilon} diverge here. Use a smaller ε.`);
}
