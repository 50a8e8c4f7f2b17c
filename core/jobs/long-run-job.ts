import { logSpacedSteps } from '../analysis/log-spaced.ts';
import { nearestDistances } from '../analysis/nearest-distance.ts';
import type { LongRunStart, LongRunTest } from '../contract/training-run.ts';
import { dataStarts, otherStarts } from '../diagnosis/chain-starts.ts';
import type { StartStock } from '../diagnosis/chain-starts.ts';
import type { Engine } from '../engines/engine.ts';
import { sizeOf } from '../graph/program.ts';
import { areImages, imageStrip, planePosition } from '../landscape/image-strip.ts';
import { localPieces } from '../pieces/local-pieces.ts';
import { backBy, HandedOut } from '../pieces/handed-out.ts';
import type { PieceRunner } from '../pieces/piece-runner.ts';
import type { LangevinResult } from '../pieces/programs/langevin.ts';
import { energyScale } from '../potentials/potential.ts';
import type { Potential } from '../potentials/potential.ts';
import { deriveKey, streamKey } from '../random/stream-key.ts';
import type { StreamKey } from '../random/stream-key.ts';
import { stepsACallOf, stepsOf, walkInPieces } from '../sampling/walk.ts';
import type { Walk, WalkStep } from '../sampling/walk.ts';
import { walkGroups } from '../sampling/walk-groups.ts';
import { SamplingError } from '../sampling/sampling-error.ts';
import type { Job, JobReport, StateCodec } from './job.ts';
import { decodeLongRun, encodeLongRun } from './long-run-codec.ts';
import type { LongRunState } from './long-run-codec.ts';

/** Points of the energy curves a decade of steps, and frames of the film strip in all. */
const POINTS_A_DECADE = 12;
const FRAMES = 10;
/** Chains whose images are kept, of each start. */
const SHOWN = 8;
/** Images (or points) that distances are measured to. */
const OTHERS = 512;
/** About how long a step of the job walks, so that it can be paused promptly. */
const CHUNK_SECONDS = 0.15;
/** Steps that chains of images take in one piece where pieces run side by side, and those of few coordinates. */
const STEPS_A_PIECE = 100;
const STEPS_OF_FEW = 1600;

const STREAM = { starts: 0, walk: 1 } as const;

export interface LongRunOptions {
  readonly engine: Engine;
  /** Who computes the steps; the engine where left out. Groups of chains walk side by side once more than one piece is worth having under way. */
  readonly pieces?: PieceRunner;
  /** Of the checkpoint that is tested; sampled with its own ε at T = 1, as learning did. */
  readonly potential: Potential;
  readonly stock: StartStock;
  readonly steps: number;
  /** Chains of each start. */
  readonly chains: number;
  readonly starts: readonly LongRunStart[];
  readonly seed: number;
  readonly now?: () => number;
}

/** What a step of the job recorded. */
export interface LongRunInfo {
  /** Mean U of the chains of each start at the points reached. */
  readonly points: readonly { readonly step: number; readonly energies: Readonly<Record<string, number>> }[];
  readonly frame: boolean;
}

export interface LongRunJob extends Job<LongRunState, LongRunInfo>, StateCodec<LongRunState> {
  /** The starts as the contract has them, of a state that is done (or of what there is so far). */
  results(state: LongRunState): LongRunTest['starts'];
}

/**
 * A long-run test as a job: chains of a checkpoint's potential from data, noise or the bank, all side by side, with their energies and
 * gradients at log-spaced steps and, at fewer of them, their states and distances to the nearest of up to 512 data that none started from.
 *
 * The numbers are functions of (potential, seed, starts, chains): a longer test begins with the same steps as a shorter one.
 * Throws TrainingError where chains cannot start as asked, DataError where the data cannot be read.
 */
export function createLongRunJob(options: LongRunOptions): LongRunJob {
  return new LongRun(options);
}

class LongRun implements LongRunJob {
  readonly #options: LongRunOptions;
  /** The engine's own, for what takes moments. */
  readonly #own: PieceRunner;
  readonly #pieces: PieceRunner;
  readonly #size: number;
  readonly #scale: number;
  readonly #points: readonly number[];
  readonly #frames: readonly number[];
  readonly #shown: number;
  readonly #now: () => number;
  #others: Float32Array | null = null;
  #walk: Walk | null = null;
  /** Steps of all chains that are under way, from where they stand. */
  #ahead: { readonly from: Float32Array; readonly handed: HandedOut<LangevinResult> } | null = null;
  /** From then on the walk above is behind. */
  #isSideBySide = false;

  constructor(options: LongRunOptions) {
    this.#options = options;
    this.#own = localPieces(options.engine);
    this.#pieces = options.pieces ?? this.#own;
    this.#size = sizeOf(options.potential.network.inputShape);
    this.#scale = energyScale(options.potential.trainEpsilon);
    this.#points = logSpacedSteps(options.steps, POINTS_A_DECADE);
    this.#frames = logSpacedSteps(options.steps, FRAMES / Math.max(1, Math.log10(options.steps)));
    this.#shown = Math.min(SHOWN, options.chains);
    this.#now = options.now ?? (() => performance.now());
  }

  async init(): Promise<LongRunState> {
    const { starts, chains, stock } = this.#options;
    const { states } = await this.#data();
    const x = new Float32Array(starts.length * chains * this.#size);
    starts.forEach((start, i) => x.set(start === 'data' ? states : otherStarts(stock, start, chains, this.#startKey(i)), i * chains * this.#size));
    const total = starts.length * chains;
    const state: LongRunState = {
      done: 0,
      x,
      energies: new Float32Array(this.#points.length * total),
      norms: new Float32Array(this.#points.length * total),
      distances: new Float32Array(this.#frames.length * total),
      frames: new Float32Array(this.#frames.length * starts.length * this.#shown * this.#size),
    };
    await this.#look(state, 0, x);
    return state;
  }

  async step(state: LongRunState): Promise<{ state: LongRunState; info: LongRunInfo; done: boolean }> {
    const { steps } = this.#options;
    const points: LongRunInfo['points'][number][] = [];
    const until = this.#now() + CHUNK_SECONDS * 1000;
    let frame = false;
    do {
      for (const seen of await this.#nextSteps(state)) {
        if (seen.step > steps) break;
        checkBounds(seen);
        // What a step sees is of the state before it.
        if (this.#record(state, seen.step - 1, seen.energies, seen.gradientNorms)) points.push(this.#pointOf(state, seen.step - 1));
        if (await this.#look(state, seen.step, seen.states)) frame = true;
        state.done = seen.step;
        state.x = seen.states;
      }
    } while (state.done < steps && this.#now() < until);
    const done = state.done >= steps;
    if (done) {
      await this.#finish(state);
      points.push(this.#pointOf(state, steps));
    }
    return { state, info: { points, frame }, done };
  }

  encode(state: LongRunState): Uint8Array {
    return encodeLongRun(state, this.#digest());
  }

  decode(bytes: Uint8Array): LongRunState {
    return decodeLongRun(bytes, this.#digest());
  }

  report(state: LongRunState, info: LongRunInfo): JobReport {
    const { steps, starts, chains } = this.#options;
    return {
      progress: {
        task: { name: 'Long-run test', done: state.done, total: steps, unit: 'steps', parts: [] },
        chainSteps: state.done * starts.length * chains,
        found: { kind: 'long-run', steps: state.done },
      },
      metrics: info.points.map(({ step, energies }) => ({ name: 'long-run', step, values: { ...energies } })),
      frame: info.frame,
    };
  }

  async close(): Promise<void> {
    this.#walk = null;
    this.#ahead = null;
    for (const pieces of new Set([this.#own, this.#pieces])) await pieces.release(this.#options.potential);
  }

  results(state: LongRunState): LongRunTest['starts'] {
    const { starts, chains, potential } = this.#options;
    const shape = potential.network.inputShape;
    const total = starts.length * chains;
    const points = this.#points.filter((step) => step < state.done || step === this.#options.steps);
    const frames = this.#frames.filter((step) => step <= state.done);
    return starts.map((start, i) => {
      const own = (values: Float32Array, row: number): number[] => [...values.subarray(row * total + i * chains, row * total + (i + 1) * chains)];
      const states = Array.from({ length: this.#shown }, (_, chain) => frames.map((_frame, row) => this.#frameOf(state, row, i * this.#shown + chain))).flat();
      return {
        start,
        chains,
        steps: [...points],
        energies: Array.from({ length: chains }, (_, chain) => points.map((_step, row) => own(state.energies, row)[chain])).flat(),
        gradientNorms: points.map((_step, row) => average(own(state.norms, row)) / this.#scale),
        dataDistances: frames.map((_step, row) => average(own(state.distances, row))),
        imageSteps: [...frames],
        images: areImages(shape) ? imageStrip(states, shape) : null,
        positions: areImages(shape) ? null : states.map((x) => planePosition(x, shape)).filter((position) => position !== null),
        shown: this.#shown,
      };
    });
  }

  async #data(): Promise<{ readonly states: Float32Array }> {
    const { stock, chains, seed } = this.#options;
    const { states, others } = await dataStarts(stock, chains, OTHERS, streamKey(seed, STREAM.starts, 0));
    this.#others = others;
    return { states };
  }

  #startKey(start: number): StreamKey {
    return streamKey(this.#options.seed, STREAM.starts, start + 1);
  }

  /** The next steps of all chains: of one call, or, side by side, of a piece of each group, once it is back. */
  async #nextSteps(state: LongRunState): Promise<WalkStep[]> {
    this.#isSideBySide ||= this.#pieces.width > 1;
    if (this.#isSideBySide) return this.#stepsSideBySide(state);
    const { potential } = this.#options;
    this.#walk ??= walkInPieces(this.#pieces, potential, { sampler: 'langevin', epsilon: potential.trainEpsilon, temperature: 1, x: state.x, stepsDone: state.done, keys: this.#keys() });
    return this.#walk.next();
  }

  /** None where the piece is not back within the time of a step of the job. */
  async #stepsSideBySide(state: LongRunState): Promise<WalkStep[]> {
    const { potential } = this.#options;
    const { trainEpsilon: epsilon } = potential;
    const keys = this.#keys();
    const stepsACall = stepsACallOf(this.#size);
    if (this.#ahead?.from !== state.x) {
      // States of images are kept after the last step of a piece only, which is where there is a frame.
      const left = this.#options.steps - state.done;
      const steps = stepsACall > 1 ? Math.min(Math.ceil(left / stepsACall) * stepsACall, STEPS_OF_FEW) : Math.min(left, STEPS_A_PIECE, ...this.#frames.map((step) => step - state.done).filter((ahead) => ahead > 0));
      const conditions = epsilon > 0 ? { epsilon, temperature: 1 } : { stepSize: 1 };
      const walk = walkGroups(this.#pieces, { potential, states: state.x, keys, stepsDone: state.done, steps, stepsACall, conditions, path: stepsACall > 1, weights: 'constant' });
      this.#ahead = { from: state.x, handed: new HandedOut(walk) };
    }
    const { handed } = this.#ahead;
    await backBy(performance.now() + CHUNK_SECONDS * 1000, [handed]);
    if (!handed.isBack) return [];
    this.#ahead = null;
    return stepsOf(handed.take(), keys.length, state.done);
  }

  #keys(): StreamKey[] {
    const { starts, chains, seed } = this.#options;
    const walk = streamKey(seed, STREAM.walk);
    return starts.flatMap((_, i) => Array.from({ length: chains }, (_chain, chain) => deriveKey(walk, i, chain)));
  }

  /** Notes energies and norms where the step is a point of the curves. */
  #record(state: LongRunState, step: number, energies: Float32Array, norms: Float32Array): boolean {
    const row = this.#points.indexOf(step);
    if (row < 0) return false;
    state.energies.set(energies, row * energies.length);
    state.norms.set(norms, row * norms.length);
    return true;
  }

  /** Notes states and distances where the step is a frame. */
  async #look(state: LongRunState, step: number, x: Float32Array): Promise<boolean> {
    const row = this.#frames.indexOf(step);
    if (row < 0) return false;
    if (this.#others === null) await this.#data();
    const { starts, chains } = this.#options;
    state.distances.set(nearestDistances(x, this.#others!, this.#size), row * starts.length * chains);
    starts.forEach((_, i) => {
      const shown = x.subarray(i * chains * this.#size, (i * chains + this.#shown) * this.#size);
      state.frames.set(shown, (row * starts.length + i) * this.#shown * this.#size);
    });
    return true;
  }

  /** Energies and norms of the last states, which no step has seen. */
  async #finish(state: LongRunState): Promise<void> {
    const { potential, starts, chains, steps } = this.#options;
    const total = starts.length * chains;
    const { energies, gradients } = await this.#own.run({ program: 'energies-and-gradients', potential, states: state.x, batch: total });
    const norms = Float32Array.from({ length: total }, (_, chain) => Math.hypot(...gradients.subarray(chain * this.#size, (chain + 1) * this.#size)));
    this.#record(state, steps, energies, norms);
  }

  #pointOf(state: LongRunState, step: number): LongRunInfo['points'][number] {
    const { starts, chains } = this.#options;
    const from = this.#points.indexOf(step) * starts.length * chains;
    return { step, energies: Object.fromEntries(starts.map((start, i) => [start, average([...state.energies.subarray(from + i * chains, from + (i + 1) * chains)])])) };
  }

  #frameOf(state: LongRunState, row: number, place: number): Float32Array {
    const from = (row * this.#options.starts.length * this.#shown + place) * this.#size;
    return state.frames.subarray(from, from + this.#size);
  }

  /** What a saved state must be of, to be gone on with here. */
  #digest(): string {
    const { steps, chains, starts, seed } = this.#options;
    return JSON.stringify({ steps, chains, starts, seed, size: this.#size });
  }
}

/** Throws SamplingError where a chain has left all bounds: what comes after is no number. */
function checkBounds({ step, energies, gradientNorms }: WalkStep): void {
  const lost = energies.findIndex((energy, chain) => !Number.isFinite(energy) || !Number.isFinite(gradientNorms[chain]));
  if (lost >= 0) throw new SamplingError(`Chain ${lost} of the long-run test left all bounds at step ${step}: at this checkpoint Langevin steps of the training ε diverge. Test an earlier one, or train with a lower rate.`);
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
