/** What the process that reads is asked for: an input made anew from a seed, or given. */
export type Ask = { readonly reader: string; readonly seed: number; readonly index: number } | { readonly reader: string; readonly bytes: Uint8Array };

/** What came of one input: read, refused in words, or a fault of the program. */
export interface Outcome {
  readonly kind: 'read' | 'refused' | 'fault';
  /** Empty where it was read. */
  readonly message: string;
  /** The same for faults of the same place; empty of others. */
  readonly signature: string;
  /** Of this input alone. CPU time: the machine may be busy with other things. */
  readonly cpuSeconds: number;
  /** Most memory that the process has had since it started. */
  readonly megabytes: number;
}

/** Seconds of CPU that reading one input may take, whatever is in it. */
export const MOST_SECONDS = 2;
/** Memory that the process that reads may ever have, inputs of all kinds one after another. */
export const MOST_MEGABYTES = 900;
