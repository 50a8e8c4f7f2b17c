import type { NetworkDescription } from '../contract/network.ts';

/** Tensors of a checkpoint that are no weights of its potential have names that begin so. */
export const TRAINING_PREFIX = 'training/';

/** Keys of our entries in a safetensors file's metadata. */
export const META = { architecture: 'architecture', trainEpsilon: 'train_epsilon', provenance: 'provenance', checkpoint: 'checkpoint_version' } as const;

/** Metadata that make a checkpoint of a training run a potential file too. */
export function checkpointEntries(version: number, network: NetworkDescription, trainEpsilon: number, provenance: string): Record<string, string> {
  return {
    [META.architecture]: JSON.stringify(network),
    [META.trainEpsilon]: String(trainEpsilon),
    [META.provenance]: provenance,
    [META.checkpoint]: String(version),
  };
}
