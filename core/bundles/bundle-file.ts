import { createHash } from 'node:crypto';
import { z } from 'zod';
import { BUNDLE_MANIFEST, BUNDLE_VERSION, bundleManifest } from '../contract/bundle.ts';
import type { BundleManifest } from '../contract/bundle.ts';
import { FormatError, quoted } from '../formats/format-error.ts';
import { ZipEntries } from '../formats/pth/zip-entries.ts';
import { LARGEST_FILE, readBytes } from '../formats/read-bytes.ts';
import { schemaProblemLine } from '../formats/schema-problems.ts';
import { encodeStoredZip } from '../formats/stored-zip.ts';
import type { ZipPart } from '../formats/stored-zip.ts';
import { BundleError } from './bundle-error.ts';

const LARGEST_MANIFEST = 2 ** 24;

/** The head of a manifest, of whatever version. */
const bundleHead = z.looseObject({ format: z.literal('basinscope-bundle'), version: z.int().min(1) });

/** A bundle in memory, whole: every part has the length and the hash that its manifest names. */
export interface Bundle {
  /** For messages. */
  readonly file: string;
  readonly bytes: number;
  readonly manifest: BundleManifest;
  readonly parts: ReadonlyMap<string, Buffer>;
}

/**
 * A bundle as bytes: a zip of stored parts, the manifest first; the same parts always give the same bytes.
 * Throws BundleError where it would be larger than what can be opened again.
 */
export function encodeBundle(about: Pick<BundleManifest, 'kind' | 'machine' | 'data'>, parts: readonly ZipPart[]): Buffer {
  const manifest = {
    format: 'basinscope-bundle',
    version: BUNDLE_VERSION,
    ...about,
    parts: parts.map(({ name, bytes }) => ({ name, bytes: bytes.length, sha256: sha256Of(bytes) })),
  } satisfies BundleManifest;
  const total = parts.reduce((sum, { bytes }) => sum + bytes.length, 0);
  if (total > LARGEST_FILE) throw new BundleError(`The bundle would have ${total} bytes; at most ${LARGEST_FILE} can be opened again. Leave the data or checkpoints out.`);
  return encodeStoredZip([{ name: BUNDLE_MANIFEST, bytes: Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`) }, ...parts]);
}

/** Throws FormatError as `decodeBundle`, and where the file cannot be read. */
export async function openBundle(path: string): Promise<Bundle> {
  return decodeBundle(await readBytes(path), path);
}

/**
 * Reads and checks a bundle; nothing of what it holds is believed or used yet. `file`: its name for messages.
 * Throws FormatError naming what was expected and what was found: no zip, cut short, a part that is missing, too many, or has other bytes than its hash, a newer version.
 */
export async function decodeBundle(bytes: Buffer, file: string): Promise<Bundle> {
  const zip = await ZipEntries.open(bytes, file);
  const size = zip.sizeOf(BUNDLE_MANIFEST);
  if (size === null) throw new FormatError(file, { expected: `a bundle of Basinscope, with a part ${BUNDLE_MANIFEST}`, found: 'a zip file without one' });
  if (size > LARGEST_MANIFEST) throw new FormatError(file, { expected: `a ${BUNDLE_MANIFEST} of at most ${LARGEST_MANIFEST} bytes`, found: `${size} bytes` });
  const manifest = manifestOf(zip.read(BUNDLE_MANIFEST), file);
  const parts = new Map<string, Buffer>();
  for (const { name, bytes: length, sha256 } of manifest.parts) {
    const there = zip.sizeOf(name);
    if (there === null || name === BUNDLE_MANIFEST || parts.has(name)) throw new FormatError(file, { expected: `one part ${quoted(name)}, as its manifest says`, found: there === null ? 'none' : 'another of that name' });
    // Before a packed part is unpacked.
    if (there !== length) throw new FormatError(file, { expected: `${length} bytes in its part ${quoted(name)}`, found: `${there}` });
    const part = zip.read(name);
    const found = sha256Of(part);
    if (found !== sha256) throw new FormatError(file, { expected: `its part ${quoted(name)} with the SHA-256 ${sha256}`, found, advice: 'It was changed after the bundle was made, or damaged: get the file again from where it came.' });
    parts.set(name, part);
  }
  for (const name of zip.names) {
    if (name !== BUNDLE_MANIFEST && !parts.has(name)) throw new FormatError(file, { expected: 'only parts that its manifest names', found: quoted(name) });
  }
  return { file, bytes: bytes.length, manifest, parts };
}

/** A part that has to be there. Throws FormatError. */
export function partOf({ parts, file }: Bundle, name: string): Buffer {
  const part = parts.get(name);
  if (part === undefined) throw new FormatError(file, { expected: `a part ${quoted(name)}`, found: 'none' });
  return part;
}

/** JSON of a part as it has to be. Throws FormatError. */
export function jsonPart<T>(bundle: Bundle, name: string, schema: { safeParse(value: unknown): { success: true; data: T } | { success: false; error: Parameters<typeof schemaProblemLine>[0] } }): T {
  const parsed = schema.safeParse(jsonOf(partOf(bundle, name), name, bundle.file));
  if (!parsed.success) throw new FormatError(bundle.file, { expected: `a part ${quoted(name)} that this version of Basinscope knows`, found: schemaProblemLine(parsed.error, name) });
  return parsed.data;
}

function manifestOf(bytes: Buffer, file: string): BundleManifest {
  const value = jsonOf(bytes, BUNDLE_MANIFEST, file);
  const head = bundleHead.safeParse(value);
  if (!head.success) throw new FormatError(file, { expected: 'the manifest of a bundle of Basinscope ("format": "basinscope-bundle")', found: schemaProblemLine(head.error, BUNDLE_MANIFEST) });
  if (head.data.version > BUNDLE_VERSION) throw new FormatError(file, { expected: `a bundle of version ${BUNDLE_VERSION} or older`, found: `version ${head.data.version}`, advice: 'It was written by a newer Basinscope: update the program.' });
  const parsed = bundleManifest.safeParse(value);
  if (!parsed.success) throw new FormatError(file, { expected: 'a manifest that fits together', found: schemaProblemLine(parsed.error, BUNDLE_MANIFEST) });
  return parsed.data;
}

function jsonOf(bytes: Buffer, name: string, file: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new FormatError(file, { expected: `JSON in its part ${quoted(name)}`, found: error instanceof Error ? error.message.slice(0, 200) : 'something else' }, { cause: error });
  }
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
