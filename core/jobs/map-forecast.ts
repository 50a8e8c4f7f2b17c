import type { ResolvedMapSettings } from '../contract/map-settings.ts';
import type { MapInfo } from '../mapping/map-info.ts';
import type { MapState } from '../mapping/map-state.ts';
import { progressOf } from '../mapping/phases/advance.ts';
import type { Count } from '../mapping/phases/phase-state.ts';
import type { MapPhase } from '../mapping/records.ts';

/** In this order; samples and the sweep come before and are not foreseen from anything. */
const PHASES = ['burn-in', 'consolidate', 'main', 'barriers'] as const satisfies readonly MapPhase[];

/** States or pairs of a phase that have to be seen before its cost is believed. */
const LEAST_UNITS = 3;
const LEAST_TRIALS = 20;

/** Nearest neighbours are often mutual: about three quarters of n·k pairs are different ones. */
const DISTINCT = 0.75;

interface Seen {
  readonly units: number;
  readonly steps: number;
  /** States and pairs begun and not finished: their steps are counted, they are not. */
  readonly underWay: number;
}

function underWay({ phase, supply, placement }: MapState): number {
  if (phase.kind === 'burn-in' || phase.kind === 'main') return placement.waiting.length + supply.making.length + supply.ready.length;
  return 'run' in phase ? phase.run.pairs.length - phase.run.closed : 0;
}

/**
 * Foresees the chain steps that a map still needs, from what its states and trials have cost in this sitting: the states to
 * come as those before, the pairs to come as so many trials of the mean length. Basins found later make it longer.
 */
export class MapForecast {
  readonly #settings: ResolvedMapSettings;
  readonly #begun = new Map<MapPhase, Seen>();
  readonly #seen = new Map<MapPhase, Seen>();
  #trials = 0;
  #trialSteps = 0;
  #chainSteps: number | null = null;

  constructor(settings: ResolvedMapSettings) {
    this.#settings = settings;
  }

  observe(state: MapState, info: MapInfo): void {
    for (const { steps } of info.records.trials) {
      // States that reached a minimum already known are placed without a step.
      if (steps === 0) continue;
      this.#trials++;
      this.#trialSteps += steps;
    }
    const { kind } = state.phase;
    const before = this.#chainSteps ?? state.chainSteps;
    this.#chainSteps = state.chainSteps;
    if (kind === 'score' || kind === 'done') return;
    const phase = kind === 'pilots' ? 'alpha' : kind;
    const units = this.#count(state, phase)[0];
    const first = this.#begun.get(phase) ?? { units, steps: before, underWay: 0 };
    this.#begun.set(phase, first);
    this.#seen.set(phase, { units: units - first.units, steps: state.chainSteps - first.steps, underWay: underWay(state) });
  }

  /** Null while it cannot be told: before α is chosen, and until some states and trials have been seen. */
  stepsLeft(state: MapState): number | null {
    const { kind } = state.phase;
    if (kind === 'score' || kind === 'done') return 0;
    const now = PHASES.findIndex((candidate) => candidate === kind);
    if (now < 0) return null;
    let left = 0;
    for (const coming of PHASES.slice(now)) {
      const units = this.#unitsLeft(state, coming);
      if (units === 0) continue;
      const cost = this.#cost(coming);
      if (cost === null) return null;
      left += units * cost;
    }
    return left;
  }

  #count(state: MapState, phase: MapPhase): Count {
    return progressOf(state, this.#settings)[phase] ?? [0, null];
  }

  #unitsLeft(state: MapState, phase: (typeof PHASES)[number]): number {
    const { burnIn, states, consolidateNearest, barrierNearest } = this.#settings;
    const [done, total] = this.#count(state, phase);
    if (phase === 'burn-in') return Math.max(0, burnIn - done);
    if (phase === 'main') return Math.max(0, states - burnIn - done);
    if (phase === 'consolidate' && burnIn === 0) return 0;
    const basins = state.placement.basins.length;
    const nearest = phase === 'consolidate' ? consolidateNearest : barrierNearest;
    return Math.max(0, (total ?? Math.min((basins * (basins - 1)) / 2, DISTINCT * basins * nearest)) - done);
  }

  /** Chain steps a state or pair of this phase takes. */
  #cost(phase: (typeof PHASES)[number]): number | null {
    const own = this.#measured(phase);
    if (own !== null) return own;
    if (phase === 'main') return this.#measured('burn-in');
    if (phase === 'burn-in' || this.#trials < LEAST_TRIALS) return null;
    const { repeats, barrierRepeats, refine, refineImages, refineSteps } = this.#settings;
    const trial = this.#trialSteps / this.#trials;
    if (phase === 'consolidate') return 2 * repeats * trial;
    return 2 * barrierRepeats * trial + (refine === 'string' ? refineImages * refineSteps : 0);
  }

  #measured(phase: MapPhase): number | null {
    const seen = this.#seen.get(phase);
    return seen === undefined || seen.units < Math.max(LEAST_UNITS, seen.underWay) ? null : seen.steps / seen.units;
  }
}
