import { serializeModel } from '../../../core/engines/onnxruntime/onnx-model.ts';
import type { OnnxInitializer, OnnxNode } from '../../../core/engines/onnxruntime/onnx-model.ts';
import { sizeOf } from '../../../core/graph/program.ts';
import { fillUniform } from '../../../core/random/fill-uniform.ts';
import { streamKey } from '../../../core/random/stream-key.ts';

/**
 * A wide ResNet of JEM's kind as ONNX: no normalisation, LeakyReLU before each convolution, three groups of (depth − 4)/6 blocks, ten logits
 * of images [n, 3, 32, 32]. Weights are uniform on ±√(3/fan in), so that no layer drowns the next. `subtractBatchMean`: from the first features, so that states know of each other.
 */
export function wideResNet(depth: number, width: number, { subtractBatchMean = false } = {}): Uint8Array {
  const nodes: OnnxNode[] = [];
  const initializers: OnnxInitializer[] = [];
  const node = (type: string, inputs: string[], attributes: OnnxNode['attributes'] = {}): string => {
    const output = `v${nodes.length}`;
    nodes.push({ type, domain: '', inputs, outputs: [output], attributes });
    return output;
  };
  const weight = (name: string, shape: readonly number[]): string => {
    const values = new Float32Array(sizeOf(shape));
    const bound = Math.sqrt(3 / sizeOf(shape.slice(1)));
    if (shape.length > 1) fillUniform(values, 0, values.length, streamKey(11, initializers.length), 0, -bound, bound);
    initializers.push({ name, shape, values });
    return name;
  };
  const convolve = (name: string, x: string, from: number, to: number, kernel: number, stride: number): string => {
    const pad = (kernel - 1) / 2;
    return node('Conv', [x, weight(`${name}.weight`, [to, from, kernel, kernel]), weight(`${name}.bias`, [to])], {
      kernel_shape: { ints: [kernel, kernel] }, strides: { ints: [stride, stride] }, pads: { ints: [pad, pad, pad, pad] },
    });
  };
  const activate = (x: string): string => node('LeakyRelu', [x], { alpha: { float: 0.2 } });
  let x = convolve('conv1', 'x', 3, 16, 3, 1);
  if (subtractBatchMean) x = node('Sub', [x, node('ReduceMean', [x], { axes: { ints: [0] } })]);
  let channels = 16;
  for (let group = 0; group < 3; group++) {
    const to = 16 * width * 2 ** group;
    for (let block = 0; block < (depth - 4) / 6; block++) {
      const stride = group > 0 && block === 0 ? 2 : 1;
      const name = `layer${group + 1}.${block}`;
      const inner = convolve(`${name}.conv2`, activate(convolve(`${name}.conv1`, activate(x), channels, to, 3, 1)), to, to, 3, stride);
      const short = stride === 1 && channels === to ? x : convolve(`${name}.shortcut.0`, x, channels, to, 1, stride);
      x = node('Add', [inner, short]);
      channels = to;
    }
  }
  const pooled = node('AveragePool', [activate(x)], { kernel_shape: { ints: [8, 8] }, strides: { ints: [8, 8] } });
  const logits = node('Gemm', [node('Flatten', [pooled], { axis: { int: 1 } }), weight('linear.weight', [10, channels]), weight('linear.bias', [10])], { transB: { int: 1 } });
  return serializeModel({ nodes, initializers, inputs: [{ name: 'x', shape: ['n', 3, 32, 32] }], outputs: [{ name: logits, shape: ['n', 10] }] });
}
