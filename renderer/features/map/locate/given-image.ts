import type { GivenImage } from '../../../../core/contract/location.ts';
import { fileNameOf } from '../../../lib/format.ts';

/** Whether a file is taken for an image to look for, and not for a potential or a config. */
export function isImageFile(name: string): boolean {
  return /\.(png|jpe?g|npy)$/i.test(name);
}

/** How a given image is called. */
export function imageName(image: GivenImage): string {
  switch (image.kind) {
    case 'file':
      return fileNameOf(image.path);
    case 'bytes':
      return image.name;
    case 'data':
      return `number ${image.index} of the data`;
  }
}

/** A file as it was dropped or pasted: by its path where it has one, else by its bytes. `pathOf`: empty where it is of no disk, as out of a browser. */
export async function givenImageOf(file: File, pathOf: (file: File) => string): Promise<GivenImage> {
  const path = pathOf(file);
  if (path !== '') return { kind: 'file', path };
  return { kind: 'bytes', name: file.name || 'pasted image', bytes: new Uint8Array(await file.arrayBuffer()) };
}
