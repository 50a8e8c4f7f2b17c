import type { StartingPoint, StartingPotential } from '../../../../core/contract/training-run.ts';
import type { TrainingConfig } from '../../../../core/contract/training-config.ts';
import { isPlane } from '../../../lib/format.ts';

/** Weights of one layer. */
export interface WeightLayer {
  readonly name: string;
  readonly tensors: readonly string[];
  readonly parameters: number;
  /** Computed when the graph was imported: the rule behind them is not learned. */
  readonly computed: boolean;
  /** No parameter, a mask perhaps: learned only where it is ticked. */
  readonly fixed: boolean;
}

export type LearnedPart = 'all' | 'last' | 'chosen';

/** The potential that a new training goes on from, and which of its weights are to be learned. */
export class PriorPotential {
  readonly of: StartingPoint;
  readonly potential: StartingPotential;
  /** In the order of the network, from the states to the energy. */
  readonly layers: readonly WeightLayer[];
  part = $state<LearnedPart>('all');
  /** How many of the last layers are learned. */
  last = $state(1);
  ticked = $state.raw<ReadonlySet<string>>(new Set());

  constructor(of: StartingPoint, potential: StartingPotential, trained: readonly string[] | null = null) {
    this.of = of;
    this.potential = potential;
    this.layers = layersOf(potential);
    this.part = trained === null ? 'all' : 'chosen';
    this.ticked = new Set(trained ?? this.layers.filter(({ fixed }) => !fixed).flatMap(({ tensors }) => tensors));
  }

  readonly plane = $derived.by(() => isPlane(this.potential.architecture.inputShape));
  /** Names of the tensors that are learned; null: all that are weights. Empty where nothing is ticked. */
  readonly trained = $derived.by<string[] | null>(() => {
    if (this.part === 'all') return null;
    const weights = this.layers.filter(({ fixed }) => !fixed);
    const learned = this.part === 'last' ? weights.slice(-this.last) : this.layers;
    return learned.flatMap(({ tensors }) => tensors.filter((name) => this.part === 'last' || this.ticked.has(name)));
  });
  readonly parameters = $derived.by(() => {
    const names = this.trained === null ? null : new Set(this.trained);
    return this.potential.weights.filter(({ name, origin }) => (names === null ? origin !== 'fixed' : names.has(name))).reduce((sum, one) => sum + one.parameters, 0);
  });

  isTicked(layer: WeightLayer): boolean {
    return layer.tensors.every((name) => this.ticked.has(name));
  }

  /** Whether some of a layer's tensors are learned and some are not. */
  isPartly(layer: WeightLayer): boolean {
    return !this.isTicked(layer) && layer.tensors.some((name) => this.ticked.has(name));
  }

  tick(layer: WeightLayer, on: boolean): void {
    const ticked = new Set(this.ticked);
    for (const name of layer.tensors) {
      if (on) ticked.add(name);
      else ticked.delete(name);
    }
    this.ticked = ticked;
  }

  /**
   * A config for its states: its network, the shape of its images, its ε where it has one. Phases of SGD go where Adam is left: their
   * rates are for networks that give F, and this one gives U.
   */
  fitted(config: TrainingConfig, asItWas: boolean): TrainingConfig {
    const { architecture, trainEpsilon } = this.potential;
    const { data } = config;
    const adam = config.phases.filter(({ optimizer }) => optimizer === 'adam');
    const phases = asItWas || trainEpsilon > 0 || adam.length === 0 ? config.phases : adam;
    const updates = phases.reduce((sum, phase) => sum + phase.updates, 0);
    return {
      ...config,
      architecture,
      phases,
      // Long runs that no update would come to are made at the end.
      longRun: config.longRun && { ...config.longRun, every: asItWas ? config.longRun.every : Math.min(config.longRun.every, updates) },
      data: data.kind === 'images' ? { ...data, shape: architecture.inputShape } : data,
      epsilon: asItWas || trainEpsilon === 0 ? config.epsilon : trainEpsilon,
    };
  }
}

function layersOf({ weights }: StartingPotential): WeightLayer[] {
  const layers: WeightLayer[] = [];
  for (const { name, layer, parameters, origin } of weights) {
    const before = layers.at(-1);
    const fixed = origin === 'fixed';
    const computed = origin === 'computed';
    if (before?.name === layer && before.fixed === fixed) {
      layers[layers.length - 1] = { ...before, tensors: [...before.tensors, name], parameters: before.parameters + parameters, computed: before.computed || computed };
    } else layers.push({ name: layer, tensors: [name], parameters, computed, fixed });
  }
  return layers;
}
