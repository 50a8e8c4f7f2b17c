import type { Command } from 'commander';
import type { DeviceName, EngineChoice, EngineName } from '../contract/engine.ts';
import { engineSettings } from '../contract/engine-settings.ts';
import { isGiven } from './given-flag.ts';
import { settingOption } from './setting-flags.ts';

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
    .addOption(settingOption(engineSettings.engine, 'engine', 'engine').default('onnxruntime'))
    .addOption(settingOption(engineSettings.device, 'device', 'device').default('cpu'))
    .addOption(settingOption(engineSettings.threads, 'threads', 'n').default(0));
}
