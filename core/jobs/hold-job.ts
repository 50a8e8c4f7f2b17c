import type { Engine } from '../engines/engine.ts';
import { createHold, HoldStepper, isHeld } from '../markov/hold-run.ts';
import type { HoldInfo, HoldSettings, HoldState, HoldStructures } from '../markov/hold-run.ts';
import { wayVoteRows } from '../markov/way-vote.ts';
import type { Potential } from '../potentials/potential.ts';
import { holdCodec } from './hold-codec.ts';
import type { Job, StateCodec } from './job.ts';

export interface HoldJobOptions {
  readonly engine: Engine;
  readonly potential: Potential;
  /** The map's inherent structures with their sets. */
  readonly structures: HoldStructures;
  readonly settings: HoldSettings;
}

/** Watches chains as a job: a step is a call of the walk or a step of the descent at a look, a frame a new look. */
export function createHoldJob({ engine, potential, structures, settings }: HoldJobOptions): Job<HoldState, HoldInfo> & StateCodec<HoldState> {
  const { steps, chains, quenchSteps } = settings;
  const stepper = new HoldStepper(engine, potential, structures, settings);
  // A look costs each chain its descent and a last energy, and the ways to the nearest structures.
  const descent = quenchSteps + 1;
  const look = descent + (structures.ways === undefined ? 0 : wayVoteRows(structures, structures.ways));
  const worked = ({ done, looked, quench }: HoldState): number => chains * (done + looked * look) + (quench === null ? 0 : quench.finished * descent + quench.step * (chains - quench.finished));
  return {
    init: () => Promise.resolve(createHold(structures, settings)),
    step: async (state) => ({ state, info: await stepper.step(state), done: isHeld(state) }),
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
    close: () => stepper.close(),
    ...holdCodec(steps, quenchSteps, structures.dimensions),
  };
}
