import { z } from 'zod';

/** How a bundle's file is called. */
export const BUNDLE_ENDING = '.basinscope';

/** The part of a bundle that says what the others are; the first, so that a bundle is known by its first bytes. */
export const BUNDLE_MANIFEST = 'basinscope.json';

export const bundleKind = z.enum(['map', 'run']);
export type BundleKind = z.infer<typeof bundleKind>;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'no SHA-256 in hexadecimal');
const label = z.string().min(1).max(300);

/** The program and machine that computed what is in a bundle; where that was not written down, those that wrote the bundle. */
export const bundleMachine = z.strictObject({
  /** "Basinscope 0.1.0". */
  program: label,
  /** "Node 20.19.0". */
  runtime: label,
  /** "linux x64, Intel(R) Xeon(R) …": what decides the last digits of numbers, with the engine. */
  processor: label,
});
export type BundleMachine = z.infer<typeof bundleMachine>;

/** Values of an image at most, so that no file of a few bytes asks for more memory than there is: 1024 × 1024 pixels, or 591 × 591 in three channels. */
const MOST_VALUES = 2 ** 20;

/** What a map or run was made from: enough to know the same data again where they do not travel. */
export const bundleData = z.strictObject({
  /** Last part of its path; no path, and never used as one but to look in a folder that the user names. */
  name: label.regex(/^(?!\.{1,2}$)[^/\\:\0]+$/, 'no plain name'),
  /** "NumPy array", "IDX images (t10k)", …; null where the data were not there to be looked at. */
  kind: label.nullable(),
  count: z.int().min(0),
  /** [channels, height, width], as they were given to the potential. */
  shape: z.tuple([z.int().min(1), z.int().min(1), z.int().min(1)])
    .refine(([channels, height, width]) => channels * height * width <= MOST_VALUES, { error: `images of more than ${MOST_VALUES} values` }),
  /** Classes; null without labels. */
  classes: z.int().min(0).nullable(),
  /** SHA-256 of all images as float32 and their labels (core/bundles/data-fingerprint.ts); null where the data were not there to be looked at. */
  sha256: sha256.nullable(),
  /** The name of the set among those that come with the program; null for others. */
  withProgram: label.nullable(),
  /** Whether the images are in the bundle. */
  included: z.boolean(),
});
export type BundleData = z.infer<typeof bundleData>;

export const bundlePart = z.strictObject({ name: z.string().min(1).max(100), bytes: z.int().min(0), sha256 });
export type BundlePart = z.infer<typeof bundlePart>;

/** Version of the file's format. */
export const BUNDLE_VERSION = 1;

/** What the first part of a bundle, `basinscope.json`, holds. */
export const bundleManifest = z.strictObject({
  format: z.literal('basinscope-bundle'),
  version: z.literal(BUNDLE_VERSION),
  kind: bundleKind,
  machine: bundleMachine,
  data: bundleData.nullable(),
  /** Every other part, in the order of the file. */
  parts: z.array(bundlePart).max(10_000),
});
export type BundleManifest = z.infer<typeof bundleManifest>;

/** What is in a bundle, for people. */
export const bundleSummary = z.object({
  kind: bundleKind,
  name: z.string(),
  /** How the map or run stands. */
  status: z.string(),
  /** "kinetic map", "placing map", "minimum map"; "training". */
  what: z.string(),
  seed: z.int(),
  /** Engine and hardware that computed it. */
  engine: z.string(),
  createdAt: z.string(),
  machine: bundleMachine,
  data: bundleData.nullable(),
  /** The potential of a map, or what a run starts from: its name, and the hash of its weights, network and ε (null of random weights). */
  potential: z.object({ name: z.string(), net: z.string(), parameters: z.int(), trainEpsilon: z.number(), hash: z.string().nullable() }).nullable(),
  /** Counts: states, basins, … of a map; updates, checkpoints of a run. */
  counts: z.array(z.object({ name: z.string(), count: z.number() })),
  bytes: z.int(),
  parts: z.array(bundlePart),
});
export type BundleSummary = z.infer<typeof bundleSummary>;

/** One kind of record of a map or run, computed again. */
export const replayedPart = z.object({
  name: z.string(),
  equal: z.boolean(),
  /** Whether it is part of the result: what is not is told and not counted. */
  counts: z.boolean(),
  /** Records of either that the other has not, or has otherwise; of so many. */
  differing: z.int(),
  of: z.int(),
  /** The first few of them: "state 12: energy", … */
  examples: z.array(z.string()),
});
export type ReplayedPart = z.infer<typeof replayedPart>;

/** A number that says how far two results agree where they are not the same to the bit. */
export const replayMeasure = z.object({
  name: z.string(),
  /** Null where it is no number, or beyond all of them. */
  value: z.number().nullable(),
  /** It has to be at least, or at most, so much. */
  bound: z.number(),
  is: z.enum(['at least', 'at most']),
  holds: z.boolean(),
  /** What it is, with its unit. */
  meaning: z.string(),
});
export type ReplayMeasure = z.infer<typeof replayMeasure>;

/**
 * Whether a result computed again is the same. `identical`: to the bit. `agrees`: on another kind of machine, within the stated tolerance. `differs`: neither.
 */
export const replayReport = z.object({
  kind: bundleKind,
  name: z.string(),
  verdict: z.enum(['identical', 'agrees', 'differs']),
  /** In a sentence or two. */
  text: z.string(),
  /** Engine and processor of the bundle, and of this replay. */
  before: z.string(),
  now: z.string(),
  sameMachine: z.boolean(),
  parts: z.array(replayedPart),
  /** None where all is identical. */
  measures: z.array(replayMeasure),
  notes: z.array(z.string()),
  seconds: z.number(),
});
export type ReplayReport = z.infer<typeof replayReport>;
