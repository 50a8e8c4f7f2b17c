import { chordsAPiece, chordsPiece, takeChords } from '../kinetic/chord-pieces.ts';
import { backBy, HandedOut } from '../pieces/handed-out.ts';
import type { PieceRunner } from '../pieces/piece-runner.ts';
import type { LangevinResult } from '../pieces/programs/langevin.ts';
import type { Potential } from '../potentials/potential.ts';
import { joinBatches } from '../sampling/join-batches.ts';
import { stepsACallOf } from '../sampling/walk.ts';
import { groupSize, inGroups, walkGroups } from '../sampling/walk-groups.ts';
import { checkHeld, holdKeys, isHeld } from './hold-run.ts';
import type { HoldInfo, HoldSettings, HoldState, HoldStructures } from './hold-run.ts';
import { nearestVote } from './vote.ts';
import { countWayVote, createWayVote } from './way-vote.ts';

/** Steps that chains of images take in one piece, and those of few coordinates. */
const STEPS_A_PIECE = 100;
const STEPS_OF_FEW = 1600;

/** What chains are watched in. */
interface Watched {
  readonly potential: Potential;
  readonly structures: HoldStructures;
  readonly settings: HoldSettings;
}

interface Look {
  readonly evaluations: number;
  readonly sets: Int32Array;
}

/** Steps a hold state on where pieces run side by side: groups of chains walk to the next look, or for some seconds; a look is one step. Numbers and errors are those of `HoldStepper`. */
export class HoldInPieces {
  readonly #pieces: PieceRunner;
  readonly #watched: Watched;
  /** What is under way from where the chains stand. */
  #walk: { readonly from: Float32Array; readonly handed: HandedOut<LangevinResult> } | null = null;
  #look: { readonly at: number; readonly handed: HandedOut<Look> } | null = null;

  constructor(pieces: PieceRunner, watched: Watched) {
    this.#pieces = pieces;
    this.#watched = watched;
  }

  /** Takes what is back, in place; nothing where that is not so by `until` (as performance.now has it). The state must not be within a look. */
  async step(state: HoldState, until: number): Promise<HoldInfo> {
    if (isHeld(state)) return { evaluations: 0, looked: false };
    return state.done === state.looks[state.looked] ? this.#lookAt(state, until) : this.#advance(state, until);
  }

  async #lookAt(state: HoldState, until: number): Promise<HoldInfo> {
    const at = state.looked;
    if (this.#look?.at !== at) this.#look = { at, handed: new HandedOut(lookInPieces(this.#pieces, state.x, state.starts, this.#watched)) };
    const { handed } = this.#look;
    await backBy(until, [handed]);
    if (!handed.isBack) return { evaluations: 0, looked: false };
    this.#look = null;
    const { evaluations, sets } = handed.take();
    state.seen.set(sets, at * sets.length);
    state.looked++;
    return { evaluations, looked: true };
  }

  async #advance(state: HoldState, until: number): Promise<HoldInfo> {
    const { potential, structures: { dimensions }, settings } = this.#watched;
    const { epsilon, temperature, seed } = settings;
    const stepsACall = stepsACallOf(dimensions);
    const wanted = Math.min(state.looks[state.looked]! - state.done, stepsACall > 1 ? STEPS_OF_FEW : STEPS_A_PIECE);
    if (this.#walk?.from !== state.x) {
      // Calls of several steps may reach beyond the look: what they are beyond it is walked again.
      const steps = Math.ceil(wanted / stepsACall) * stepsACall;
      const walk = walkGroups(this.#pieces, {
        potential, states: state.x, keys: holdKeys(state, seed), stepsDone: state.done, steps, stepsACall, conditions: { epsilon, temperature }, path: stepsACall > 1, weights: 'constant',
      });
      this.#walk = { from: state.x, handed: new HandedOut(walk) };
    }
    const { handed } = this.#walk;
    await backBy(until, [handed]);
    if (!handed.isBack) return { evaluations: 0, looked: false };
    this.#walk = null;
    const { states, path, energies } = handed.take();
    const chains = state.homes.length;
    for (let step = 0; step < wanted; step++) checkHeld(energies.subarray(step * chains, (step + 1) * chains), state.done + step + 1, settings);
    state.x = stepsACall > 1 ? path.slice((wanted - 1) * states.length, wanted * states.length) : states;
    state.done += wanted;
    return { evaluations: wanted * chains, looked: false };
  }
}

/** A whole look at chains `x` [n, dimensions], flat: descents of groups of them, then the vote's chords. */
async function lookInPieces(pieces: PieceRunner, x: Float32Array, starts: Int32Array, { potential, structures, settings: { epsilon, quenchSteps } }: Watched): Promise<Look> {
  const { dimensions, ways } = structures;
  const chains = starts.length;
  const batch = groupSize(chains, dimensions);
  const descended = await inGroups(chains, dimensions, (from, to) =>
    pieces.run({ program: 'descent', potential, states: x.subarray(from * dimensions, to * dimensions), batch, epsilon, steps: quenchSteps }));
  const positions = joinBatches(descended.map(({ states }) => states));
  const evaluations = chains * (quenchSteps + 1);
  if (ways === undefined) return { evaluations, sets: nearestVote(positions, structures, starts) };
  const vote = createWayVote(positions, joinBatches(descended.map(({ energies }) => energies)), structures, ways, starts);
  const { scan } = vote;
  const size = chordsAPiece(scan);
  const total = scan.pairs.a.length;
  const found = await Promise.all(Array.from({ length: Math.ceil(total / size) }, (_, piece) => pieces.run(chordsPiece(scan, piece * size, (piece + 1) * size, vote, { potential, batch, dimensions }))));
  for (const one of found) takeChords(scan, one);
  return { evaluations: evaluations + total * scan.points, sets: countWayVote(vote, structures, ways) };
}
