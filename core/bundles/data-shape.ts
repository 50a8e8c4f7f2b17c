import type { BundleData } from '../contract/bundle.ts';
import { FormatError } from '../formats/format-error.ts';

/** Holds the shape of a bundle's data, to which images are scaled, against that of its map's potential or its run's config; null: without images. Throws FormatError where it is another. */
export function checkShape(file: string, data: BundleData | null, wanted: readonly number[] | null): void {
  if (data === null || (wanted !== null && data.shape.join() === wanted.join())) return;
  const expected = wanted === null ? 'no data, as its run was made from none' : `data of ${wanted.join(' × ')}, as its network takes them`;
  throw new FormatError(file, { expected, found: `some of ${data.shape.join(' × ')}` });
}
