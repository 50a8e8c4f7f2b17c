import type { TrainingConfig } from '../../core/contract/training-config.ts';
import type { NewRunPlan, StartingPoint, StartingPotential } from '../../core/contract/training-run.ts';
import type { Tensors } from '../../core/engines/engine.ts';
import { sizeOf } from '../../core/graph/program.ts';
import { openNetwork } from '../../core/networks/open-network.ts';
import { readInitialWeights } from '../../core/runs/initial-weights-file.ts';
import { RunError } from '../../core/runs/run-error.ts';
import type { RunStore } from '../../core/runs/run-store.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { startFrom, startingWeights } from '../../core/training/start-from.ts';
import type { PriorPotential } from '../../core/training/start-from.ts';

type From = NewRunPlan['from'];

/** What trainings start from: potentials of the workspace, and those that its runs started from. */
export class PriorPotentials {
  readonly #workspace: Workspace;
  readonly #runs: RunStore;

  constructor(workspace: Workspace, runs: RunStore) {
    this.#workspace = workspace;
    this.#runs = runs;
  }

  /** What the form shows of one. Throws StoreError or RunError where it is not there. */
  describe(of: StartingPoint): StartingPotential {
    const { name, network, trainEpsilon } = this.#prior(of);
    const weights = [...network.weights].map(([key, { shape, origin, layer }]) => ({ name: key, layer: layer ?? key.replace(/(?<=.)\.[^.]*$/, ''), parameters: sizeOf(shape), origin: origin ?? null }));
    return { name, trainEpsilon, architecture: network.description, weights };
  }

  /** The config as it learns on from one; as it is, without one. Throws TrainingError as `startFrom`. */
  configFrom(config: TrainingConfig, from: From): TrainingConfig {
    if (from !== null) return startFrom(config, this.#prior(from.of), from.trained);
    const { from: _, ...others } = config;
    return others;
  }

  /** The weights that such a config begins with; null: random ones. Throws FormatError, PotentialError or RunError where they cannot be read. */
  async weightsFor(config: TrainingConfig, from: From): Promise<Tensors | null> {
    if (from === null) return null;
    const { of } = from;
    const weights = 'potential' in of ? (await this.#workspace.potentials.open(of.potential)).weights : await readInitialWeights(this.#runs.folderOf(of.run), this.#runs.get(of.run).config);
    return startingWeights(config, weights!);
  }

  #prior(of: StartingPoint): PriorPotential {
    if ('potential' in of) {
      const { name, sha256, trainEpsilon } = this.#workspace.potentials.get(of.potential);
      return { name, sha256, trainEpsilon, network: this.#workspace.potentials.network(of.potential) };
    }
    const { name: run, config } = this.#runs.get(of.run);
    if (config.from === undefined) throw new RunError(`The run ${run} started from random weights.`);
    return { name: config.from.name, sha256: config.from.sha256, trainEpsilon: config.epsilon, network: openNetwork(config.architecture) };
  }
}
