import type { LayerRow, NetworkDescription, NetworkFacts } from '../contract/network.ts';
import type { Builder } from '../graph/builder.ts';
import type { NodeId, Shape } from '../graph/program.ts';

/** One tensor of weights. */
export interface WeightSpec {
  readonly shape: Shape;
  /** Number of inputs that feed one output of its layer: sets the scale of random initial values. */
  readonly fanIn: number;
  /** Learning starts it at zero: the output convolution of a non-local block, so that the block starts as the identity. */
  readonly startsAtZero: boolean;
  /** Of an imported graph: computed from other tensors of its file when it was imported, or no parameter (a mask), which learning leaves alone unless it is asked for by name. */
  readonly origin?: 'computed' | 'fixed';
  /** Of an imported graph: what the layer that it belongs to can be called. Elsewhere its own name begins with that. */
  readonly layer?: string;
}

/** A network whose F is a multiple of another's: its description, and the tensors that are multiplied beside. */
export interface ScaledNetwork {
  readonly description: NetworkDescription;
  readonly tensors: readonly string[];
}

/** The parameter nodes of a network by the names of its tensors, in their order. */
export type NetworkWeights = ReadonlyMap<string, NodeId>;

/**
 * An energy network F(x; θ): everything that the rest of the program asks of one, whatever it is made of.
 *
 * It holds no weights: those are float32 tensors by name, row-major, that a potential keeps or learning changes. It knows nothing
 * of ε either: the potential scales F. Differentiation is the graph's business: `apply` adds ops, whose derivatives are known.
 * `openNetwork` makes one from its description and has checked that it fits together.
 *
 * A kind of network is a folder that implements this, and a member of `networkDescription` in the contract: a list of layers
 * today (`layers/`). Nobody else asks which kind one is.
 */
export interface EnergyNetwork {
  /** Name people know it by: toy, vanilla, nonlocal, or the user's own. */
  readonly name: string;
  /** [channels, height, width] of one state. A point of the plane is [2, 1, 1]; a vector of d numbers is [d, 1, 1], which `apply` reshapes as it needs. */
  readonly inputShape: readonly [number, number, number];
  /** Its tensors by name, in the order of its state dict. */
  readonly weights: ReadonlyMap<string, WeightSpec>;
  /** Number of values in all of them. */
  readonly parameters: number;
  /** Whether learning can begin with random weights: not in an imported graph, whose tensors may be tables, embeddings and masks. */
  readonly startsAtRandom: boolean;
  /** States that it takes at a time, where it was written for a fixed number: more are run in portions. Null: any number. */
  readonly portion: number | null;
  /** The network as data, for files and records. */
  readonly description: NetworkDescription;
  /** Its layers in order, with the shapes of what they give out and their numbers of parameters. */
  describe(): LayerRow[];
  /** The network of `factor`·F, for a factor above 0; null where F is not linear in any of its tensors. */
  scaledBy(factor: number): ScaledNetwork | null;
  /**
   * Adds F(x; θ) to a program and returns its node, shape [n], for x of shape [n, channels, height, width]. `weights`: a node for
   * each of its tensors (`declareWeights`); samples are independent of each other.
   * Throws NetworkError when x has another shape or a weight is missing.
   */
  apply(builder: Builder, x: NodeId, weights: NetworkWeights): NodeId;
}

/** Declares the weights of a network as parameters of a program: given when it is compiled, or at every run. */
export function declareWeights(builder: Builder, network: EnergyNetwork): NetworkWeights {
  return new Map([...network.weights].map(([name, { shape }]) => [name, builder.parameter(name, shape)]));
}

/** What lists and pages say of a network. */
export function factsOf(network: EnergyNetwork): NetworkFacts {
  const [channels, height, width] = network.inputShape;
  return { name: network.name, inputShape: [channels, height, width], layers: network.describe().filter(({ depth }) => depth === 0).length };
}
