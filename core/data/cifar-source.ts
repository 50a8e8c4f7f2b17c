import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { readBytes } from '../formats/read-bytes.ts';
import { DataError } from './data-error.ts';
import type { Split } from './dataset-options.ts';
import type { ImageShape } from './dataset.ts';
import type { ImageSource, Labels } from './image-source.ts';
import { readExactly } from './read-exactly.ts';

const SHAPE: ImageShape = [3, 32, 32];
const RECORD = 1 + 3 * 32 * 32;
const CLASSES = 10;

/** The CIFAR-10 batches of a folder, by split. */
export function cifarBatches(names: readonly string[]): Partial<Record<Split, string[]>> {
  const found: Partial<Record<Split, string[]>> = {};
  for (const name of [...names].sort()) {
    const match = /^(data|test)_batch.*\.bin$/.exec(name);
    if (match !== null) (found[match[1] === 'data' ? 'train' : 'test'] ??= []).push(name);
  }
  return found;
}

/** True where a file can be CIFAR-10 records by its name and size. */
export function looksLikeCifar(path: string, size: number): boolean {
  return path.endsWith('.bin') && size > 0 && size % RECORD === 0;
}

/**
 * CIFAR-10 binary batches: records of a label byte (0 to 9) and 3,072 bytes, 32×32 in planes R, G, B. Class names come
 * from `batches.meta.txt` beside them, where it stands.
 * @throws FormatError or DataError where a size or a label is wrong.
 */
export async function openCifarSource(paths: readonly string[], labels: ((count: number) => Promise<Labels | null>) | null): Promise<ImageSource> {
  const folder = dirname(paths[0]!);
  const classes: number[] = [];
  const firsts: number[] = [];
  for (const path of paths) {
    const bytes = await readBytes(path);
    if (bytes.length === 0 || bytes.length % RECORD !== 0) throw new DataError(`${path}: CIFAR-10 batches are records of ${RECORD} bytes, found ${bytes.length} bytes.`);
    firsts.push(classes.length);
    for (let at = 0; at < bytes.length; at += RECORD) {
      const label = bytes[at]!;
      if (label >= CLASSES) throw new DataError(`${path}: CIFAR-10 labels are 0 to ${CLASSES - 1}, found ${label} in record ${at / RECORD}.`);
      classes.push(label);
    }
  }
  const count = classes.length;
  const placeOf = (index: number): { file: number; record: number } => {
    const file = firsts.findLastIndex((first) => first <= index);
    return { file, record: index - firsts[file]! };
  };
  return {
    kind: `CIFAR-10 binary (${paths.map((path) => basename(path)).join(', ')})`,
    count,
    shape: SHAPE,
    labels: labels === null ? { names: await classNames(folder), of: Uint32Array.from(classes) } : await labels(count),
    problems: [],
    nameOf: (index) => {
      const { file, record } = placeOf(index);
      return `${paths[file]}, record ${record}`;
    },
    open: async () => {
      const handles = new Map<number, FileHandle>();
      return {
        read: async (index) => {
          const { file, record } = placeOf(index);
          const path = paths[file]!;
          let handle = handles.get(file);
          if (handle === undefined) {
            handle = await open(path, 'r');
            handles.set(file, handle);
          }
          return { shape: SHAPE, values: await readExactly(handle, record * RECORD + 1, RECORD - 1, path) };
        },
        close: async () => {
          for (const handle of handles.values()) await handle.close();
        },
      };
    },
  };
}

async function classNames(folder: string): Promise<string[]> {
  const numbers = Array.from({ length: CLASSES }, (_, label) => String(label));
  let text: string;
  try {
    text = (await readBytes(join(folder, 'batches.meta.txt'), 65_536)).toString('utf8');
  } catch {
    // The names are an extra: the records say the numbers.
    return numbers;
  }
  const names = text.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== '');
  return names.length === CLASSES && new Set(names).size === CLASSES ? names : numbers;
}
