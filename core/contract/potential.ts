import { z } from 'zod';
import { importChoices, modelFacts } from './import-choices.ts';
import { layerRow, networkFacts } from './network.ts';

/** What a weights file turned out to hold, before its owner has said what ε it was trained with. */
export const potentialInspection = z.object({
  path: z.string(),
  fileName: z.string(),
  net: z.string(),
  inChannels: z.int(),
  /** n_f, the width of one of the reference's nets; null of others. */
  width: z.int().nullable(),
  inputShape: z.tuple([z.int(), z.int(), z.int()]),
  parameters: z.int(),
  sha256: z.string(),
  /** ε when the file itself records it (our own safetensors do), else null: ask. */
  recordedEpsilon: z.number().nullable(),
  /** What the graph of an ONNX file holds; null of other files. */
  model: modelFacts.nullable(),
  /** The table of its network's layers. */
  layers: z.array(layerRow),
  /** How an ONNX file was read: as chosen, and as found where nothing was; null of other files. */
  choices: importChoices.nullable(),
  /** Id of the workspace's potential with the same weights and ε, where there is one. */
  alreadyHere: z.string().nullable(),
});
export type PotentialInspection = z.infer<typeof potentialInspection>;

/** U of noise and of data (null: none were given), each of some states, and what that says of the sign of an energy. */
export const signCheck = z.object({ noise: z.array(z.number()), data: z.array(z.number()).nullable(), verdict: z.enum(['fits', 'reversed', 'unknown']), text: z.string() });
export type SignCheck = z.infer<typeof signCheck>;

/** A potential of the workspace, as lists show it. */
export const potentialSummary = z.object({
  id: z.string(),
  name: z.string(),
  network: networkFacts,
  parameters: z.int(),
  /** ε of training; U = F/(ε²/2) when > 0, U = F when 0. */
  trainEpsilon: z.number().min(0),
  sha256: z.string(),
  /** How it came to be: trained how, by whom, from which file. */
  provenance: z.string(),
  bundled: z.boolean(),
  addedAt: z.string(),
});
export type PotentialSummary = z.infer<typeof potentialSummary>;

/** What short chains say of an ε of training: `large`, `small`: it was probably smaller, larger; `unclear`: something is wrong, and it may be this; `data`: the data given do not look like its own. */
export const epsilonCheck = z.object({ verdict: z.enum(['fits', 'large', 'small', 'unclear', 'data']), text: z.string() });
export type EpsilonCheck = z.infer<typeof epsilonCheck>;
