import { cpus } from 'node:os';
import type { BundleMachine } from '../contract/bundle.ts';
import { program } from '../contract/program.ts';

/** This program on this machine. */
export function thisMachine(): BundleMachine {
  const model = cpus()[0]?.model.replace(/\s+/g, ' ').trim();
  return {
    program: `${program.name} ${program.version}`,
    runtime: `Node ${process.versions.node}`,
    processor: `${process.platform} ${process.arch}, ${model === undefined || model === '' ? 'a processor of unknown kind' : model}`.slice(0, 300),
  };
}
