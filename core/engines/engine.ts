import type { Program } from '../graph/program.ts';
import type { EngineName, DeviceName } from '../contract/engine.ts';
import type { Transfers } from './transfers.ts';

/** Arrays by name: flat, row-major float32. */
export type Tensors = Readonly<Record<string, Float32Array>>;

export interface CompileOptions {
  /**
   * Inputs (and free parameters) that are likely to be given again with the values of the run before, or with those of its output of the
   * same name. An engine whose device has a memory of its own keeps them there and sends them only when their values differ, bit by bit.
   */
  readonly kept?: readonly string[];
}

/** Whatever runs tensor programs on some hardware. */
export interface Engine {
  readonly name: EngineName;
  readonly device: DeviceName;
  /** What is really in use, for the record and for people: library, version, device, threads. */
  readonly description: string;
  /** What went to the device's own memory and came back, counted; null where there is none, or where it is not known. */
  readonly transfers: Transfers | null;
  /**
   * Prepares a program.
   * Parameters given here become constants of the executable (fastest); those left out are given at every run, by name.
   * Throws EngineError when the program cannot be run by this engine on this device.
   */
  compile(program: Program, parameters?: Tensors, options?: CompileOptions): Promise<Executable>;
  close(): Promise<void>;
}

/** A prepared program. Runs must not overlap. */
export interface Executable {
  /** Runs once: every input (and every parameter not fixed at compile time) by name; returns every output by name. */
  run(inputs: Tensors): Promise<Record<string, Float32Array>>;
  dispose(): Promise<void>;
}
