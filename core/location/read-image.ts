import { basename } from 'node:path';
import type { GivenImage } from '../contract/location.ts';
import { recordedDataPath } from '../data/bundled-data.ts';
import { DataError } from '../data/data-error.ts';
import { decodePicture, LARGEST_PICTURE } from '../data/decode-picture.ts';
import { fitState } from '../data/fit-dataset.ts';
import { decodeNpyImage } from '../data/npy-source.ts';
import { FormatError } from '../formats/format-error.ts';
import { isNpy } from '../formats/npy-header.ts';
import { readBytes } from '../formats/read-bytes.ts';
import { openMapDataset } from '../jobs/new-map.ts';
import { areImages } from '../landscape/image-strip.ts';
import type { StateShape } from '../landscape/image-strip.ts';
import type { Workspace } from '../store/workspace.ts';
import { LocationError } from './location-error.ts';

/**
 * A given image as a state of a map: brought to its size and channels as images of a data set are. Throws LocationError where the map has no such image
 * of its data, or the image cannot become a state; FormatError where its bytes are no image. `resources`: where the data of bundled maps are.
 */
export async function readGivenImage(workspace: Workspace, map: string, given: GivenImage, shape: StateShape, resources: string): Promise<Float32Array> {
  try {
    if (given.kind === 'data') return await readFromData(workspace, map, given.index, resources);
    const name = given.kind === 'file' ? basename(given.path) : given.name;
    const bytes = given.kind === 'file' ? await readBytes(given.path, LARGEST_PICTURE) : Buffer.from(given.bytes.buffer, given.bytes.byteOffset, given.bytes.byteLength);
    if (isNpy(bytes)) return fitState(decodeNpyImage(bytes, name, shape), shape, () => name);
    if (!areImages(shape)) throw new LocationError(`${name}: states of this map are no pictures but ${shape.join(' × ')} = ${shape.reduce((size, axis) => size * axis, 1)} numbers. Give one as a .npy file.`);
    return fitState(await decodePicture(bytes, name), shape, () => name);
  } catch (error) {
    // What is said of data sets and files holds for one image, which is no data set.
    if (error instanceof DataError || error instanceof FormatError) throw new LocationError(error.message, { cause: error });
    throw error;
  }
}

async function readFromData(workspace: Workspace, map: string, index: number, resources: string): Promise<Float32Array> {
  const { name, potential, dataset, labels } = workspace.maps.get(map);
  if (dataset === null) throw new LocationError(`The map ${name} was made without a data set, so that it has no image ${index}. Give the image itself.`);
  const data = await openMapDataset(workspace.potentials.get(potential), recordedDataPath(dataset, resources), labels);
  if (data === null || index >= data.count) throw new LocationError(`There is no image ${index} in ${dataset}: it has ${data?.count ?? 0}, numbered from 0.`);
  return data.read([index]);
}
