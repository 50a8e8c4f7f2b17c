import type { Engine } from '../engines/engine.ts';
import { createHold, HoldStepper, isHeld } from '../markov/hold-run.ts';
import type { HoldInfo, HoldSettings, HoldState, HoldStructures } from '../markov/hold-run.ts';
import { wayVoteRows } from '../markov/way-vote.ts';
import { HoldInPieces } from '../markov/hold-pieces.ts';
import type { PieceRunner } from '../pieces/piece-runner.ts';
import type { Potential } from '../potentials/potential.ts';
import { holdCodec } from './hold-codec.ts';
import type { Job, StateCodec } from './job.ts';

export interface HoldJobOptions {
  readonly engine: Engine;
  readonly potential: Potential;
  /** The map's inherent structures with their sets. */
  readonly structures: HoldStructures;
  readonly settings: HoldSettings;
  /** Who computes pieces side by side, once more than one is worth having under way; else the engine computes all. Closed with the job. */
  readonly pieces?: PieceRunner;
}

/** How long a step of the job waits for pieces. */
const WAIT_MS = 100;

/** Watches chains as a job: a step is a call of the walk or a step of the descent at a look, a frame a new look. */
export function createHoldJob({ engine, potential, structures, settings, pieces }: HoldJobOptions): Job<HoldState, HoldInfo> & StateCodec<HoldState> {
  const { steps, chains, quenchSteps } = settings;
  const stepper = new HoldStepper(engine, potential, structures, settings);
  const inPieces = pieces === undefined ? null : new HoldInPieces(pieces, { potential, structures, settings });
  /** From then on the stepper's own walk is behind. */
  let areSideBySide = false;
  const step = (state: HoldState): Promise<HoldInfo> => {
    areSideBySide ||= pieces !== undefined && pieces.width > 1;
    // A look that was begun step by step is ended so.
    return inPieces !== null && areSideBySide && state.quench === null ? inPieces.step(state, performance.now() + WAIT_MS) : stepper.step(state);
  };
  // A look costs each chain its descent and a last energy, and the ways to the nearest structures.
  const descent = quenchSteps + 1;
  const look = descent + (structures.ways === undefined ? 0 : wayVoteRows(structures, structures.ways));
  const worked = ({ done, looked, quench }: HoldState): number => chains * (done + looked * look) + (quench === null ? 0 : quench.finished * descent + quench.step * (chains - quench.finished));
  return {
    init: () => Promise.resolve(createHold(structures, settings)),
    step: async (state) => ({ state, info: await step(state), done: isHeld(state) }),
    report: (state, { looked }) => ({
      progress: {
        task: { name: 'Do the sets hold?', done: state.done, total: steps, unit: 'steps', parts: [] },
        chainSteps: worked(state),
        found: { kind: 'hold', steps: state.done, looks: state.looked },
      },
      metrics: [],
      frame: looked,
      stepsLeft: chains * (steps + state.looks.length * look) - worked(state),
    }),
    close: async () => {
      await stepper.close();
      await pieces?.close();
    },
    ...holdCodec(steps, quenchSteps, structures.dimensions),
  };
}
