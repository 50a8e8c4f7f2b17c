import { open, readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { isJpeg, parseJpegHeader } from '../formats/jpeg.ts';
import { isPng, parsePngHeader } from '../formats/png.ts';
import { readBytes, readFailure } from '../formats/read-bytes.ts';
import { FormatError } from '../formats/format-error.ts';
import type { RasterHeader } from '../formats/raster.ts';
import { DataError } from './data-error.ts';
import { decodePicture, LARGEST_PICTURE } from './decode-picture.ts';
import type { DatasetProblem, ImageShape } from './dataset.ts';
import type { ImageSource, Labels, RawImage } from './image-source.ts';
import { labelsOf } from './labels.ts';

const READ = /\.(png|jpe?g)$/i;
const OTHER_PICTURES = /\.(gif|bmp|webp|tiff?|avif|heic)$/i;
const DEEPEST = 8;
const MOST_FILES = 5_000_000;
/** A folder up to this many bytes is decoded once when it is opened, so that a damaged image is known at once. */
const DECODED_AT_OPEN = 2 ** 24;
/** A JPEG's frame header may stand behind a thumbnail and a colour profile. */
const JPEG_PREFIX = 2 ** 18;

interface Found {
  readonly path: string;
  readonly label: string | null;
  readonly bytes: number;
}

/**
 * A folder of PNG and JPEG images; where it has subfolders with images, each is a class of its name (torchvision's
 * ImageFolder). Headers of all are read when it is opened; pixels when they are asked for, except that a small folder is
 * decoded once at the start to find what is damaged. In a folder with gray and colour images all are read as colour.
 *
 * Without `wanted`, images of another size than most are problems.
 * @throws DataError where there are no images at all.
 */
export async function openFolderSource(folder: string, wanted: ImageShape | null): Promise<ImageSource> {
  const problems: DatasetProblem[] = [];
  const found = await findImages(folder, problems);
  const totalBytes = found.reduce((sum, file) => sum + file.bytes, 0);
  const good: (Found & { header: RasterHeader })[] = [];
  for (const file of found) {
    const item = relative(folder, file.path);
    try {
      const header = await readHeader(file.path);
      if (totalBytes <= DECODED_AT_OPEN) await decode(file.path);
      good.push({ ...file, header });
    } catch (error) {
      problems.push({ item, reason: reasonOf(error) });
    }
  }
  const shape = commonShape(good.map(({ header }) => header));
  const kept = wanted !== null || shape === null ? good : good.filter(({ path, header }) => {
    const same = header.height === shape[1] && header.width === shape[2];
    if (!same) problems.push({ item: relative(folder, path), reason: `is ${header.width}×${header.height} pixels, most are ${shape[2]}×${shape[1]}` });
    return same;
  });
  const classes = kept.map(({ label }) => label);
  const labels: Labels | null = kept.length > 0 && classes.every((label) => label !== null) ? labelsOf(classes, folder) : null;
  const colour = kept.some(({ header }) => header.channels === 3);
  return {
    kind: 'folder of images',
    count: kept.length,
    shape: shape === null ? null : [colour ? 3 : 1, shape[1], shape[2]],
    labels,
    problems,
    nameOf: (index) => kept[index]!.path,
    open: async () => ({
      read: (index) => decode(kept[index]!.path),
      close: async () => undefined,
    }),
  };
}

/** True where a folder holds, at any depth looked at, a picture this program reads. */
export async function hasImages(folder: string): Promise<boolean> {
  const problems: DatasetProblem[] = [];
  return (await findImages(folder, problems, 1)).length > 0;
}

async function findImages(folder: string, problems: DatasetProblem[], enough = MOST_FILES): Promise<Found[]> {
  const inRoot: Found[] = [];
  const inClasses: Found[] = [];
  const visit = async (current: string, label: string | null, depth: number): Promise<void> => {
    for (const name of (await readdir(current)).sort()) {
      if (inRoot.length + inClasses.length >= enough) return;
      if (name.startsWith('.') || name === '__MACOSX') continue;
      const path = join(current, name);
      const item = relative(folder, path);
      let stats;
      try {
        stats = await stat(path);
      } catch (error) {
        if (READ.test(name)) problems.push({ item, reason: readFailure(error) });
        continue;
      }
      if (stats.isDirectory()) {
        if (depth < DEEPEST) await visit(path, label ?? name, depth + 1);
        else problems.push({ item, reason: `is nested more than ${DEEPEST} folders deep` });
      } else if (stats.isFile() && READ.test(name)) {
        if (stats.size === 0) problems.push({ item, reason: 'is empty' });
        else if (stats.size > LARGEST_PICTURE) problems.push({ item, reason: `has ${stats.size} bytes, more than ${LARGEST_PICTURE}` });
        else (label === null ? inRoot : inClasses).push({ path, label, bytes: stats.size });
      } else if (stats.isFile() && OTHER_PICTURES.test(name)) {
        problems.push({ item, reason: 'is a picture of a kind that is not read (PNG and JPEG are)' });
      }
    }
  };
  await visit(folder, null, 0);
  if (inRoot.length + inClasses.length >= MOST_FILES) throw new DataError(`${folder}: it holds more than ${MOST_FILES} images.`);
  if (inClasses.length === 0) return inRoot;
  // Beside class folders, a picture in the folder itself has no class.
  for (const { path } of inRoot) problems.push({ item: path.split(sep).at(-1)!, reason: 'stands beside the class folders, in none of them' });
  return inClasses;
}

async function readHeader(path: string): Promise<RasterHeader> {
  const handle = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(JPEG_PREFIX);
    const { bytesRead } = await handle.read(buffer, 0, JPEG_PREFIX, 0);
    const prefix = buffer.subarray(0, bytesRead);
    if (isPng(prefix)) return parsePngHeader(prefix, path);
    if (isJpeg(prefix)) return parseJpegHeader(prefix, path);
    throw new FormatError(path, { expected: 'a PNG or JPEG picture', found: 'another beginning' });
  } finally {
    await handle.close();
  }
}

async function decode(path: string): Promise<RawImage> {
  return decodePicture(await readBytes(path, LARGEST_PICTURE), path);
}

/** The size that most have; of equals, the one met first. */
function commonShape(headers: readonly RasterHeader[]): ImageShape | null {
  const counts = new Map<string, { shape: ImageShape; count: number }>();
  for (const { channels, height, width } of headers) {
    const key = `${height}×${width}`;
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { shape: [channels, height, width], count: 1 });
    else known.count++;
  }
  return [...counts.values()].reduce<{ shape: ImageShape; count: number } | null>((best, entry) => (best === null || entry.count > best.count ? entry : best), null)?.shape ?? null;
}

function reasonOf(error: unknown): string {
  if (error instanceof FormatError) return `expected ${error.expected}, found ${error.found}`;
  return error instanceof Error ? error.message : String(error);
}
