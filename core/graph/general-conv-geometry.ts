import { integer, integers } from './attributes.ts';
import { GraphError } from './graph-error.ts';
import { shapeText } from './shapes.ts';
import type { Attributes, Shape } from './program.ts';

/** Geometry of a convolution whose two image axes may differ, with groups of channels that do not see each other. */
export interface GeneralGeometry {
  /** Along height and width. */
  readonly strides: readonly [number, number];
  /** Distance of neighbouring taps along height and width. */
  readonly dilations: readonly [number, number];
  /** Zeros added above, left, below, right. */
  readonly pads: readonly [number, number, number, number];
  readonly groups: number;
}

export function generalGeometryOf(op: string, attributes: Attributes): GeneralGeometry {
  const list = (key: string, length: number, least: number): readonly number[] => {
    const values = integers(op, attributes, key);
    if (values.length !== length || values.some((value) => value < least)) {
      throw new GraphError(`${op}: attribute ${key} is [${values.join(', ')}]; it must be ${length} whole numbers of at least ${least}.`);
    }
    return values;
  };
  return {
    strides: list('strides', 2, 1) as [number, number],
    dilations: list('dilations', 2, 1) as [number, number],
    pads: list('pads', 4, 0) as [number, number, number, number],
    groups: integer(op, attributes, 'groups', 1),
  };
}

/** The geometry as attributes, for the ops that belong to one convolution. */
export function geometryAttributes({ strides, dilations, pads, groups }: GeneralGeometry): Attributes {
  return { strides, dilations, pads, groups };
}

/** Rows and columns that kernels of kh×kw cover, with the gaps between their taps. */
export function reach(geometry: GeneralGeometry, kh: number, kw: number): [number, number] {
  return [(kh - 1) * geometry.dilations[0] + 1, (kw - 1) * geometry.dilations[1] + 1];
}

/** [height, width] of a convolution's result. Throws GraphError where the kernels are larger than the padded image. */
export function generalConvolvedSize(op: string, geometry: GeneralGeometry, [height, width]: readonly [number, number], [kh, kw]: readonly [number, number]): [number, number] {
  const [rows, columns] = reach(geometry, kh, kw);
  const { pads, strides } = geometry;
  const roomDown = height + pads[0] + pads[2] - rows;
  const roomAcross = width + pads[1] + pads[3] - columns;
  if (roomDown < 0 || roomAcross < 0) {
    throw new GraphError(`${op}: kernels of ${rows}×${columns} do not fit an image of ${height}×${width} with padding [${pads.join(', ')}].`);
  }
  return [Math.floor(roomDown / strides[0]) + 1, Math.floor(roomAcross / strides[1]) + 1];
}

/** Throws GraphError unless c channels and kernels [o, c/groups, kh, kw] belong together. */
export function checkGroups(op: string, channels: number, kernels: Shape, groups: number): void {
  if (channels % groups !== 0 || kernels[0]! % groups !== 0 || kernels[1] !== channels / groups) {
    throw new GraphError(`${op}: ${channels} channels in ${groups} groups do not go with kernels ${shapeText(kernels)}, which must be [out, channels/groups, height, width].`);
  }
}

/** Visits every (result, image, kernel) triple of offsets of a convolution of x [n,c,h,w] with kernels [o,c/groups,kh,kw] to [n,o,oh,ow]. */
export function forEachGeneralTap(
  x: Shape, kernels: Shape, result: Shape, { strides, dilations, pads, groups }: GeneralGeometry,
  visit: (result: number, image: number, kernel: number) => void,
): void {
  const [n, c, h, w] = x as [number, number, number, number];
  const [o, own, kh, kw] = kernels as [number, number, number, number];
  const [, , oh, ow] = result as [number, number, number, number];
  for (let at = 0; at < n * o * oh * ow; at++) {
    const column = at % ow;
    const row = Math.floor(at / ow) % oh;
    const out = Math.floor(at / (ow * oh)) % o;
    const sample = Math.floor(at / (ow * oh * o));
    const first = Math.floor(out / (o / groups)) * own;
    for (let tap = 0; tap < own * kh * kw; tap++) {
      const j = tap % kw;
      const i = Math.floor(tap / kw) % kh;
      const channel = Math.floor(tap / (kw * kh));
      const y = row * strides[0] - pads[0] + i * dilations[0];
      const across = column * strides[1] - pads[1] + j * dilations[1];
      if (y < 0 || y >= h || across < 0 || across >= w) continue;
      visit(at, ((sample * c + first + channel) * h + y) * w + across, out * own * kh * kw + tap);
    }
  }
}
