import { z } from 'zod';

export const engineName = z.enum(['onnxruntime', 'tfjs']);
export type EngineName = z.infer<typeof engineName>;

export const deviceName = z.enum(['cpu', 'webgpu', 'cuda']);
export type DeviceName = z.infer<typeof deviceName>;

/** One engine on one device: whether it can be used here, and what to say about it. */
export const engineOption = z.object({
  engine: engineName,
  device: deviceName,
  available: z.boolean(),
  /** Library, version and hardware when available; the reason when not. */
  description: z.string(),
});
export type EngineOption = z.infer<typeof engineOption>;

/** What a job asks for. `threads` 0: as many as the machine has cores. */
export const engineChoice = z.object({
  engine: engineName.default('onnxruntime'),
  device: deviceName.default('cpu'),
  threads: z.int().min(0).max(256).default(0),
});
export type EngineChoice = z.infer<typeof engineChoice>;
