import { z } from 'zod';
import { jobStatus } from './job-event.ts';

/** A map whose hierarchy is cut into so many sets: what chains are watched in. */
export const holdKey = z.object({ map: z.string().min(1).max(200), sets: z.int().min(1) });
export type HoldKey = z.infer<typeof holdKey>;

/** What is asked for: steps of every chain, chains in all. */
export const holdPlan = holdKey.extend({
  steps: z.int().min(1).max(100_000_000).default(3000),
  chains: z.int().min(1).max(65536).default(200),
  seed: z.int().min(0).max(2 ** 32 - 1).default(1),
});
export type HoldPlan = z.infer<typeof holdPlan>;

/** Chains seen at home at one look, with Wilson's interval; share null of no chains. */
export const homeShareRow = z.object({ step: z.int(), count: z.int(), of: z.int(), share: z.number().nullable(), low: z.number(), high: z.number() });
export type HomeShareRow = z.infer<typeof homeShareRow>;

/** In steps with the interval that holds it with 95 %; null: longer than the counts can tell. */
export const timescaleRow = z.object({ value: z.number().nullable(), low: z.number().nullable(), high: z.number().nullable() });
export type TimescaleRow = z.infer<typeof timescaleRow>;

/** A Markov model at one lag. `sets`: those that counted transitions connect, rows and columns of `matrix` (row to column); `apart`: the rest, in groups. */
export const markovRow = z.object({
  lag: z.int(),
  sets: z.array(z.int()),
  apart: z.array(z.array(z.int())),
  matrix: z.array(z.array(z.number())),
  /** Slowest first. */
  timescales: z.array(timescaleRow),
});
export type MarkovRow = z.infer<typeof markovRow>;

const interval = z.object({ value: z.number(), low: z.number(), high: z.number() });
const stayComparison = z.object({ set: z.int(), multiple: z.int(), predicted: interval, estimated: interval });

/** The Chapman–Kolmogorov test of the model at a lag against those at its multiples. */
export const chapmanKolmogorovRow = z.object({
  lag: z.int(),
  verdict: z.enum(['holds', 'fails', 'unclear']),
  comparisons: z.array(stayComparison),
  worst: stayComparison.nullable(),
});
export type ChapmanKolmogorovRow = z.infer<typeof chapmanKolmogorovRow>;

/** What the chains watched so far say. Sets are named by their nodes in the hierarchy, as the landscape's basins are. */
export const holdDetail = z.object({
  verdict: z.object({
    kind: z.enum(['holds', 'leaves', 'unclear']),
    text: z.string(),
    /** Step from which on chains are missing; null where they hold. */
    since: z.int().nullable(),
    leaving: z.array(z.int()),
    exchanges: z.array(z.object({ a: z.int(), b: z.int(), within: z.int(), share: z.number() })),
  }),
  /** At step 0 no chain has moved: what is missing there the vote of the nearest loses by itself. */
  vote: homeShareRow,
  /** At the first look when chains are thermal, and at the last. */
  settled: homeShareRow,
  last: homeShareRow,
  all: z.array(homeShareRow),
  bySet: z.array(z.object({ set: z.int(), shares: z.array(homeShareRow) })),
  /** At every lag, rising. */
  models: z.array(markovRow),
  /** At every lag that has multiples to be tested against. */
  tests: z.array(chapmanKolmogorovRow),
  testsNote: z.string(),
  stationarity: z.string(),
});
export type HoldDetail = z.infer<typeof holdDetail>;

/** Chains watched in the sets of a map, under way or over. */
export const holdView = z.object({
  plan: holdPlan,
  /** Id that the job's events carry. */
  job: z.string(),
  status: jobStatus,
  /** Steps that the chains have taken. */
  steps: z.int(),
  seconds: z.number(),
  engine: z.string(),
  failure: z.string().nullable(),
  /** Null before the first look. */
  detail: holdDetail.nullable(),
});
export type HoldView = z.infer<typeof holdView>;
