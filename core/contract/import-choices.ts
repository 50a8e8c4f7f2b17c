import { z } from 'zod';

const finite = z.number().refine(Number.isFinite, 'a finite number was expected');
const size = z.int().min(1).max(65536);

/**
 * What an ONNX file cannot say, and its owner must. Everything has a default: the output as it is, states in [−1, 1].
 */
export const importChoices = z.object({
  /** What the output is: U; F, with U = F/(ε²/2); −U; or logits of classes. null: an energy U where it is one number a state, else the owner is asked. */
  output: z.enum(['energy', 'F', 'negative', 'logits']).nullable().default(null),
  /** The one class whose logit is read; null: all. */
  classIndex: z.int().min(0).nullable().default(null),
  /** What the energy is multiplied by. */
  scale: finite.default(1),
  /** σ of ‖x‖²/(2σ²) that is added. */
  quadratic: finite.positive().nullable().default(null),
  /** Values that the graph takes for black and white, −1 and 1 of our states. */
  range: z.tuple([finite, finite]).default([-1, 1]),
  /** Taken from, and divided into, each channel after that: what data were normalised by. One for all, or one a channel. */
  mean: z.array(finite).max(4096).default([]),
  std: z.array(finite.positive()).max(4096).default([]),
  /** Where images have their channels; null: as the graph shows, else the owner is asked. */
  layout: z.enum(['nchw', 'nhwc']).nullable().default(null),
  /** [channels, height, width] of a state, where the graph takes vectors that are images, or does not say. */
  inputShape: z.tuple([size, size, size]).nullable().default(null),
  /** Values of further inputs by name: one for all elements, or all of them. */
  inputValues: z.record(z.string(), z.array(finite).min(1)).default({}),
  /** The output that is read, by name; null: the first. */
  outputName: z.string().nullable().default(null),
});
export type ImportChoices = z.infer<typeof importChoices>;

/** A tensor that goes into a graph or comes out of it. */
export const graphTensor = z.object({
  name: z.string(),
  /** Type of its elements. */
  type: z.string(),
  /** A size, the name of a size, or null where the file says nothing; null for unknown rank. */
  shape: z.array(z.union([z.number(), z.string()]).nullable()).nullable(),
});
export type GraphTensor = z.infer<typeof graphTensor>;

/** Something for which a graph cannot be imported. */
export const graphProblem = z.object({
  /** The node's name in the file, '' where it has none; null where it is about the whole file. */
  node: z.string().nullable(),
  op: z.string().nullable(),
  why: z.string(),
  /** What to do about it. */
  advice: z.string(),
});
export type GraphProblem = z.infer<typeof graphProblem>;

/** What can be seen of a graph's states. */
export const stateGuess = z.object({
  /** Where images have their channels; null where that cannot be seen, or there are none. */
  layout: z.enum(['nchw', 'nhwc']).nullable(),
  /** By what the layout was seen. */
  why: z.string().nullable(),
  /** Channels, height and width, as far as they are known; of vectors those of the image that they may be. */
  sizes: z.tuple([z.number().nullable(), z.number().nullable(), z.number().nullable()]),
});
export type StateGuess = z.infer<typeof stateGuess>;

/** What an owner may have to say of a graph before it can be read: what its output is, the value of a further input, where channels are, the size of a state. */
export const missingChoice = z.enum(['output', 'value', 'layout', 'shape']);
export type MissingChoice = z.infer<typeof missingChoice>;

/** What an ONNX file holds. */
export const modelFacts = z.object({
  inputs: z.array(graphTensor),
  outputs: z.array(graphTensor),
  opset: z.int(),
  producer: z.string(),
  /** Ops by name, with how often each stands in the graph. */
  ops: z.array(z.object({ op: z.string(), count: z.int() })),
  /** Floats in its tensors. */
  parameters: z.int(),
  /** The input that is the state, by its name; null: none could be. */
  state: z.string().nullable(),
  guess: stateGuess,
  /** What has to be chosen before it can be read; null: nothing. */
  question: z.string().nullable(),
  /** Which choice that is. */
  missing: missingChoice.nullable(),
  /** For what it cannot be imported, whatever is chosen. */
  problems: z.array(graphProblem),
});
export type ModelFacts = z.infer<typeof modelFacts>;
