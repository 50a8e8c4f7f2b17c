import { z } from 'zod';
import { trainingConfig } from '../contract/training-config.ts';
import type { TrainingConfig } from '../contract/training-config.ts';
import { quoted } from '../formats/format-error.ts';
import { encodeSafetensors, decodeSafetensors } from '../formats/safetensors.ts';
import { schemaProblems } from '../formats/schema-problems.ts';
import type { Tensor } from '../formats/tensor.ts';
import { openNetwork } from '../networks/open-network.ts';
import { checkpointEntries, TRAINING_PREFIX } from '../potentials/checkpoint-entries.ts';
import type { NegativeChains } from '../training/negative-chains.ts';
import type { StateBank } from '../training/state-bank.ts';
import type { TrainState } from '../training/train-state.ts';
import { RunError } from './run-error.ts';

/** A moment of a run with all that decides what follows: randomness is a function of the seed and the counters in the state. */
export interface Checkpoint {
  readonly config: TrainingConfig;
  readonly seed: number;
  readonly state: TrainState;
}

/** Where a bank lies that is not in the file itself (bank-journal.ts). */
export const bankReference = z.object({ name: z.string(), journalBytes: z.int().min(0) });
export type BankReference = z.infer<typeof bankReference>;

const VERSION = 1;
const walked = z.object({ stepsDone: z.int().min(0), normSum: z.number(), acceptedSum: z.number() });
const training = z.object({
  config: trainingConfig,
  seed: z.int().min(0),
  update: z.int().min(0),
  phase: z.int().min(0),
  phaseUpdate: z.int().min(0),
  learningRate: z.number(),
  chainSteps: z.number(),
  seconds: z.number(),
  bank: z.object({ places: z.int().min(1), size: z.int().min(1), elsewhere: bankReference.nullable() }).nullable(),
  unfinished: walked.nullable(),
  longRun: walked.extend({ update: z.int().min(0) }).nullable(),
});

/**
 * A checkpoint as a safetensors file. The tensors under the reference's state-dict keys are the weights, or, where the
 * config averages them, their average: what the potential is. Everything else has names that begin with `training/`.
 *
 * With `bank`, the states of the bank are left to the files it names.
 */
export function encodeCheckpoint({ config, seed, state }: Checkpoint, provenance: string, bank: BankReference | null = null): Uint8Array {
  const { learner, unfinished, longRun } = state;
  const { architecture } = config;
  const tensors = new Map<string, Tensor>();
  const floats = (shape: readonly number[], values: Float32Array): Tensor => ({ dtype: 'float32', shape, values });
  const own = (name: string, tensor: Tensor): void => void tensors.set(`${TRAINING_PREFIX}${name}`, tensor);
  const states = (name: string, values: Float32Array): void => own(name, floats([values.length / size, ...architecture.inputShape], values));
  const size = architecture.inputShape.reduce((product, n) => product * n, 1);
  const chains = (name: string, { x, known }: NegativeChains): void => {
    states(`${name}/states`, x);
    if (known === null) return;
    own(`${name}/energies`, floats([known.energies.length], known.energies));
    states(`${name}/gradients`, known.gradients);
  };

  for (const [key, { shape }] of openNetwork(architecture).weights) {
    const weight = learner.weights[key]!;
    tensors.set(key, floats(shape, learner.average?.[key] ?? weight));
    if (learner.average !== null) own(`weights/${key}`, floats(shape, weight));
  }
  for (const [name, values] of Object.entries(learner.slots)) own(`slots/${name}`, floats([values.length], values));
  if (learner.bank !== null && bank === null) states('bank', learner.bank.states);
  if (unfinished !== null) {
    states('unfinished/start', unfinished.start);
    if (unfinished.places !== null) own('unfinished/places', { dtype: 'uint32', shape: [unfinished.places.length], values: unfinished.places });
    chains('unfinished', unfinished.chains);
  }
  if (longRun !== null) chains('long_run', longRun.chains);
  const record: z.infer<typeof training> = {
    config,
    seed,
    update: learner.update,
    phase: learner.phase,
    phaseUpdate: learner.phaseUpdate,
    learningRate: learner.learningRate,
    chainSteps: state.chainSteps,
    seconds: state.seconds,
    bank: learner.bank === null ? null : { places: learner.bank.places, size: learner.bank.size, elsewhere: bank },
    unfinished: unfinished === null ? null : counters(unfinished.chains),
    longRun: longRun === null ? null : { ...counters(longRun.chains), update: longRun.update },
  };
  return encodeSafetensors(tensors, { ...checkpointEntries(VERSION, architecture, config.epsilon, provenance), training: JSON.stringify(record) });
}

/**
 * Reads what `encodeCheckpoint` wrote; `bankOf` fetches a bank that is not in the file itself.
 * Throws FormatError or RunError naming the file when it is damaged, no checkpoint, or of a newer version.
 */
export async function decodeCheckpoint(bytes: Buffer, file: string, bankOf?: (bank: BankReference & Pick<StateBank, 'places' | 'size'>) => Promise<StateBank>): Promise<Checkpoint> {
  const { tensors, metadata } = decodeSafetensors(bytes, file);
  const version = Number(metadata['checkpoint_version']);
  if (metadata['training'] === undefined || !Number.isInteger(version)) throw new RunError(`${file} is no checkpoint of a training run: it does not say how its training stood.`);
  if (version > VERSION) throw new RunError(`${file} was written by a newer Basinscope (version ${version} of its format; this one knows ${VERSION}). Update the program.`);
  const record = recordOf(metadata['training'], file);
  const values = (name: string): Float32Array => {
    const tensor = tensors.get(name);
    if (!(tensor?.values instanceof Float32Array)) throw new RunError(`${file} is damaged: its tensor ${quoted(name)} is missing or of another type.`);
    return tensor.values;
  };
  const own = (name: string): Float32Array => values(`${TRAINING_PREFIX}${name}`);
  const chains = (name: string, walk: z.infer<typeof walked>): NegativeChains => ({
    x: own(`${name}/states`),
    stepsDone: walk.stepsDone,
    normSum: walk.normSum,
    acceptedSum: walk.acceptedSum,
    known: tensors.has(`${TRAINING_PREFIX}${name}/energies`) ? { energies: own(`${name}/energies`), gradients: own(`${name}/gradients`) } : null,
  });

  const keys = [...openNetwork(record.config.architecture).weights.keys()];
  const weightsAt = (prefix: string): Record<string, Float32Array> => Object.fromEntries(keys.map((key) => [key, values(`${prefix}${key}`)]));
  const averaged = keys.some((key) => tensors.has(`${TRAINING_PREFIX}weights/${key}`));
  const slots = `${TRAINING_PREFIX}slots/`;
  const { unfinished, longRun } = record;
  const places = tensors.get(`${TRAINING_PREFIX}unfinished/places`)?.values;
  return {
    config: record.config,
    seed: record.seed,
    state: {
      learner: {
        update: record.update,
        phase: record.phase,
        phaseUpdate: record.phaseUpdate,
        learningRate: record.learningRate,
        weights: weightsAt(averaged ? `${TRAINING_PREFIX}weights/` : ''),
        average: averaged ? weightsAt('') : null,
        slots: Object.fromEntries([...tensors.keys()].filter((name) => name.startsWith(slots)).map((name) => [name.slice(slots.length), values(name)])),
        bank: await readBank(record.bank, own, bankOf, file),
      },
      unfinished:
        unfinished === null ? null : { start: own('unfinished/start'), places: places instanceof Uint32Array ? places : null, chains: chains('unfinished', unfinished) },
      longRun: longRun === null ? null : { update: longRun.update, chains: chains('long_run', longRun) },
      chainSteps: record.chainSteps,
      seconds: record.seconds,
    },
  };
}

async function readBank(
  bank: z.infer<typeof training>['bank'],
  own: (name: string) => Float32Array,
  bankOf: ((bank: BankReference & Pick<StateBank, 'places' | 'size'>) => Promise<StateBank>) | undefined,
  file: string,
): Promise<StateBank | null> {
  if (bank === null) return null;
  const { places, size, elsewhere } = bank;
  if (elsewhere !== null) {
    if (bankOf === undefined) throw new RunError(`${file} leaves its bank to another file, which a checkpoint never does: it was taken out of a run's state folder.`);
    return bankOf({ places, size, ...elsewhere });
  }
  const states = own('bank');
  if (states.length !== places * size) throw new RunError(`${file} is damaged: its bank has ${states.length} values, ${places} places of ${size} were expected.`);
  return { places, size, states };
}

function counters({ stepsDone, normSum, acceptedSum }: NegativeChains): z.infer<typeof walked> {
  return { stepsDone, normSum, acceptedSum };
}

function recordOf(text: string, file: string): z.infer<typeof training> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new RunError(`${file} is damaged: what it says of its training is not JSON.`, { cause: error });
  }
  const record = training.safeParse(value);
  if (!record.success) throw new RunError(`${file} is damaged: what it says of its training is not complete. ${schemaProblems(record.error)}`);
  return record.data;
}
