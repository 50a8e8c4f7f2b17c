import { FormatError } from '../formats/format-error.ts';
import { decodeJpeg, isJpeg } from '../formats/jpeg.ts';
import { decodePng, isPng } from '../formats/png.ts';
import type { ImageShape } from './dataset.ts';
import type { RawImage } from './image-source.ts';
import { toPlanes } from './planes.ts';

/** Bytes of the largest picture file that is read. */
export const LARGEST_PICTURE = 2 ** 26;

/** The picture in the bytes of a PNG or JPEG file, in planes. `name`: of the file, in messages. Throws FormatError where it is neither, or damaged. */
export async function decodePicture(bytes: Buffer, name: string): Promise<RawImage> {
  if (!isPng(bytes) && !isJpeg(bytes)) throw new FormatError(name, { expected: 'a PNG or JPEG picture', found: bytes.length === 0 ? 'an empty file' : 'another beginning' });
  const { width, height, channels, pixels } = isPng(bytes) ? decodePng(bytes, name) : await decodeJpeg(bytes, name);
  const shape: ImageShape = [channels, height, width];
  return { shape, values: channels === 1 ? pixels : toPlanes(pixels, shape) };
}
