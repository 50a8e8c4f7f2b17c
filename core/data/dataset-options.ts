import type { ImageShape } from './dataset.ts';

export type Split = 'train' | 'test';

export interface DatasetOptions {
  /** A .npy of whole numbers or names, or an IDX file: one label an image. Labels that the data set has itself yield to it. */
  readonly labels?: string;
  /** [channels, height, width] to bring every image to; absent: as they are, all of one size. */
  readonly size?: ImageShape;
  /** Which part of a data set that has two; absent: the one preferred, where it is there. */
  readonly split?: Split;
  /** Absent: train. */
  readonly prefer?: Split;
  /** Leave out bad images and go on; absent: they are an error. What was left out stands in `problems`. */
  readonly skipBad?: boolean;
}
