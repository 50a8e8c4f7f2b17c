import { describe, expect, it } from 'vitest';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FormatError } from '../../../core/formats/format-error.ts';
import { decodeWeights, readWeights } from '../../../core/formats/read-weights.ts';
import { encodeSafetensors } from '../../../core/formats/safetensors.ts';
import { fixture, fixtureJson, fixturePath, numbersOf } from './fixtures.ts';

type Expected = Record<string, Record<string, { dtype: string; shape: number[]; values: (number | string)[] }>>;
type Reference = Record<string, Record<string, { shape: number[]; sum: number; first: number; last: number }>>;

async function failure(read: Promise<unknown>): Promise<FormatError> {
  const error = await read.then(() => null, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(FormatError);
  return error as FormatError;
}

describe('state dicts that PyTorch wrote', () => {
  const expected = fixtureJson<Expected>('formats/expected-pth.json');
  it.each(Object.keys(expected))('%s: every value of every tensor is what torch.load gives', async (name) => {
    const { tensors } = await readWeights(fixturePath(`formats/${name}`));
    expect([...tensors.keys()]).toEqual(Object.keys(expected[name]!));
    for (const [key, { dtype, shape, values }] of Object.entries(expected[name]!)) {
      const tensor = tensors.get(key)!;
      expect(tensor.storedAs, key).toBe(dtype);
      expect(tensor.shape, key).toEqual(shape);
      // To the bit: what float32 cannot hold is rounded to nearest, as Math.fround does. Object.is tells −0 from 0.
      expect([...tensor.values], key).toEqual(numbersOf(values).map(Math.fround));
    }
  });

  const reference = fixtureJson<Reference>('formats/expected-reference.json');
  it.each(Object.keys(reference))('reference potential %s', async (name) => {
    const { tensors, warnings } = await readWeights(fixturePath(`reference/${name}`));
    expect(warnings).toEqual([]);
    expect([...tensors.keys()]).toEqual(Object.keys(reference[name]!));
    for (const [key, { shape, sum, first, last }] of Object.entries(reference[name]!)) {
      const { shape: found, values } = tensors.get(key)!;
      expect(found).toEqual(shape);
      expect(values[0]).toBe(first);
      expect(values.at(-1)).toBe(last);
      // Both sums are in float64 of exact float32 values; only the order of addition differs.
      expect(Math.abs(values.reduce((total, value) => total + value, 0) - sum)).toBeLessThan(1e-10 * values.length);
    }
  });

  it('says how it got there: container, wrapper, prefix and checksum', async () => {
    const zip = await readWeights(fixturePath('formats/wrapped.pth'));
    expect(zip.format).toBe('pth-zip');
    expect(zip.metadata).toEqual({ wrapped_in: 'state_dict' });
    expect(zip.sha256).toBe(createHash('sha256').update(fixture('formats/wrapped.pth')).digest('hex'));
    const legacy = await readWeights(fixturePath('formats/wrapped-legacy.pth'));
    expect(legacy.format).toBe('pth-legacy');
    expect(legacy.metadata).toEqual({ wrapped_in: 'model_state_dict', stripped_prefix: 'module.' });
  });

  it('flags what is no float32 weight', async () => {
    const { warnings } = await readWeights(fixturePath('formats/types.pth'));
    const of = (kind: string): (string | null)[] => warnings.filter((warning) => warning.kind === kind).map(({ tensor }) => tensor);
    expect(of('whole-numbers')).toEqual(['int64', 'int32', 'int16', 'int8', 'uint8', 'bool', 'big']);
    expect(of('rounded')).toEqual(['float64', 'big']);
    expect(of('not-finite')).toEqual(['nonfinite', 'half_nonfinite']);
    const { warnings: counters } = await readWeights(fixturePath('formats/batch-norm.pth'));
    expect(counters.map(({ tensor }) => tensor)).toEqual(['norm.num_batches_tracked']);
  });
});

describe('files that are no state dict', () => {
  it.each([
    ['whole-module.pth', /"__main__|"torch\.nn\.modules/, /state_dict\(\)/],
    ['torchscript.pth', /TorchScript|data\.pkl|without one/, /.*/],
    ['no-tensors.pth', /no tensors/, /.*/],
    ['two-state-dicts.pth', /"state_dict", "model_state_dict"/, /Save the wanted one/],
    ['f4.npy', /NumPy array/, /not weights/],
    ['rgb.png', /neither/, /.*/],
  ])('%s is refused, saying what it is', async (name, found, advice) => {
    const error = await failure(readWeights(fixturePath(`formats/${name}`)));
    expect(error.message).toContain(name);
    expect(error.found).toMatch(found);
    expect(error.advice ?? '').toMatch(advice);
  });

  it.each([
    ['nothing at that path', '/no/such/file.pth'],
    ['a folder', fixturePath('formats')],
  ])('%s', async (found, path) => {
    expect((await failure(readWeights(path))).found).toBe(found);
  });

  it.each([
    ['an empty file', ''],
    ['Git LFS', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\n'],
    ['web page', '<!DOCTYPE html><html></html>'],
    ['gzip', '\x1f\x8b\x08\x00'],
    ['HDF5', '\x89HDF\r\n\x1a\n'],
  ])('%s is named', async (name, text) => {
    expect((await failure(decodeWeights(Buffer.from(text, 'latin1'), 'x.pth'))).found).toContain(name);
  });

  it('chooses by content, not by name', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'basinscope-weights-'));
    try {
      const path = join(folder, 'weights.pth');
      await writeFile(path, encodeSafetensors(new Map([['w', { dtype: 'float32', shape: [1], values: Float32Array.of(2.5) }]]), { epsilon: '0.1' }));
      const weights = await readWeights(path);
      expect(weights.format).toBe('safetensors');
      expect(weights.metadata).toEqual({ epsilon: '0.1' });
      expect([...weights.tensors.get('w')!.values]).toEqual([2.5]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
