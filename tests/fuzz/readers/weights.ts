import { join } from 'node:path';
import { decodeWeights } from '../../../core/formats/read-weights.ts';
import { encodeSafetensors } from '../../../core/formats/safetensors.ts';
import type { Tensor } from '../../../core/formats/tensor.ts';
import { referenceNet } from '../../../core/networks/reference-nets.ts';
import { openNetwork } from '../../../core/networks/open-network.ts';
import { energyProgram } from '../../../core/potentials/energy-program.ts';
import { decodePotentialFile } from '../../../core/potentials/potential-file.ts';
import { fixture } from '../../core/formats/fixtures.ts';
import { hostileFile, lyingZip, unzip } from '../../core/formats/fuzz/cases.ts';
import { oddTensor, opcodeSoup, pickleBombs } from '../../core/formats/fuzz/hostile-pickles.ts';
import { writePth } from '../../core/formats/pth/write-pth.ts';
import { writeZip } from '../../core/formats/pth/write-zip.ts';
import { once } from '../fuzz-reader.ts';
import type { FuzzReader } from '../fuzz-reader.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { jsonText } from '../mutate-json.ts';

const pthSeeds = once(() => [
  'reference/toy-random.pth', 'formats/wrapped.pth', 'formats/views.pth', 'formats/types.pth', 'formats/deflated.pth', 'formats/batch-norm.pth', 'formats/parameters.pth', 'formats/protocol-4.pth',
  'formats/wrapped-legacy.pth', 'formats/views-legacy.pth', 'formats/types-legacy.pth', 'formats/protocol-5-legacy.pth', 'formats/two-state-dicts.pth', 'formats/whole-module.pth',
].map(fixture));
const contents = once(() => Promise.all(['wrapped', 'views', 'types', 'deflated', 'batch-norm'].map((name) => unzip(fixture(`formats/${name}.pth`)))));

/** State dicts of PyTorch: zips and their pickles, legacy files, pickles of all kinds of ill will. */
export const pthReader: FuzzReader = {
  name: 'pth',
  make: async (random) => {
    const kind = random.below(12);
    if (kind < 4) return mutateBytes(random, random.pick(pthSeeds()), pthSeeds());
    if (kind < 7) {
      // Below the checksums: the pickle or a storage changed, the zip put right again.
      const items = random.pick(await contents());
      const which = random.below(8) > 0 ? items.findIndex(({ name }) => name.endsWith('data.pkl')) : random.below(items.length);
      return writeZip(items.map((item, at) => (at === which ? { ...item, data: mutateBytes(random, item.data) } : item)));
    }
    if (kind === 7) return hostileFile(random, 'canary', await contents());
    if (kind === 8) return writePth(oddTensor(random));
    if (kind === 9) return writePth(opcodeSoup(random));
    if (kind === 10) return random.below(20) === 0 ? writePth(random.pick(pickleBombs)(random)) : writePth(mutateBytes(random, opcodeSoup(random)));
    return random.below(20) === 0 ? lyingZip(random) : mutateBytes(random, writePth(oddTensor(random)));
  },
  read: async (bytes) => {
    await decodeWeights(bytes, 'damaged.pth');
  },
};

const tensors = once(() => new Map<string, Tensor>([
  ['w', { dtype: 'float32', shape: [3, 2], values: Float32Array.from({ length: 6 }, (_, i) => i) }],
  ['places', { dtype: 'uint32', shape: [2, 2], values: Uint32Array.from([1, 2, 3, 4]) }],
  ['count', { dtype: 'int32', shape: [], values: Int32Array.from([7]) }],
  ['flags', { dtype: 'uint8', shape: [5], values: Uint8Array.from([0, 1, 2, 3, 4]) }],
]));
const plainSafetensors = once(() => Buffer.from(encodeSafetensors(tensors(), { epsilon: '0.01', note: 'a test' })));

/** A safetensors file with the header `change` makes of its own, the data as they were. */
function withHeader(bytes: Buffer, change: (header: unknown) => string): Buffer {
  const end = 8 + Number(bytes.readBigUInt64LE(0));
  const header = Buffer.from(change(JSON.parse(bytes.toString('utf8', 8, end))));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, bytes.subarray(end)]);
}

export const safetensorsReader: FuzzReader = {
  name: 'safetensors',
  make: (random) => (random.below(2) === 0 ? mutateBytes(random, plainSafetensors()) : withHeader(plainSafetensors(), (header) => jsonText(random, header))),
  read: async (bytes) => {
    await decodeWeights(bytes, 'damaged.safetensors');
  },
};

/** A potential that says of itself what its network is. */
const described = once(() => {
  const network = openNetwork(referenceNet('toy', 2, 2));
  const weights = new Map<string, Tensor>([...network.weights].map(([key, { shape }]) => [key, { dtype: 'float32', shape, values: new Float32Array(shape.reduce((product, n) => product * n, 1)).fill(0.1) }]));
  return { weights, description: network.description };
});

/** Potentials: weights, and the description of a network that a file brings along, up to a program of its energy and gradient. */
export const potentialReader: FuzzReader = {
  name: 'potential',
  make: (random) => {
    const { weights, description } = described();
    const whole = (architecture: string, epsilon: string): Buffer => Buffer.from(encodeSafetensors(weights, { architecture, train_epsilon: epsilon, provenance: 'a test' }));
    const kind = random.below(6);
    if (kind < 4) return whole(jsonText(random, description), random.below(10) === 0 ? random.pick(['', 'x', '-1', '1e999', '0x10', ' ']) : '0.1');
    const honest = whole(JSON.stringify(description), '0.1');
    return kind === 4 ? mutateBytes(random, honest) : withHeader(honest, (header) => jsonText(random, header));
  },
  read: async (bytes, folder) => {
    const { network } = await decodePotentialFile(bytes, join(folder, 'damaged.safetensors'));
    network.describe();
    energyProgram({ network, trainEpsilon: 0.1 }, 2, { gradient: true });
  },
};
