import { opRegistry } from '../../../core/graph/registry.ts';
import { exampleProgram } from '../graph/example-program.ts';
import { nonlocalLike, vanillaLike } from './small-networks.ts';
import type { Program } from '../../../core/graph/program.ts';
import type { Tensors } from '../../../core/engines/engine.ts';

/** A program that every engine has to run as float64 does. */
export interface ConformanceCase {
  readonly name: string;
  readonly program: Program;
  readonly parameters: Tensors;
  readonly inputs: Tensors;
}

/** Every example of the op registry with its derivative, and two small networks. */
export function conformanceCases(): ConformanceCase[] {
  const ops = [...opRegistry.values()].flatMap((op) => op.examples.map((example) => ({ name: `${op.name}: ${example.name}`, parameters: {}, ...exampleProgram(op, example) })));
  return [...ops, { name: 'network: vanilla', ...vanillaLike }, { name: 'network: pools and attention', ...nonlocalLike }];
}
