import type { DeviceName, EngineName } from '../../../core/contract/engine.ts';

const engines: Readonly<Record<EngineName, string>> = { onnxruntime: 'ONNX Runtime', tfjs: 'TensorFlow.js' };
const devices: Readonly<Record<DeviceName, string>> = { cpu: 'CPU', webgpu: 'GPU (WebGPU)', cuda: 'GPU (CUDA)' };

export function engineWords(engine: EngineName): string {
  return engines[engine];
}

export function deviceWords(device: DeviceName): string {
  return devices[device];
}
