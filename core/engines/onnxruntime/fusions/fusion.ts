import type { Node, NodeId, Program } from '../../../graph/program.ts';
import type { OnnxWriter } from '../../../graph/lowering-onnx.ts';

/** A program as fusions look at it. */
export interface ProgramView {
  readonly program: Program;
  /** Channels in a block of the device's blocked image layout; 0 where it has none. */
  readonly blockSize: number;
  node(id: NodeId): Node;
  /** Values of a constant, or of a parameter fixed at compile time; null for what is only known at a run. */
  valuesOf(id: NodeId): Float32Array | null;
  usersOf(id: NodeId): readonly Node[];
  isOutput(id: NodeId): boolean;
  /** The node's only user; null where it has none or several, or is an output of the program. */
  onlyUser(id: NodeId): Node | null;
}

/** Emits the ONNX nodes of a group and returns the name of its last node's value; null where what was written before does not fit after all. */
export type EmitFused = (writer: OnnxWriter, nameOf: (id: NodeId) => string) => string | null;

/**
 * Recognises a group of nodes by its last one and says how to write it; null where it is not there.
 * Nodes inside the group are still written by themselves too, and dropped when nothing else uses them.
 */
export type Fusion = (view: ProgramView, last: Node) => EmitFused | null;
