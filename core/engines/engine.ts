import type { Program } from '../graph/program.ts';
import type { EngineName, DeviceName } from '../contract/engine.ts';

/** Arrays by name: flat, row-major float32. */
export type Tensors = Readonly<Record<string, Float32Array>>;

/** Whatever runs tensor programs on some hardware. */
export interface Engine {
  readonly name: EngineName;
  readonly device: DeviceName;
  /** What is really in use, for the record and for people: library, version, device, threads. */
  readonly description: string;
  /**
   * Prepares a program.
   * Parameters given here become constants of the executable (fastest); those left out are given at every run, by name.
   * Throws EngineError when the program cannot be run by this engine on this device.
   */
  compile(program: Program, parameters?: Tensors): Promise<Executable>;
  close(): Promise<void>;
}

/** A prepared program. Runs must not overlap. */
export interface Executable {
  /** Runs once: every input (and every parameter not fixed at compile time) by name; returns every output by name. */
  run(inputs: Tensors): Promise<Record<string, Float32Array>>;
  dispose(): Promise<void>;
}
