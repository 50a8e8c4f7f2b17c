import type { FuzzReader } from './fuzz-reader.ts';
import { cifarReader, idxReader, npyReader } from './readers/arrays.ts';
import { bundleReader } from './readers/bundles.ts';
import { configReader, evaluationReader } from './readers/configs.ts';
import { onnxGraphReader, onnxReader } from './readers/onnx.ts';
import { jpegReader, pngReader } from './readers/pictures.ts';
import { checkpointReader, longRunReader, mapStateReader, metricsReader, runReader } from './readers/runs.ts';
import { potentialReader, pthReader, safetensorsReader } from './readers/weights.ts';
import { workspaceReader } from './readers/workspace.ts';

/** Every reader of files that others may have made or broken. */
export const readers: readonly FuzzReader[] = [
  pthReader, safetensorsReader, potentialReader, onnxReader, onnxGraphReader, npyReader, idxReader, cifarReader, pngReader, jpegReader, configReader, evaluationReader,
  runReader, metricsReader, checkpointReader, longRunReader, mapStateReader, workspaceReader, bundleReader,
];
