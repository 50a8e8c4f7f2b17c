import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runPlan } from '../../../core/contract/training-run.ts';
import { decodePlain, encodePlain } from '../../../core/mapping/state-codec.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../../core/runs/checkpoint-codec.ts';
import { readLongRunTests } from '../../../core/runs/long-run-files.ts';
import { metricLines, MetricsReader, readMetrics } from '../../../core/runs/metrics-file.ts';
import { readLongRunSamples, readNewest } from '../../../core/runs/newest-file.ts';
import { RunError } from '../../../core/runs/run-error.ts';
import { newRecord } from '../../../core/runs/run-record.ts';
import { RunStore } from '../../../core/runs/run-store.ts';
import { checkpoint, smallToy } from '../../core/runs/small-runs.ts';
import { once } from '../fuzz-reader.ts';
import type { FuzzReader } from '../fuzz-reader.ts';
import { mutateBytes, mutateFields } from '../mutate-bytes.ts';
import { jsonText, mutateJson } from '../mutate-json.ts';

const record = once(() => {
  const plan = runPlan.parse({ name: 'a run', config: smallToy, seed: 7, engine: { engine: 'onnxruntime', device: 'cpu', threads: 1 }, keeping: { every: 10 } });
  return newRecord({
    ...plan, id: '0123456789abcdef', status: 'interrupted', updates: 10, seconds: 3, chainSteps: 1000, hardware: 'a test', createdAt: '2026-11-29T00:00:00.000Z', failure: null, failedBy: null, verdict: null,
    warnings: [], checkpoints: [{ update: 10, savedAt: '2026-11-29T00:00:00.000Z', bytes: 100, kept: ['newest'] }], branchOf: null, best: null,
  });
});

/** The record of a run, as the list of runs and its page read it. */
export const runReader: FuzzReader = {
  name: 'run',
  make: (random) => (random.below(4) === 0 ? mutateBytes(random, Buffer.from(JSON.stringify(record(), null, 2))) : Buffer.from(jsonText(random, record()))),
  read: (bytes, folder) => {
    const file = join(folder, 'runs', 'one', 'run.json');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
    const runs = new RunStore(folder);
    runs.recover();
    runs.get('one');
  },
};

const metrics = once(() => Buffer.from(`update,d_s,r_s,lr,seconds,acceptance\n${metricLines(Array.from({ length: 12 }, (_, i) => ({ update: i + 1, energyDifference: Math.sin(i), gradientNorm: i / 7, learningRate: 0.1, seconds: i, acceptance: i % 2 === 0 ? null : 0.5 })))}`));

export const metricsReader: FuzzReader = {
  name: 'metrics',
  make: (random) => mutateBytes(random, metrics()),
  read: (bytes, folder) => {
    const file = join(folder, 'metrics.csv');
    writeFileSync(file, bytes);
    readMetrics(file);
    new MetricsReader(file).series(0);
  },
};

const checkpointSeed = once(() => Buffer.from(encodeCheckpoint(checkpoint(3), 'a test')));

/** A checkpoint with one of its JSON texts changed, lengths and offsets right. */
function otherTraining(random: Parameters<FuzzReader['make']>[0], bytes: Buffer): Buffer {
  const end = 8 + Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, end)) as Record<string, unknown> & { __metadata__: Record<string, string> };
  if (random.below(3) > 0) header.__metadata__['training'] = jsonText(random, JSON.parse(header.__metadata__['training']!));
  else {
    const { __metadata__: metadata, ...rest } = header;
    Object.assign(header, mutateJson(random, rest), { __metadata__: metadata });
  }
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, bytes.subarray(end)]);
}

export const checkpointReader: FuzzReader = {
  name: 'checkpoint',
  make: (random) => (random.below(3) === 0 ? mutateBytes(random, checkpointSeed()) : otherTraining(random, checkpointSeed())),
  read: async (bytes, folder) => {
    const file = join(folder, 'newest.safetensors');
    writeFileSync(file, bytes);
    // What was last seen lies in files of the same format.
    for (const read of [readNewest, readLongRunSamples]) {
      try {
        await read(file);
      } catch (error) {
        if (!(error instanceof Error && ['FormatError', 'RunError'].includes(error.name))) throw error;
      }
    }
    await decodeCheckpoint(bytes, file);
  },
};

const longRun = {
  id: '20261129T000000000Z-10', update: 10, totalSteps: 100, createdAt: '2026-11-29T00:00:00.000Z',
  starts: [{ start: 'data', chains: 1, steps: [0, 100], energies: [1, 2], gradientNorms: [1, 1], dataDistances: null, imageSteps: [0, 100], images: null, positions: null, shown: 1, hasImages: false }],
  findings: ['a finding'], drift: 0.1, gap: null,
};

export const longRunReader: FuzzReader = {
  name: 'long-run',
  make: (random) => (random.below(4) === 0 ? mutateBytes(random, Buffer.from(JSON.stringify(longRun))) : Buffer.from(jsonText(random, longRun))),
  read: async (bytes, folder) => {
    writeFileSync(join(folder, '20261129T000000000Z-10.json'), bytes);
    const { problems } = await readLongRunTests(folder);
    if (problems.length > 0) throw new RunError(problems.join(' '));
  },
};

const plain = once(() => Buffer.from(encodePlain({ phase: 'main', counts: [1, 2, { a: NaN }], x: new Float32Array(12), y: [new Int32Array(3), new Float64Array(2)], z: new Uint8Array(5) }, 3)));

/** The saved state of a map: what `--resume` goes on from. */
export const mapStateReader: FuzzReader = {
  name: 'map-state',
  make: (random) => {
    const bytes = plain();
    const kind = random.below(3);
    if (kind === 0) return mutateBytes(random, bytes);
    if (kind === 1) return mutateFields(random, bytes, [{ at: 8, size: 4, endian: 'little' }, { at: 12, size: 4, endian: 'little' }]);
    const end = 16 + bytes.readUInt32LE(12);
    const text = Buffer.from(jsonText(random, JSON.parse(bytes.toString('utf8', 16, end))));
    const head = Buffer.from(bytes.subarray(0, 16));
    head.writeUInt32LE(text.length, 12);
    const gap = Buffer.alloc((8 - ((16 + text.length) % 8)) % 8);
    return Buffer.concat([head, text, gap, bytes.subarray(Math.ceil(end / 8) * 8)]);
  },
  read: (bytes) => {
    decodePlain(bytes, 3);
  },
};
