import type { DeviceName, EngineName } from '../../../core/contract/engine.ts';
import { engineSettings } from '../../../core/contract/engine-settings.ts';

export function engineWords(engine: EngineName): string {
  return engineSettings.engine.choices.find(({ value }) => value === engine)?.label ?? engine;
}

export function deviceWords(device: DeviceName): string {
  return engineSettings.device.choices.find(({ value }) => value === device)?.label ?? device;
}
