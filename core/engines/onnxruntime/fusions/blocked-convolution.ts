import { geometryOf } from '../../../graph/conv-geometry.ts';
import type { ConvGeometry } from '../../../graph/conv-geometry.ts';
import type { OnnxAttribute, OnnxWriter } from '../../../graph/lowering-onnx.ts';
import type { Node, NodeId } from '../../../graph/program.ts';
import { blockedConvolve, fewPixels, fromBlocked, fromPhases, phasesBefore, toBlocked, toPhases } from './blocked-layout.ts';
import type { Fusion, ProgramView } from './fusion.ts';
import { allTaps, orderedKernels } from './ordered-kernels.ts';
import { phaseAt } from './phases.ts';
import type { Shape4 } from './phases.ts';
import { correlationPhases } from './strided-phases.ts';

/** Kernels of so many values, 1 MiB, do not stay in a core's cache from row to row; by phases of the image a part of them does. Taking the image apart costs more than smaller ones gain. */
const LARGE_KERNELS = 2 ** 18;

/** A convolution, with a leaky_relu that follows, in the blocked layout: into phases where that is what its result is used by, out of phases where the image is in them. */
export const blockedConvolution: Fusion = (view, last) => {
  const conv = last.op === 'leaky_relu' ? view.node(last.inputs[0]!) : last;
  if (conv.op !== 'conv2d' || view.blockSize === 0 || (conv !== last && view.onlyUser(conv.id) !== last)) return null;
  const [x, kernels, bias] = conv.inputs as [NodeId, NodeId, NodeId | undefined];
  const image = view.node(x).shape as Shape4;
  const kernelShape = view.node(kernels).shape as Shape4;
  const shape = conv.shape as Shape4;
  const [, o, oh, ow] = shape;
  const [, c, kh, kw] = kernelShape;
  // Fewer channels than a block are read from the plain layout.
  const plain = c < view.blockSize;
  if (o % view.blockSize !== 0 || (!plain && c % view.blockSize !== 0) || oh * ow < fewPixels) return null;
  const geometry = geometryOf(conv.op, conv.attributes);
  const activation: Readonly<Record<string, OnnxAttribute>> =
    conv === last ? {} : { activation: { string: 'LeakyRelu' }, activation_params: { floats: [Number(last.attributes['slope'])] } };
  return (writer, nameOf) => {
    const biasName = bias === undefined ? null : nameOf(bias);
    const wanted = phasesWanted(view, last, geometry);
    if (wanted !== null) {
      const from = plain ? nameOf(x) : toBlocked(writer, nameOf(x));
      const ordered = orderedKernels(writer, view, kernels, nameOf, allTaps(kernelShape, plain));
      const phases = Array.from({ length: wanted * wanted }, (_, at) => {
        const [a, b] = phaseAt(at, wanted);
        const rows = padding(a, image[2], kh, oh, wanted, geometry);
        const columns = padding(b, image[3], kw, ow, wanted, geometry);
        return blockedConvolve(writer, from, ordered, { bias: biasName }, {
          kernel_shape: { ints: [kh, kw] },
          strides: { ints: [wanted * geometry.stride, wanted * geometry.stride] },
          pads: { ints: [rows.before, columns.before, rows.after, columns.after] },
          ...activation,
        });
      });
      return fromPhases(writer, phases, wanted, shape, view.blockSize);
    }
    const parts = plain ? null : correlationPhases([image[2], image[3]], [oh, ow], [kh, kw], geometry);
    if (parts !== null && (phasesBefore(writer, nameOf(x), geometry.stride) !== null || o * c * kh * kw >= LARGE_KERNELS)) {
      let sum: string | null = null;
      toPhases(writer, nameOf(x), geometry.stride, image, view.blockSize).forEach((phase, at, all) => {
        const { rows, columns, pads } = parts[at]!;
        const ordered = orderedKernels(writer, view, kernels, nameOf, { rows, columns, turned: false, plain });
        const ends = at === all.length - 1;
        sum = blockedConvolve(writer, phase, ordered, { bias: ends ? biasName : null, sum }, {
          kernel_shape: { ints: [rows.length, columns.length] }, pads: { ints: pads }, ...(ends ? activation : {}),
        });
      });
      return fromBlocked(writer, sum!, o);
    }
    return fromBlocked(writer, whole(writer), o);

    function whole(to: OnnxWriter): string {
      const from = plain ? nameOf(x) : toBlocked(to, nameOf(x));
      return blockedConvolve(to, from, orderedKernels(to, view, kernels, nameOf, allTaps(kernelShape, plain)), { bias: biasName }, {
        kernel_shape: { ints: [kh, kw] },
        strides: { ints: [geometry.stride, geometry.stride] },
        pads: { ints: [geometry.padding, geometry.padding, geometry.padding, geometry.padding] },
        ...activation,
      });
    }
  };
};

/** The stride of the phases in which everything that uses a convolution's result takes it; null where something wants it whole, or a phase would begin inside the image. */
function phasesWanted(view: ProgramView, last: Node, { stride, padding: before }: ConvGeometry): number | null {
  if (view.isOutput(last.id)) return null;
  const users = view.usersOf(last.id);
  const strides = new Set(users.flatMap((user) => {
    if (user.op === 'leaky_relu_gradient' && user.inputs[0] === last.id && user.inputs[1] !== last.id) return [];
    return [takesPhases(view, last.id, user)];
  }));
  const [wanted] = strides;
  const [, , h, w] = last.shape as Shape4;
  if (strides.size !== 1 || wanted === undefined || wanted < 2 || h % wanted !== 0 || w % wanted !== 0 || (h * w) / wanted ** 2 < fewPixels) return null;
  return (wanted - 1) * stride <= before ? wanted : null;
}

/** The stride of the phases in which a node takes this image; 0 where it wants it whole. */
function takesPhases(view: ProgramView, id: NodeId, { op, inputs, attributes, shape }: Node): number {
  if (inputs[0] !== id || inputs[1] === id) return 0;
  if (op === 'max_pool' || op === 'max_pool_gradient') return Number(attributes['size']);
  const [, o, oh, ow] = shape as Shape4;
  if (op !== 'conv2d' || o % view.blockSize !== 0 || oh * ow < fewPixels) return 0;
  const [, , h, w] = view.node(id).shape as Shape4;
  const [, , kh, kw] = view.node(inputs[1]!).shape as Shape4;
  const geometry = geometryOf(op, attributes);
  return correlationPhases([h, w], [oh, ow], [kh, kw], geometry) === null ? 0 : geometry.stride;
}

/** Padding of the convolution that gives phase `a` of so many along one axis. */
function padding(a: number, size: number, kernel: number, results: number, phases: number, { stride, padding: before }: ConvGeometry): { before: number; after: number } {
  const start = a * stride - before;
  const end = start + (results / phases - 1) * phases * stride + kernel;
  return { before: -start, after: Math.max(0, end - size) };
}
