import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defaultChoices } from '../../../core/onnx/import-choices.ts';
import type { ImportChoices } from '../../../core/contract/import-choices.ts';
import type { ImportedNetwork } from '../../../core/onnx/import-graph.ts';
import { networkOf, readModel } from '../../../core/onnx/read-model.ts';

const folder = new URL('../../fixtures/onnx/', import.meta.url);

/** One entry of expected.json: PyTorch's numbers for an ONNX file (see the README beside it). */
export interface ReferenceCase {
  readonly file: string;
  readonly shape: readonly [number, ...number[]];
  readonly output_kind: 'energy' | 'logits';
  readonly seed: number;
  readonly extra_inputs?: Readonly<Record<string, readonly number[]>>;
  readonly energy: readonly number[];
  readonly grad_norm: readonly number[];
  readonly grad_head: readonly number[];
  readonly grad_dot_probe: readonly number[];
  readonly torch_float32_energy_error: number;
  readonly torch_float32_grad_rel_error: number;
  /** The op for which the file must be refused. */
  readonly refuse?: string;
}

export const referenceCases = (JSON.parse(readFileSync(new URL('expected.json', folder), 'utf8')) as { cases: ReferenceCase[] }).cases;

export function referencePath(file: string): string {
  return fileURLToPath(new URL(file, folder));
}

/** The rule by which inputs are made: x_i = float32(2·frac(sin(12.9898·(i+1) + seed)·43758.5453) − 1). */
export function referenceInput(shape: readonly number[], seed: number): Float32Array {
  const fraction = (value: number): number => value - Math.floor(value);
  return Float32Array.from({ length: shape.reduce((size, axis) => size * axis, 1) }, (_, i) => 2 * fraction(Math.sin(12.9898 * (i + 1) + seed) * 43758.5453) - 1);
}

export async function importFixture(file: string, choices: Partial<ImportChoices> = {}): Promise<ImportedNetwork> {
  const path = referencePath(file);
  return networkOf(await readModel(readFileSync(path), path), { ...defaultChoices, ...choices }, file, file);
}
