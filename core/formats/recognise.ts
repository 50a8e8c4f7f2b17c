import { BUNDLE_MANIFEST } from '../contract/bundle.ts';

export type WeightsFormat = 'pth-zip' | 'pth-legacy' | 'safetensors';

/** What a file's first bytes say it is. */
export interface Recognised {
  readonly weights: WeightsFormat | null;
  readonly name: string;
  readonly advice: string | null;
}

/** Whether bytes begin as a bundle of this program does: a zip whose first part is the manifest. */
export function isBundle(bytes: Buffer): boolean {
  return bytes.length > 30 && bytes.readUInt32LE(0) === 0x04034b50 && bytes.toString('latin1', 30, 30 + BUNDLE_MANIFEST.length) === BUNDLE_MANIFEST;
}

/** Tells weights files apart by content, and names the usual mistakes. Never throws. */
export function recognise(bytes: Buffer): Recognised {
  const starts = (...prefix: number[]): boolean => prefix.every((byte, i) => bytes[i] === byte);
  const text = bytes.subarray(0, 64).toString('latin1').trimStart().toLowerCase();
  const not = (name: string, advice: string | null = null): Recognised => ({ weights: null, name, advice });

  if (bytes.length === 0) return not('an empty file');
  if (isBundle(bytes)) return not('a bundle of Basinscope', 'It holds a whole map or training: open it in the window, or give it to "basinscope replay".');
  if (starts(0x50, 0x4b, 0x03, 0x04)) return { weights: 'pth-zip', name: 'a zip file', advice: null };
  if (starts(0x80) && bytes.length > 1 && bytes[1]! <= 5) return { weights: 'pth-legacy', name: 'a pickle', advice: null };
  if (bytes.length >= 9 && bytes[8] === 0x7b && bytes.readBigUInt64LE(0) < 2n ** 40n) {
    return { weights: 'safetensors', name: 'a safetensors file', advice: null };
  }
  if (starts(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59)) return not('a NumPy array', 'That is data, not weights.');
  if (starts(0x89, 0x48, 0x44, 0x46)) return not('an HDF5 file (Keras?)', 'Convert it to safetensors.');
  if (starts(0x1f, 0x8b)) return not('a gzip file', 'Unpack it first.');
  if (bytes.length > 262 && bytes.subarray(257, 262).toString('latin1') === 'ustar') {
    return not('a tar file, as PyTorch wrote before 0.2', 'Load and save it again with a newer PyTorch.');
  }
  if (text.startsWith('version https://git-lfs')) return not('a Git LFS pointer', 'The file itself was not downloaded: run "git lfs pull".');
  if (text.startsWith('<!doctype') || text.startsWith('<html')) return not('a web page', 'The download went wrong: fetch the raw file.');
  return not(`${bytes.length} bytes that are neither`);
}
