import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isJpeg } from '../formats/jpeg.ts';
import { isNpy } from '../formats/npy-header.ts';
import { isPng } from '../formats/png.ts';
import { readFailure } from '../formats/read-bytes.ts';
import { cifarBatches, looksLikeCifar, openCifarSource } from './cifar-source.ts';
import { asDataError, DataError } from './data-error.ts';
import type { Dataset } from './dataset.ts';
import type { DatasetOptions } from './dataset-options.ts';
import { fitDataset } from './fit-dataset.ts';
import { hasImages, openFolderSource } from './folder-source.ts';
import { chooseSplit, idxImageFiles, isIdx, openIdxSource, readIdxLabels } from './idx-source.ts';
import type { ImageSource, Labels } from './image-source.ts';
import { readLabels } from './labels.ts';
import { listProblems } from './left-out.ts';
import { openNpySource } from './npy-source.ts';

/**
 * Opens a data set, its kind told by content: a .npy, an IDX file or folder (MNIST, Fashion-MNIST; gzipped or not), a
 * CIFAR-10 batch or folder of batches, a folder with one .npy of images (and one of labels), or a folder of PNG and
 * JPEG images with a subfolder a class.
 *
 * Labels are found where the format keeps them (IDX: beside the images by name; CIFAR-10: in the records; folders: the
 * subfolders' names); a .npy has none unless `options.labels` names them or one stands beside it in a folder given as `path`.
 *
 * @throws DataError where there is nothing to read, the kind is unknown, labels and images differ in number, or there
 * are problems and `options.skipBad` was not asked for (the message lists the first of them).
 */
export async function openDataset(path: string, options: DatasetOptions = {}): Promise<Dataset> {
  return asDataError(async () => {
    const source = await openSource(path, options);
    if (source.count === 0) throw new DataError(`${path}: no usable images. ${listProblems(source.problems)}`.trimEnd());
    if (source.problems.length > 0 && options.skipBad !== true) {
      throw new DataError(`${path}: ${source.problems.length} of its images cannot be used: ${listProblems(source.problems)} Remove them, or choose to skip bad images.`);
    }
    const dataset = fitDataset(path, source, options.size ?? null);
    // Images that cannot become what is wanted should be known now, not in the middle of a run.
    if (options.size !== undefined && source.shape !== null && source.shape[0] !== options.size[0]) await dataset.read([0]);
    return dataset;
  });
}

async function openSource(path: string, options: DatasetOptions): Promise<ImageSource> {
  let stats;
  try {
    stats = await stat(path);
  } catch (error) {
    throw new DataError(`${path}: ${readFailure(error)}.`, { cause: error });
  }
  if (stats.isDirectory()) return openFolder(path, options);
  if (!stats.isFile()) throw new DataError(`${path}: neither a file nor a folder.`);

  const given = givenLabels(options);
  const start = await firstBytes(path);
  if (isNpy(start)) return openNpySource(path, options.size ?? null, given ?? (async () => null));
  if (isIdx(start)) return openIdxSource(path, given);
  if (isPng(start) || isJpeg(start)) throw new DataError(`${path}: a single picture. Give the folder that holds the images.`);
  if (looksLikeCifar(path, stats.size)) return openCifarSource([path], given);
  throw new DataError(
    `${path}: expected a data set (.npy, IDX, CIFAR-10 .bin, or a folder of them or of PNG and JPEG images), found ${stats.size === 0 ? 'an empty file' : 'a file of another kind'}.`,
  );
}

async function openFolder(folder: string, options: DatasetOptions): Promise<ImageSource> {
  const names = (await readdir(folder)).sort();
  const given = givenLabels(options);

  const idx = idxImageFiles(names);
  if (Object.keys(idx).length > 0) return openIdxSource(join(folder, chooseSplit(folder, idx, options).value), given);

  const batches = cifarBatches(names);
  if (Object.keys(batches).length > 0) {
    return openCifarSource(chooseSplit(folder, batches, options).value.map((name) => join(folder, name)), given);
  }

  const arrays = names.filter((name) => name.endsWith('.npy'));
  if (arrays.length > 0) {
    const labelNames = arrays.filter((name) => /labels?|targets?/i.test(name));
    const [images, ...others] = arrays.filter((name) => !labelNames.includes(name));
    if (images === undefined || others.length > 0 || labelNames.length > 1) {
      throw new DataError(`${folder}: expected one .npy of images (and at most one of labels, named so), found ${arrays.slice(0, 5).join(', ')}${arrays.length > 5 ? ', …' : ''}. Give the file itself.`);
    }
    const beside = labelNames[0];
    const labels = given ?? (async (count: number) => (beside === undefined ? null : readLabels(join(folder, beside), count)));
    return openNpySource(join(folder, images), options.size ?? null, labels);
  }

  if (!(await hasImages(folder))) {
    throw new DataError(`${folder}: expected IDX files, CIFAR-10 batches, a .npy, or PNG and JPEG images (a subfolder a class), found ${names.length === 0 ? 'an empty folder' : 'none of them'}.`);
  }
  const source = await openFolderSource(folder, options.size ?? null);
  return given === null ? source : { ...source, labels: await given(source.count) };
}

/** Labels that the user named, or null: look where the format keeps them. */
function givenLabels(options: DatasetOptions): ((count: number) => Promise<Labels | null>) | null {
  const path = options.labels;
  if (path === undefined) return null;
  return async (count) => (isIdx(await firstBytes(path)) ? readIdxLabels(path, count) : readLabels(path, count));
}

async function firstBytes(path: string): Promise<Buffer> {
  let handle;
  try {
    // A pipe would wait for its other end.
    if (!(await stat(path)).isFile()) throw new DataError(`${path}: not a plain file.`);
    handle = await open(path, 'r');
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw new DataError(`${path}: ${readFailure(error)}.`, { cause: error });
  }
  try {
    const buffer = Buffer.alloc(4096);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
