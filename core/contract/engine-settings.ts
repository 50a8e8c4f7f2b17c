import { engineChoice } from './engine.ts';
import { asChoice, asNumber, describer } from './setting.ts';

const engine = describer(engineChoice);

/** What runs the chains of a job, described. */
export const engineSettings = {
  engine: asChoice(engine('engine', 'machine', { label: 'Engine', meaning: 'The library that runs the potential’s tensor program.' }, [
    { value: 'onnxruntime', label: 'ONNX Runtime', meaning: 'Whole programs, on the CPU, through WebGPU or CUDA.' },
    { value: 'tfjs', label: 'TensorFlow.js', meaning: 'Op by op, on the CPU or CUDA.' },
  ])),
  device: asChoice(engine('device', 'machine', { label: 'Device', meaning: 'The hardware it runs on. A device that fails is an error, never a quiet change to another.' }, [
    { value: 'cpu', label: 'CPU', meaning: 'The processor.' },
    { value: 'webgpu', label: 'GPU (WebGPU)', meaning: 'Any GPU, through Vulkan, Metal or D3D12.' },
    { value: 'cuda', label: 'GPU (CUDA)', meaning: 'An NVIDIA GPU, where CUDA is installed.' },
  ])),
  threads: asNumber(engine('threads', 'machine', { label: 'CPU threads', unit: 'threads', meaning: 'Threads of the CPU engine. 0: as many as the machine has cores.' })),
};
