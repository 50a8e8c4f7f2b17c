import { z } from 'zod';
import { engineChoice } from './engine.ts';
import { importChoices } from './import-choices.ts';
import { jobStatus } from './job-event.ts';
import { mapSettings } from './map-settings.ts';
import { trainingConfig } from './training-config.ts';
import { checkpointKeeping, verdictName } from './training-run.ts';

const path = z.string().min(1).max(4096);
const seed = z.int().min(0).max(2 ** 32 - 1);

/** What a setting is set to along an axis. */
export const sweepValue = z.union([z.number(), z.string().min(1).max(4096), z.boolean()]);
export type SweepValue = z.infer<typeof sweepValue>;

/** So many numbers from one to another, both of them taken: evenly, or by the same factor each. */
export const sweepRange = z.strictObject({ from: z.number(), to: z.number(), count: z.int().min(2).max(1000), scale: z.enum(['linear', 'log']).default('linear') });
export type SweepRange = z.infer<typeof sweepRange>;

/**
 * One setting and its values. `setting`: a setting of a map by its name (`temperature`); of a training its place in the config (`phases.0.lrInit`;
 * without the number: in all phases), or `seed`; or `potential`, whose values are potentials.
 */
export const sweepAxis = z.strictObject({ setting: z.string().min(1).max(200), values: z.union([z.array(sweepValue).min(1).max(1000), sweepRange]) });
export type SweepAxis = z.infer<typeof sweepAxis>;

/** The most cells that a sweep may have. */
export const mostCells = 10_000;

const shared = {
  name: z.string().min(1).max(200),
  /** The first lies along the picture, the second up. */
  axes: z.array(sweepAxis).min(1).max(2),
  /** Cells of the same settings with seeds one after the other. */
  repeats: z.int().min(1).max(1000).default(1),
};

/** Maps of one potential, or of several along an axis: which of the workspace's, by id. */
export const mapSweepPlan = z.strictObject({
  kind: z.literal('map'),
  ...shared,
  potential: z.string().min(1).max(200),
  dataset: path.nullable().default(null),
  labels: path.nullable().default(null),
  /** Of every cell, but for what the axes say. */
  settings: mapSettings,
});
export type MapSweepPlan = z.infer<typeof mapSweepPlan>;

/** Trainings by one config. */
export const trainSweepPlan = z.strictObject({
  kind: z.literal('train'),
  ...shared,
  /** Of every cell, but for what the axes say. */
  config: trainingConfig,
  seed: seed.default(1),
  engine: engineChoice.prefault({}),
  keeping: checkpointKeeping.prefault({}),
  skipBadImages: z.boolean().default(false),
});
export type TrainSweepPlan = z.infer<typeof trainSweepPlan>;

/** What a sweep is: many maps or many trainings that differ in one or two settings. */
export const sweepPlan = z.discriminatedUnion('kind', [mapSweepPlan, trainSweepPlan]);
export type SweepPlan = z.infer<typeof sweepPlan>;

const fileShared = { ...shared, /** Left out: the file's own name. */ name: shared.name.optional() };

/** A plan as people write it into a file: potentials, data and config by their paths, from the folder of the plan. */
export const sweepFile = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('map'),
    ...fileShared,
    /** A weights file. May be left out where an axis names them all. */
    potential: path.optional(),
    /** ε of training, where the files do not record it. */
    trainEpsilon: z.number().min(0).max(100).optional(),
    /** How .onnx files are read. */
    onnx: importChoices.optional(),
    /** A path, or the name of images that come with the program. */
    dataset: path.optional(),
    labels: path.optional(),
    /** Settings of a map by their names, as `map` has them. */
    settings: z.record(z.string(), z.unknown()).default({}),
  }),
  z.strictObject({
    kind: z.literal('train'),
    ...fileShared,
    /** A config: ours, or one of the reference's. */
    config: path,
    /** Where the images are, where the config's own place is none of this machine's. */
    data: path.optional(),
    /** Updates in all; left out: those of the config. */
    updates: z.int().min(1).max(100_000_000).optional(),
    seed: seed.default(1),
    engine: engineChoice.prefault({}),
    keeping: checkpointKeeping.prefault({}),
    skipBadImages: z.boolean().default(false),
  }),
]);
export type SweepFile = z.infer<typeof sweepFile>;

/** What a cell's map came to. Energies are those of its potential. */
export const mapOutcome = z.object({
  kind: z.literal('map'),
  /** Basins; of a kinetic map its sets. */
  basins: z.int(),
  /** Trees of the forest that their barriers make: more than one where some were never joined. */
  trees: z.int(),
  states: z.int(),
  /** Part of the states that the largest basin has, 0 … 1; null where there is none. */
  largestShare: z.number().nullable(),
  /** Heights of the lowest and the highest join of the forest; null without one. */
  lowestBarrier: z.number().nullable(),
  highestBarrier: z.number().nullable(),
  /** Strength of the magnet in use, where there is one. */
  alpha: z.number().nullable(),
  chainSteps: z.number(),
  seconds: z.number(),
});
export type MapOutcome = z.infer<typeof mapOutcome>;

/** What a cell's training came to. */
export const trainOutcome = z.object({
  kind: z.literal('train'),
  updates: z.int(),
  /** d_s over the updates that the verdict looks at: mean and spread. */
  energyDifference: z.number().nullable(),
  energySpread: z.number().nullable(),
  /** r_s, mean over the same. */
  gradientNorm: z.number().nullable(),
  verdict: verdictName,
  chainSteps: z.number(),
  seconds: z.number(),
});
export type TrainOutcome = z.infer<typeof trainOutcome>;
export const cellOutcome = z.discriminatedUnion('kind', [mapOutcome, trainOutcome]);
export type CellOutcome = z.infer<typeof cellOutcome>;

/** A cell of a sweep as it stands. */
export const sweepCellRow = z.object({
  /** Places along the axes, and which repeat. */
  at: z.array(z.int().min(0)).min(1).max(2),
  repeat: z.int().min(0),
  /** Its own values of the axes' settings. */
  values: z.array(sweepValue),
  seed,
  /** queued: not begun. */
  status: jobStatus,
  /** Its map or training run, where that was made and is still there. */
  job: z.string().nullable(),
  outcome: cellOutcome.nullable(),
  /** Why it failed, where it did. */
  failure: z.string().nullable(),
});
export type SweepCellRow = z.infer<typeof sweepCellRow>;

/** A sweep of the workspace, as lists show it. */
export const sweepSummary = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(['map', 'train']),
  /** What is mapped or trained, by name. */
  subject: z.string(),
  status: jobStatus,
  cells: z.int(),
  done: z.int(),
  failed: z.int(),
  seconds: z.number(),
  createdAt: z.string(),
  /** Why it stopped, where not a cell but the sweep itself failed. */
  failure: z.string().nullable(),
  /** The maps or training runs that are its cells, by id. */
  jobs: z.array(z.string()),
});
export type SweepSummary = z.infer<typeof sweepSummary>;

/** What a sweep can be written as, and the ending of the file. */
export const sweepExportFormat = z.enum(['svg', 'png', 'csv', 'json']);
export type SweepExportFormat = z.infer<typeof sweepExportFormat>;

/** A sweep with all its cells, to be looked at. */
export const sweepView = sweepSummary.extend({
  plan: sweepPlan,
  /** The axes with every value, and words for each: a potential by its name. */
  axes: z.array(z.object({ setting: z.string(), label: z.string(), /** The setting's letter, else its name. */ short: z.string(), unit: z.string().nullable(), values: z.array(sweepValue), words: z.array(z.string()), log: z.boolean() })),
  /** Along the first axis fastest, repeats of a place together. */
  rows: z.array(sweepCellRow),
});
export type SweepView = z.infer<typeof sweepView>;
