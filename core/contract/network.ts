import { z } from 'zod';
import { importChoices } from './import-choices.ts';

const size = z.int().min(1).max(65536);
const stride = z.int().min(1).max(16);
const padding = z.int().min(0).max(64);

/**
 * One layer of an energy network. `key` is the prefix of its tensors in the weights file
 * (`f.0` means `f.0.weight` and `f.0.bias`), the same as in the reference's PyTorch state dict. Numbers of features are called
 * `out` or `hidden` in every kind of layer, and the layers inside a block `layers`: a net of another width is made by them alone.
 */
export type Layer =
  | { type: 'conv2d'; key: string; out: number; kernel: number; stride: number; padding: number }
  | { type: 'linear'; key: string; out: number }
  | { type: 'leaky_relu'; slope: number }
  | { type: 'relu' }
  | { type: 'silu' }
  | { type: 'softplus' }
  | { type: 'max_pool'; size: number }
  | { type: 'average_pool'; size: number }
  | { type: 'flatten' }
  | { type: 'nonlocal'; key: string; hidden: number }
  | { type: 'residual'; layers: Layer[] };

export const layer: z.ZodType<Layer> = z.lazy(() =>
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('conv2d'), key: z.string().min(1), out: size, kernel: z.int().min(1).max(64), stride, padding }),
    z.object({ type: z.literal('linear'), key: z.string().min(1), out: size }),
    z.object({ type: z.literal('leaky_relu'), slope: z.number().min(0).max(1) }),
    z.object({ type: z.literal('relu') }),
    z.object({ type: z.literal('silu') }),
    z.object({ type: z.literal('softplus') }),
    z.object({ type: z.literal('max_pool'), size: z.int().min(1).max(16) }),
    z.object({ type: z.literal('average_pool'), size: z.int().min(1).max(16) }),
    z.object({ type: z.literal('flatten') }),
    z.object({ type: z.literal('nonlocal'), key: z.string().min(1), hidden: size }),
    z.object({ type: z.literal('residual'), layers: z.array(layer).min(1).max(64) }),
  ]),
);

/** An energy network F: R^(c·h·w) → R as a list of layers. The sum over whatever is left at the end is F. */
export const layerList = z.object({
  /** Left out in most files: what says nothing of its kind is a list of layers. */
  kind: z.literal('layers').optional(),
  /** Name people know it by: toy, vanilla, nonlocal, or the user's own. */
  net: z.string().min(1).max(100),
  /** [channels, height, width] of one state. A 2D toy state is [2, 1, 1]. */
  inputShape: z.tuple([size, size, size]),
  layers: z.array(layer).min(1).max(256),
});
export type LayerList = z.infer<typeof layerList>;

const finite = z.number().refine(Number.isFinite, 'a finite number was expected');

/** A node of an imported graph: an op of ONNX with its attributes, and the names of what goes in ('' where an input is left out) and comes out. */
export const graphNode = z.object({
  op: z.string().min(1),
  /** Its name in the file, for messages. */
  name: z.string(),
  inputs: z.array(z.string()),
  outputs: z.array(z.string()).min(1),
  attributes: z.record(z.string(), z.union([z.number(), z.string(), z.array(z.number())])),
});
export type GraphNode = z.infer<typeof graphNode>;

/** A tensor that a graph carries itself and that is no weight: sizes, indices, masks. Infinite numbers are words, which JSON has no signs for. */
export const graphConstant = z.object({
  name: z.string(),
  kind: z.enum(['float', 'int', 'bool']),
  shape: z.array(z.int().min(0)),
  values: z.array(z.union([z.number(), z.enum(['inf', '-inf', 'nan'])])),
});
export type GraphConstant = z.infer<typeof graphConstant>;

/** What the output of an imported graph is: an energy, its negative, or logits f of classes, where the energy is −log Σ exp f, or −f of one class. */
export const graphReading = z.object({
  output: z.enum(['energy', 'negative', 'logits']),
  /** The one class whose logit is read; null: all. */
  classIndex: z.int().min(0).nullable(),
  /** What the energy is multiplied by: an inverse temperature. */
  scale: finite,
  /** σ of ‖x‖²/(2σ²) that is added, x as the graph takes it; null: nothing is added. */
  quadratic: finite.positive().nullable(),
});
export type GraphReading = z.infer<typeof graphReading>;

/** How a state in [−1, 1] becomes what the graph takes: x·scale + shift of each channel (or one for all), in its own layout. */
export const graphInput = z.object({
  name: z.string(),
  /** Without the axis of the rows. */
  shape: z.array(size),
  layout: z.enum(['nchw', 'nhwc']),
  scale: z.array(finite).min(1),
  shift: z.array(finite).min(1),
});
export type GraphInput = z.infer<typeof graphInput>;

/** An energy network F that was imported as a graph of ONNX ops; everything in it that does not depend on x is folded. */
export const importedGraph = z.object({
  kind: z.literal('onnx'),
  net: z.string().min(1).max(100),
  /** [channels, height, width] of one state. */
  inputShape: z.tuple([size, size, size]),
  opset: z.int(),
  producer: z.string(),
  input: graphInput,
  /** Further inputs, fixed for this potential. `perRow`: the graph takes a row of them for each state. */
  fixedInputs: z.array(z.object({ tensor: graphConstant, perRow: z.boolean() })),
  output: z.string(),
  reading: graphReading,
  /** Rows that the file was written for, where it names a number; `adapts`: that number is read as whatever there is. */
  rows: z.object({ count: z.int().min(1), adapts: z.boolean() }).nullable(),
  nodes: z.array(graphNode).max(50_000),
  constants: z.array(graphConstant),
  /** `computed`: from others of the file, when it was imported (a norm that was folded into it, one tensor used in two forms). `fixed`: no parameter, a mask (two numbers, one of them 0 or huge) or one number throughout that stands in a node. */
  weights: z.array(z.object({ name: z.string().min(1), shape: z.array(z.int().min(1)), origin: z.enum(['computed', 'fixed']).optional() })),
  /** What its owner said of the file, with what was found where nothing was said; of imports from before that was kept: left out. */
  choices: importChoices.optional(),
  /** Its table of layers, made when it was imported. */
  table: z.array(z.lazy(() => layerRow)),
});
export type ImportedGraph = z.infer<typeof importedGraph>;

/**
 * An energy network as data: what files, configs and records keep, and from which `openNetwork` makes it again. Every kind has
 * `net` and `inputShape` [channels, height, width]; what else there is, only its own folder in `core/networks` looks at.
 */
export const networkDescription = z.discriminatedUnion('kind', [layerList, importedGraph]);
export type NetworkDescription = z.infer<typeof networkDescription>;

/** What lists and pages say of a network. */
export const networkFacts = z.object({
  name: z.string(),
  /** [channels, height, width] of one state. */
  inputShape: z.tuple([z.int(), z.int(), z.int()]).readonly(),
  /** Layers one after the other; those inside a block are not counted. */
  layers: z.int(),
});
export type NetworkFacts = z.infer<typeof networkFacts>;

/** A layer as a line of a table. */
export const layerRow = z.object({
  /** How deep inside residual blocks. */
  depth: z.int(),
  type: z.string(),
  /** What sets it apart: kernel, width, slope. */
  detail: z.string(),
  /** Prefix of its tensors in the weights file; empty where it has none. */
  key: z.string(),
  /** Shape of what it gives out for one state. */
  shape: z.array(z.int()).readonly(),
  parameters: z.int(),
  /** Rows whose results it takes, by their place in the table, -1 for the state; left out in lists of layers, where each takes the one before. */
  inputs: z.array(z.int()).optional(),
});
export type LayerRow = z.infer<typeof layerRow>;
