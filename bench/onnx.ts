import type { Engine } from '../core/engines/engine.ts';
import { sizeOf } from '../core/graph/program.ts';
import { initialWeights } from '../core/networks/initial-weights.ts';
import { openNetwork } from '../core/networks/open-network.ts';
import { referenceNet } from '../core/networks/reference-nets.ts';
import { exportModel } from '../core/onnx/export-graph.ts';
import { defaultChoices } from '../core/onnx/import-choices.ts';
import { networkOf, readModel } from '../core/onnx/read-model.ts';
import { createPotential } from '../core/potentials/potential.ts';
import type { Potential } from '../core/potentials/potential.ts';
import { fillUniform } from '../core/random/fill-uniform.ts';
import { streamKey } from '../core/random/stream-key.ts';
import { createLangevin } from '../core/sampling/langevin.ts';
import { wideResNet } from '../tests/core/onnx/wide-resnet.ts';
import { inTurn, median } from './measure.ts';

const rounds = 7;
const epsilon = 0.01;

/** Langevin steps of imported graphs: copies of our own nets beside these, and the wide ResNet 28-2 of JEM, random weights. */
export async function benchOnnx(engine: Engine, print: (line: string) => void): Promise<void> {
  print('Langevin, ms a step        ours   imported copy   copy/ours');
  for (const [net, batch, steps] of [['vanilla', 16, 40], ['vanilla', 100, 8], ['nonlocal', 16, 20]] as const) {
    const network = openNetwork(referenceNet(net, 3, 32));
    const potential = createPotential(network, initialWeights(network, streamKey(1)), 0);
    const copy = await imported(exportModel(potential, { gradient: false }), net, 'energy');
    const steppers = [await stepper(engine, potential, batch), await stepper(engine, copy, batch)].map((step) => () => step(steps));
    for (const step of steppers) await step();
    const [ours, theirs] = (await inTurn(rounds, steppers)).map(median) as [number, number];
    print(`${`${net} ${batch}`.padEnd(18)} ${ours.toFixed(3).padStart(12)} ${theirs.toFixed(3).padStart(12)} ${(theirs / ours).toFixed(3).padStart(12)}`);
  }
  const bytes = wideResNet(28, 2);
  const begun = performance.now();
  const wide = await imported(bytes, 'wide ResNet 28-2', 'logits');
  print(`wide ResNet 28-2: ${wide.network.parameters} parameters, opened in ${Math.round(performance.now() - begun)} ms`);
  for (const [batch, steps] of [[1, 8], [16, 2]] as const) {
    const step = await stepper(engine, wide, batch);
    await step(1);
    print(`${`wide ResNet ${batch}`.padEnd(18)} ${median((await inTurn(3, [() => step(steps)]))[0]!).toFixed(1).padStart(12)}`);
  }
}

async function imported(bytes: Uint8Array, name: string, output: 'energy' | 'logits'): Promise<Potential> {
  const { description, weights } = await networkOf(await readModel(bytes, `${name}.onnx`), { ...defaultChoices, output }, name, `${name}.onnx`);
  return createPotential(openNetwork(description), weights, 0);
}

async function stepper(engine: Engine, potential: Potential, batch: number): Promise<(steps: number) => Promise<number>> {
  const sampler = await createLangevin(engine, potential, { chains: batch });
  const x = new Float32Array(batch * sizeOf(potential.network.inputShape));
  fillUniform(x, 0, x.length, streamKey(2), 0, -1, 1);
  let state = sampler.init(x, Array.from({ length: batch }, (_, chain) => streamKey(3, chain)));
  return async (steps) => {
    const begun = performance.now();
    for (let step = 0; step < steps; step++) ({ state } = await sampler.step(state, { epsilon, temperature: 1 }));
    return (performance.now() - begun) / steps;
  };
}
