import { Option } from 'commander';
import type { Command } from 'commander';
import { deviceName, engineName } from '../contract/engine.ts';
import type { DeviceName, EngineChoice, EngineName } from '../contract/engine.ts';
import { isGiven } from './given-flag.ts';
import { wholeFlag } from './number-flags.ts';

export interface EngineFlags {
  readonly engine: EngineName;
  readonly device: DeviceName;
  readonly threads: number;
}

/** The engine that a record names, but for what was given on the command line: flags that commander filled in change nothing. */
export function engineFor({ engine, device, threads }: EngineChoice, flags: EngineFlags, command: Command): EngineChoice {
  const given = (name: keyof EngineFlags): boolean => isGiven(command, name);
  return {
    engine: given('engine') ? flags.engine : engine,
    device: given('device') ? flags.device : device,
    threads: given('threads') ? flags.threads : threads,
  };
}

/** Adds --engine, --device and --threads to a command. */
export function addEngineFlags(command: Command): Command {
  return command
    .addOption(new Option('--engine <engine>', 'what runs the network').choices(engineName.options).default('onnxruntime'))
    .addOption(new Option('--device <device>', 'the hardware it runs on; never exchanged for another silently').choices(deviceName.options).default('cpu'))
    .addOption(new Option('--threads <n>', 'CPU threads, 0: as many as there are cores').argParser(wholeFlag({ least: 0, most: 256 })).default(0));
}
