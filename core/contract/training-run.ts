import { z } from 'zod';
import { engineChoice } from './engine.ts';
import { jobStatus } from './job-event.ts';
import { imageStrip } from './landscape.ts';
import { settingsWarning } from './map-settings.ts';
import { layerRow, networkDescription } from './network.ts';
import { trainingConfig } from './training-config.ts';

/** What the diagnosis calls a run (science.md, section 4; [A], section 3). */
export const verdictName = z.enum(['warming-up', 'expanding', 'contracting', 'convergent', 'non-convergent', 'unstable', 'collapsed']);
export type VerdictName = z.infer<typeof verdictName>;

/** A saved moment of a run: a safetensors file that opens as a potential and from which learning can go on. */
export const runCheckpoint = z.object({
  /** Updates done when it was saved. */
  update: z.int().min(0),
  savedAt: z.string(),
  bytes: z.int(),
  /** Why it is kept: among the newest k, an n-th, the one of the best verdict so far, or saved by hand. */
  kept: z.array(z.enum(['newest', 'nth', 'best', 'asked'])),
});
export type RunCheckpoint = z.infer<typeof runCheckpoint>;

/** Which checkpoints stay on disk. */
export const checkpointKeeping = z.object({
  /** Updates between checkpoints that are kept; the one to resume from is written more often. */
  every: z.int().min(1).default(500),
  /** The newest k of them stay. */
  newest: z.int().min(1).max(1000).default(5),
  /** Every n-th of them stays for good; 0: none. */
  nth: z.int().min(0).default(10),
  /** The checkpoint of the best verdict stays. */
  best: z.boolean().default(true),
});
export type CheckpointKeeping = z.infer<typeof checkpointKeeping>;

/** What a run starts from, beside its config. */
export const runPlan = z.object({
  name: z.string().min(1).max(200),
  config: trainingConfig,
  seed: z.int().min(0).max(2 ** 32 - 1),
  engine: engineChoice.prefault({}),
  keeping: checkpointKeeping.prefault({}),
  /** Bad images are left out only when their owner says so. */
  skipBadImages: z.boolean().default(false),
});
export type RunPlan = z.infer<typeof runPlan>;

/** What learning can start from in place of random weights: a potential of the workspace, or the one that another run started from. */
export const startingPoint = z.union([z.object({ potential: z.string().min(1).max(100) }), z.object({ run: z.string().min(1).max(100) })]);
export type StartingPoint = z.infer<typeof startingPoint>;

/** A run about to be made. `from`: its config gets the network there, and learns the named tensors (`trained` null: all weights). */
export const newRunPlan = runPlan.extend({ from: z.object({ of: startingPoint, trained: z.array(z.string()).min(1).nullable() }).nullable().default(null) });
export type NewRunPlan = z.infer<typeof newRunPlan>;

/** A potential as the form of a new training shows it. */
export const startingPotential = z.object({
  name: z.string(),
  trainEpsilon: z.number(),
  architecture: networkDescription,
  weights: z.array(z.object({
    name: z.string(),
    /** Its layer: weights of one follow each other. */
    layer: z.string(),
    parameters: z.int(),
    /** Computed when the graph was imported, or no parameter but a mask or the like; null: a weight as it stands in the file. */
    origin: z.enum(['computed', 'fixed']).nullable(),
  })),
});
export type StartingPotential = z.infer<typeof startingPotential>;

/** A training run, as lists show it. */
export const runSummary = runPlan.extend({
  id: z.string(),
  folder: z.string(),
  status: jobStatus,
  /** Updates done, and of the whole config. */
  updates: z.int().min(0),
  totalUpdates: z.int().min(1),
  /** The table of its network's layers. */
  layers: z.array(layerRow),
  seconds: z.number(),
  chainSteps: z.number(),
  /** Engine and hardware that ran it, in words. */
  hardware: z.string(),
  createdAt: z.string(),
  failure: z.string().nullable(),
  /** What it failed of: of its learning, which ran away, or of something outside, after which it can simply be tried again. Null: not said. */
  failedBy: z.enum(['learning', 'outside']).nullable().default(null),
  /** Newest verdict; null before the first. */
  verdict: verdictName.nullable(),
  warnings: z.array(settingsWarning),
  checkpoints: z.array(runCheckpoint),
  /** The run and update that it was branched from. */
  branchOf: z.object({ run: z.string(), update: z.int() }).nullable(),
});
export type RunSummary = z.infer<typeof runSummary>;

/** What every update recorded, in order; entry i is update i + 1. All of the same length. */
export const runSeries = z.object({
  /** d_s: > 0 contraction, < 0 expansion. */
  energyDifference: z.instanceof(Float32Array),
  /** r_s: mean ‖∇F‖₂ over steps and chains. */
  gradientNorm: z.instanceof(Float32Array),
  /** As people state it. */
  learningRate: z.instanceof(Float32Array),
  /** Seconds of work so far, over all sittings. */
  seconds: z.instanceof(Float32Array),
});
export type RunSeries = z.infer<typeof runSeries>;

/** One number that a verdict rests on. */
export const verdictNumber = z.object({
  name: z.string(),
  symbol: z.string().nullable(),
  value: z.number(),
  /** Its standard error or spread where it has one. */
  spread: z.number().nullable(),
  unit: z.string(),
  /** What it says, in a sentence that names the bound it was held against. */
  meaning: z.string(),
});
export type VerdictNumber = z.infer<typeof verdictNumber>;

/** The verdict on a run with all that it rests on. */
export const diagnosis = z.object({
  verdict: verdictName,
  /** "Stable, convergent". */
  title: z.string(),
  /** Why, in sentences that quote the numbers; what to do about it where something can be done. */
  explanation: z.array(z.string()),
  advice: z.array(z.string()),
  numbers: z.array(verdictNumber),
  /** Updates looked at: first (from 1) and last. */
  window: z.object({ first: z.int(), last: z.int() }),
  /** Over the newest 2000 updates; lags −max…max and 0…max. Null with too few updates. */
  correlations: z
    .object({ maxLag: z.int(), cross: z.array(z.number()), autoEnergy: z.array(z.number()), autoGradient: z.array(z.number()) })
    .nullable(),
  /** d_s of the window: expansion left of 0, contraction right. */
  histogram: z.object({ edges: z.array(z.number()), counts: z.array(z.int()) }).nullable(),
});
export type Diagnosis = z.infer<typeof diagnosis>;

/** Pictures of a run: which, as of which update. */
export const runImageKind = z.enum(['data', 'shortRun', 'bank', 'longRun']);
export type RunImageKind = z.infer<typeof runImageKind>;
export const runImages = z.object({ update: z.int(), images: imageStrip.nullable() });
export type RunImages = z.infer<typeof runImages>;

/** Densities of a 2D run on a square grid over [−extent, extent]², row-major, rows along y; all normalized to sum·cell = 1. */
export const toyView = z.object({
  update: z.int(),
  extent: z.number(),
  side: z.int(),
  truth: z.instanceof(Float32Array),
  /** exp(−U) normalized on the grid. */
  learned: z.instanceof(Float32Array),
  /** Gaussian kernel density of the newest short-run samples. */
  shortRun: z.instanceof(Float32Array),
  /** Newest short-run samples, [n, 2] flat. */
  samples: z.instanceof(Float32Array),
  /** A few chains of the newest update's Langevin steps, [chains, steps + 1, 2] flat. */
  chains: z.object({ count: z.int(), points: z.instanceof(Float32Array) }),
  /** KL(truth ‖ learned) and KL(truth ‖ short-run) on the grid, in nats. */
  klLearned: z.number(),
  klShortRun: z.number(),
});
export type ToyView = z.infer<typeof toyView>;

/** Where the chains of a long-run test or of a sampling path begin. */
export const longRunStart = z.enum(['data', 'uniform', 'gaussian', 'persistent']);
export type LongRunStart = z.infer<typeof longRunStart>;

/** What a long-run test is to run: which checkpoint, how far, how many chains of each start. */
export const longRunPlan = z.object({
  update: z.int().min(0),
  steps: z.int().min(10).max(10_000_000),
  chains: z.int().min(1).max(256),
  starts: z.array(longRunStart).min(1),
});
export type LongRunPlan = z.infer<typeof longRunPlan>;

/** One kind of start of a long-run test: every chain's energies and samples at log-spaced steps. */
export const longRunChains = z.object({
  start: longRunStart,
  chains: z.int().min(1),
  /** Steps at which energies were noted. */
  steps: z.array(z.int()),
  /** U, [chains, steps] flat. */
  energies: z.array(z.number()),
  /** Mean over chains of ‖∇F‖₂ at those steps. */
  gradientNorms: z.array(z.number()),
  /** Mean distance to the nearest training image of a fixed sample of the data, at `imageSteps`. Null for noise only sets. */
  dataDistances: z.array(z.number()).nullable(),
  imageSteps: z.array(z.int()),
  /** [chains shown, imageSteps] in that order. Null in 2D, where `positions` has the same order. */
  images: imageStrip.nullable(),
  positions: z.array(z.tuple([z.number(), z.number()])).nullable(),
  shown: z.int(),
});
export type LongRunChains = z.infer<typeof longRunChains>;
export const longRunTest = z.object({
  id: z.string(),
  update: z.int(),
  totalSteps: z.int(),
  createdAt: z.string(),
  starts: z.array(longRunChains),
  /** In words: do chains from data and from noise meet, does the energy drift, do samples leave the data. */
  findings: z.array(z.string()),
  /** The same as numbers: drift of U per decade of steps from data in units of its spread, gap of final energies in units of it. */
  drift: z.number().nullable(),
  gap: z.number().nullable(),
});
export type LongRunTest = z.infer<typeof longRunTest>;

/** The way of one chain from its start to its sample: what noise-initialized learning shows. */
export const samplingPath = z.object({
  update: z.int(),
  start: longRunStart,
  /** U and ‖∇F‖₂ after each step, from step 0: [steps + 1]. */
  energies: z.array(z.number()),
  gradientNorms: z.array(z.number()),
  imageSteps: z.array(z.int()),
  images: imageStrip.nullable(),
  positions: z.array(z.tuple([z.number(), z.number()])).nullable(),
});
export type SamplingPath = z.infer<typeof samplingPath>;

/** A ready config to start from. */
export const trainingPreset = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  /** reference: the paper's own setting; ours: scaled to a desktop. */
  origin: z.enum(['reference', 'ours']),
  config: trainingConfig,
});
export type TrainingPreset = z.infer<typeof trainingPreset>;

/** Images that come with the program. */
export const bundledDataset = z.object({ name: z.string(), title: z.string(), path: z.string(), count: z.int(), shape: z.tuple([z.int(), z.int(), z.int()]) });
export type BundledDataset = z.infer<typeof bundledDataset>;

/** How long a config would take here, measured by a few of its own updates. */
export const trainingEstimate = z.object({
  secondsPerUpdate: z.number(),
  /** Langevin steps (of the whole batch) a second. */
  stepsPerSecond: z.number(),
  /** Of the whole config. */
  seconds: z.number(),
  hardware: z.string(),
  /** What r_s of the first updates says of the learning rate, and whatever else was seen. */
  warnings: z.array(settingsWarning),
});
export type TrainingEstimate = z.infer<typeof trainingEstimate>;
