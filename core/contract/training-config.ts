import { z } from 'zod';
import { networkDescription } from './network.ts';

const rate = z.number().positive().max(1e6);

/** One stretch of learning with one optimizer. `Adam, then SGD` is two phases. */
export const trainingPhase = z.object({
  updates: z.int().min(1).max(100_000_000),
  optimizer: z.enum(['sgd', 'adam']),
  /** As written by people: with SGD and ε > 0 the learner multiplies both rates by ε²/2, as the reference does. */
  lrInit: rate,
  lrMin: z.number().min(0).max(1e6),
  /** lr ← max(lrMin, lr · lrDecay) after each update. */
  lrDecay: z.number().positive().max(1),
});
export type TrainingPhase = z.infer<typeof trainingPhase>;

/** A 2D density with a formula (science.md, section 4). */
export const toyDensitySettings = z.object({
  type: z.enum(['gmm', 'rings']),
  groups: z.int().min(1).max(1000),
  sd: z.number().positive(),
  radius: z.number().positive(),
});
export type ToyDensitySettings = z.infer<typeof toyDensitySettings>;

export const shortRunStart = z.enum(['persistent', 'data', 'uniform', 'gaussian']);
export type ShortRunStart = z.infer<typeof shortRunStart>;

/** The potential whose weights learning starts from, and which of them it changes. The weights themselves lie with the run. */
export const trainingOrigin = z.object({
  /** What people call it. */
  name: z.string().min(1).max(200),
  /** Of its weights file. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Its ε of training: the network's F is scaled so that U = F/(ε²/2) stays the same with the ε of this config. */
  trainEpsilon: z.number().min(0).max(100),
  /** Names of the tensors that learning changes; null: all that are weights. */
  trained: z.array(z.string()).min(1).nullable(),
});
export type TrainingOrigin = z.infer<typeof trainingOrigin>;

/** Everything that decides a training run, with nothing left to defaults elsewhere (Algorithm 1 of the AAAI 2020 paper). */
export const trainingConfig = z.object({
  name: z.string().min(1).max(200),
  data: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('toy'), density: toyDensitySettings }),
    z.object({
      kind: z.literal('images'),
      /** Name of a bundled set, or a path that openDataset understands. */
      source: z.string().min(1).max(4096),
      shape: z.tuple([z.int().min(1), z.int().min(1), z.int().min(1)]),
    }),
  ]),
  /** The network, as data. */
  architecture: networkDescription,
  batchSize: z.int().min(1).max(100_000),
  /** ε: Langevin noise. 0: gradient descent with the network's own gradient, U = F. */
  epsilon: z.number().min(0).max(10),
  /** ε_data: noise added to positive samples. */
  dataEpsilon: z.number().min(0).max(10),
  shortRun: z.object({
    steps: z.int().min(1).max(1_000_000),
    start: shortRunStart,
    /** Scale of the noise of `uniform` and `gaussian` starts. */
    noiseFactor: z.number().positive().default(1),
    sampler: z.enum(['langevin', 'mala']).default('langevin'),
  }),
  /** States in the persistent bank; null: one a training image. */
  bankSize: z.int().min(1).max(10_000_000).nullable(),
  phases: z.array(trainingPhase).min(1).max(100),
  /** Beyond the reference; all off by default. */
  options: z
    .object({
      /** Largest L2 norm of the gradient of d_s in θ (Pascanu et al. 2013); null: no clipping. */
      clipGradient: z.number().positive().nullable().default(null),
      /** Weight of mean F(x⁺)² + F(x⁻)² in the loss (Du & Mordatch 2019). */
      energyPenalty: z.number().min(0).default(0),
      /** Chance that a drawn bank state starts anew from noise (Du & Mordatch 2019). */
      rejuvenation: z.number().min(0).max(1).default(0),
      /** Decay of the exponential moving average of θ (Song & Ermon 2020); null: none. */
      weightAverage: z.number().min(0).max(1).nullable().default(null),
    })
    .prefault({}),
  longRun: z.object({ every: z.int().min(1), steps: z.int().min(1), start: shortRunStart }).nullable(),
  logEvery: z.int().min(1),
  /** Left out: learning starts from random weights. */
  from: trainingOrigin.optional(),
});
export type TrainingConfig = z.infer<typeof trainingConfig>;
