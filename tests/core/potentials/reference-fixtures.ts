import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readPotentialFile } from '../../../core/potentials/potential-file.ts';
import { createPotential } from '../../../core/potentials/potential.ts';
import type { Potential } from '../../../core/potentials/potential.ts';

const folder = new URL('../../fixtures/reference/', import.meta.url);

/** One entry of expected.json: PyTorch's numbers for a weights file (see ../shared/reference/README.md). */
export interface Expected {
  readonly file: string;
  readonly net: string;
  readonly in_channels: number;
  readonly shape: readonly [number, number, number, number];
  readonly input_seed: number;
  readonly energy_f64: readonly number[];
  readonly grad_norm_f64: readonly number[];
  readonly grad_first8_f64: readonly number[];
  readonly param_grad_norm_f64: Readonly<Record<string, number>>;
  readonly energy_f32_maxerr: number;
  readonly grad_f32_relerr: number;
  readonly sha256: string;
}

export const expectedFiles = JSON.parse(readFileSync(new URL('expected.json', folder), 'utf8')) as Expected[];

export function fixturePath(file: string): string {
  return fileURLToPath(new URL(file, folder));
}

export async function loadFixture(file: string, trainEpsilon: number): Promise<Potential> {
  const { network, weights } = await readPotentialFile(fixturePath(file));
  return createPotential(network, weights, trainEpsilon);
}

/** The input of expected.json: x_i = float32(2·frac(sin(12.9898·(i+1) + seed)·43758.5453) − 1). */
export function expectedInput({ shape, input_seed: seed }: Expected): Float32Array {
  const fraction = (value: number) => value - Math.floor(value);
  return Float32Array.from({ length: shape[0] * shape[1] * shape[2] * shape[3] }, (_, i) => 2 * fraction(Math.sin(12.9898 * (i + 1) + seed) * 43758.5453) - 1);
}
