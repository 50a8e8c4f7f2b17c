import type { Tensors } from '../engines/engine.ts';
import type { StreamKey } from '../random/stream-key.ts';

/** Negative chains on their way, with what was seen of them. Plain data: saved and loaded, they go on with the same numbers. */
export interface NegativeChains {
  /** [batch, c, h, w], flat. */
  readonly x: Float32Array;
  readonly stepsDone: number;
  /** Sum over steps of the mean over chains of ‖∇U‖₂. */
  readonly normSum: number;
  /** Sum over steps of the share of accepted proposals; 0 where nothing is rejected. */
  readonly acceptedSum: number;
  /** MALA's U [batch] and ∇U, as x, at x; null where they are not known, or not needed. */
  readonly known: { readonly energies: Float32Array; readonly gradients: Float32Array } | null;
}

/** Walks the chains of short runs, Langevin or Metropolis-adjusted. */
export interface ChainSampler {
  /** Steps that one run of the compiled program takes; a divisor of the steps of a short run. */
  readonly stepsACall: number;
  begin(x: Float32Array, keys: readonly StreamKey[], weights: Tensors): Promise<NegativeChains>;
  /**
   * The next steps of every chain, a multiple of those of a call (default: one call), as one piece of work a part of the batch; `keys` as at the
   * beginning. The numbers do not depend on how many steps are asked for at once.
   */
  walk(chains: NegativeChains, keys: readonly StreamKey[], weights: Tensors, steps?: number): Promise<NegativeChains>;
}

/** The short runs of learning, with the weights of one update. */
export interface NegativeSampler extends ChainSampler {
  close(): Promise<void>;
}
