import type { DatasetProblem, ImageShape } from './dataset.ts';

/** One image as it is stored, in planes [channels, height, width]: 8 bits (0 to 255), or float (−1 to 1). */
export interface RawImage {
  readonly shape: ImageShape;
  readonly values: Uint8Array | Float32Array;
}

/** Reads stored images one after another; closed by whoever opened it. */
export interface ImageReader {
  read(index: number): Promise<RawImage>;
  close(): Promise<void>;
}

/** Class of each image as an index in `names`. */
export interface Labels {
  readonly names: readonly string[];
  readonly of: Uint32Array;
}

/** A data set as it lies on disk, before its images are brought to one shape. */
export interface ImageSource {
  readonly kind: string;
  readonly count: number;
  /** Shape to give all images where no other is wanted: their own, or, of gray and colour images together, the colour one's. */
  readonly shape: ImageShape | null;
  readonly labels: Labels | null;
  readonly problems: readonly DatasetProblem[];
  /** Name of an image in messages. */
  nameOf(index: number): string;
  open(): Promise<ImageReader>;
}
