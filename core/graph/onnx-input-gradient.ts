import { geometryOf } from './conv-geometry.ts';
import type { OnnxLowering, OnnxWriter } from './lowering-onnx.ts';

/** The derivative of a convolution in its image as ONNX nodes. */
export const lowerInputGradient: OnnxLowering = (writer, { inputs, shapes, shape, attributes }) => {
  const { stride, padding } = geometryOf('conv2d_input_gradient', attributes);
  const [, , oh, ow] = shapes[0] as [number, number, number, number];
  const [, , kernelHeight, kernelWidth] = shapes[1] as [number, number, number, number];
  const [, , height, width] = shape as [number, number, number, number];
  if (stride === 1 && padding < kernelHeight && padding < kernelWidth) {
    // An ordinary convolution with the kernels turned round, for which engines have their best code.
    const rows = kernelHeight - 1 - padding;
    const columns = kernelWidth - 1 - padding;
    return writer.node('Conv', [inputs[0]!, turned(writer, inputs[1]!, kernelHeight, kernelWidth)], {
      kernel_shape: { ints: [kernelHeight, kernelWidth] },
      pads: { ints: [rows, columns, rows, columns] },
    });
  }
  return writer.node('ConvTranspose', inputs, {
    kernel_shape: { ints: [kernelHeight, kernelWidth] },
    strides: { ints: [stride, stride] },
    pads: { ints: [padding, padding, padding, padding] },
    output_padding: { ints: [height - ((oh - 1) * stride - 2 * padding + kernelHeight), width - ((ow - 1) * stride - 2 * padding + kernelWidth)] },
  });
};

/** Kernels [o,c,kh,kw] as [c,o,kh,kw] with rows and columns in reverse; folded away where the kernels are constant. */
function turned(writer: OnnxWriter, kernels: string, height: number, width: number): string {
  const swapped = writer.node('Transpose', [kernels], { perm: { ints: [1, 0, 2, 3] } });
  if (height === 1 && width === 1) return swapped;
  const beforeFirst = Number.MIN_SAFE_INTEGER;
  return writer.node('Slice', [swapped, writer.ints([-1, -1]), writer.ints([beforeFirst, beforeFirst]), writer.ints([2, 3]), writer.ints([-1, -1])]);
}
