import { createChain } from '../../../core/mapping/chain.ts';
import { createDescent } from '../../../core/mapping/descend.ts';
import { createRelaxation } from '../../../core/mapping/string-method.ts';
import type { Relaxation } from '../../../core/mapping/string-method.ts';
import { createTrial } from '../../../core/mapping/trial.ts';
import type { TrialPlan } from '../../../core/mapping/trial.ts';
import { initialWeights } from '../../../core/networks/initial-weights.ts';
import { openNetwork } from '../../../core/networks/open-network.ts';
import { toyNet, vanillaNet } from '../../../core/networks/reference-nets.ts';
import type { Piece } from '../../../core/pieces/piece.ts';
import type { WalkersPiece } from '../../../core/pieces/programs/walkers.ts';
import { createPotential } from '../../../core/potentials/potential.ts';
import type { Potential } from '../../../core/potentials/potential.ts';
import { fillUniform } from '../../../core/random/fill-uniform.ts';
import { streamKey } from '../../../core/random/stream-key.ts';

export const plane = openNetwork(toyNet(2, 8));
const images = openNetwork(vanillaNet(1, 2));
export const inPlane: Potential = createPotential(plane, initialWeights(plane, streamKey(1)), 0.125);
export const ofImages: Potential = createPotential(images, initialWeights(images, streamKey(2)), 0.03);

export function statesOf(potential: Potential, count: number, seed = 3): Float32Array {
  const [c, h, w] = potential.network.inputShape;
  const states = new Float32Array(count * c * h * w);
  fillUniform(states, 0, states.length, streamKey(seed), 0, -1, 1);
  return states;
}

export const keysOf = (count: number) => Array.from({ length: count }, (_, chain) => streamKey(7, chain));
export const walking = (potential: Potential, chains: number) => ({ potential, states: statesOf(potential, chains), keys: keysOf(chains), stepsDone: 5 });

/** One of every program, in the plane and of images, with weights as constants and given. */
export const examplePieces = (): Piece[] => [
  { program: 'energies', potential: inPlane, states: statesOf(inPlane, 7), batch: 3 },
  { program: 'energies-and-gradients', potential: ofImages, states: statesOf(ofImages, 5), batch: 4 },
  { program: 'langevin', ...walking(inPlane, 6), steps: 8, stepsACall: 4, conditions: { epsilon: 0.125, temperature: 1 }, path: true, weights: 'given' },
  { program: 'langevin', ...walking(ofImages, 3), steps: 2, stepsACall: 1, conditions: { epsilon: 0.03, temperature: 1 }, path: false, weights: 'constant' },
  { program: 'langevin', ...walking(ofImages, 3), steps: 2, stepsACall: 1, conditions: { stepSize: 1e-4 }, path: false, weights: 'constant' },
  { program: 'mala', ...walking(inPlane, 4), steps: 3, stepsACall: 1, epsilon: 0.1, temperature: 1, known: null, weights: 'constant' },
  { program: 'mala', ...walking(inPlane, 4), steps: 0, stepsACall: 1, epsilon: 0.1, temperature: 1, known: null, weights: 'given' },
  { program: 'descent', potential: ofImages, states: statesOf(ofImages, 5), batch: 2, epsilon: 0.03, steps: 4 },
  { program: 'thermal-quench', potential: inPlane, states: statesOf(inPlane, 3), batch: 4, first: 8, settings: { sampleSteps: 2, quenchSteps: 1, epsilon: 0.125, temperature: 1, seed: 4 } },
  { program: 'chords', ...structures(4), batch: 16, pairs: { a: Int32Array.of(0, 1, 3), b: Int32Array.of(1, 2, 0) }, points: 3 },
  { program: 'way-refinement', ...structures(3), numbers: Int32Array.of(2, 5, 9), batch: 16, way: { states: [9, 2, 5], barrier: 40 }, settings: { refineImages: 5, refineSteps: 3, epsilon: 0.125, seed: 4 } },
  {
    program: 'ramped-trials', ...structures(3), numbers: Int32Array.of(2, 5, 9), batch: 8, pairs: [{ a: 2, b: 9, path: true }, { a: 9, b: 5, path: false }], first: 30,
    settings: { alphaFrom: 40, alphaTo: 4000, rampSteps: 60, rampRepeats: 1, delta: 0.2, temperature: 1, epsilon: 0.125, seed: 4, quenchSteps: 2, chordPoints: 3 },
  },
  { program: 'walkers', potential: inPlane, states: new Float32Array(0), batch: 4, walkers: walkersOf(), slots: 2, turns: 12, walk },
  { program: 'relaxations', potential: inPlane, states: new Float32Array(0), batch: 8, relaxations: [relaxationOf()], epsilon: 0.125 },
];

const walk = { temperature: 1, epsilon: 0.125, delta: 0.2, patience: 6, maxSteps: 30 };

/** A trial that keeps its path, one to be begun, a chain and a descent: more than have a slot. */
function walkersOf(): WalkersPiece['walkers'] {
  const [start, target] = [Float32Array.of(-1, 0), Float32Array.of(1, 0.5)];
  const plan: TrialPlan = {
    owner: { kind: 'placing', run: 0, state: 3, basin: 1, representative: 0, round: 0, forward: true }, phase: 'main', from: { state: 3 }, to: { basin: 1 },
    key: streamKey(5, 3), alpha: 30, start, target, targetEnergy: -2, keepPath: true,
  };
  return [
    createTrial(4, plan), { kind: 'plan', trial: 5, plan: { ...plan, owner: { kind: 'pair', pair: 2, round: 1, forward: false }, keepPath: false } },
    createChain(6, streamKey(5, 6), start, 8), createDescent(7, target, { epsilon: 0.125, descentPatience: 2, descentSteps: 5 }),
  ];
}

function relaxationOf(): Relaxation {
  const path = { points: Float32Array.of(-1, 0, 0, 0.4, 1, 0.5), energies: Float32Array.of(1, 9, 2) };
  return createRelaxation({ kind: 'pair', effort: 'quick', pair: 2, path: 0 }, path, 9, 2, { images: 5, maxSteps: 4, epsilon: 0.125, enough: -Infinity, walked: false, bend: null });
}

/** Of a map of the plane: so many states with energies. */
const structures = (count: number) => ({ potential: inPlane, states: statesOf(inPlane, count), energies: Float64Array.from({ length: count }, (_, i) => 3 - i) });
