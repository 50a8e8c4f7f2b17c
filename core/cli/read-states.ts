import { readNpy } from '../formats/npy.ts';
import { toFloat32 } from '../formats/tensor.ts';
import { sizeOf } from '../graph/program.ts';
import { CommandError } from './command-error.ts';

const FLOATS = ['float16', 'bfloat16', 'float32', 'float64'];

/**
 * States from a .npy file: [n, c, h, w] of floats, one state as [c, h, w], or, where h = w = 1, [n, c].
 *
 * Throws FormatError when the file is not .npy, CommandError naming what was expected and found when its type or shape
 * is another, or a value is not finite.
 */
export async function readStates(path: string, shape: readonly [number, number, number]): Promise<{ readonly count: number; readonly values: Float32Array }> {
  const tensor = await readNpy(path);
  const wanted = `[n, ${shape.join(', ')}]`;
  if (!FLOATS.includes(tensor.dtype)) {
    throw new CommandError(`${path} holds ${tensor.dtype}; floats (float32) of shape ${wanted} were expected. 8-bit pixels v become states as 2·v/255 − 1.`);
  }
  const found = tensor.shape;
  const [c, h, w] = shape;
  const rows = [
    found.length === 4 && found[1] === c && found[2] === h && found[3] === w ? found[0] : null,
    found.length === 3 && found[0] === c && found[1] === h && found[2] === w ? 1 : null,
    found.length === 2 && h === 1 && w === 1 && found[1] === c ? found[0] : null,
  ].find((count) => count !== null && count !== undefined);
  // A shape that fits with nothing in it, whatever stands behind its 0.
  if (rows === 0 || tensor.values.length === 0) throw new CommandError(`${path} is empty: its shape is [${found.join(', ')}]. At least one state of shape ${wanted} was expected.`);
  if (rows === undefined || rows === null) {
    throw new CommandError(`${path} has shape [${found.join(', ')}]; states of shape ${wanted} were expected for this network.`);
  }
  const { values } = toFloat32(tensor.values);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new CommandError(`${path}: value ${bad % sizeOf(shape)} of state ${Math.floor(bad / sizeOf(shape))} is ${values[bad] ?? NaN}; finite numbers were expected.`);
  return { count: rows, values };
}
