import type { Command } from 'commander';

/** Whether a flag was given on the command line, not filled in by commander. */
export function isGiven(command: Command, name: string): boolean {
  return command.getOptionValueSource(name) === 'cli';
}
