import type { Engine } from '../core/engines/engine.ts';
import { initialWeights } from '../core/networks/initial-weights.ts';
import { openNetwork } from '../core/networks/open-network.ts';
import { referenceNet } from '../core/networks/reference-nets.ts';
import { exportModel } from '../core/onnx/export-graph.ts';
import { defaultChoices } from '../core/onnx/import-choices.ts';
import { networkOf, readModel } from '../core/onnx/read-model.ts';
import { createPotential } from '../core/potentials/potential.ts';
import type { Potential } from '../core/potentials/potential.ts';
import { streamKey } from '../core/random/stream-key.ts';
import { wideResNet } from '../tests/core/onnx/wide-resnet.ts';
import { againstPytorch, comparisonHead, comparisonLine, langevinStepper } from './langevin-stepper.ts';
import { clock } from './clock.ts';
import { inTurn, median } from './measure.ts';
import type { Pytorch } from './pytorch.ts';

/** Langevin steps of imported graphs: copies of our own nets beside these, and the wide ResNet 28-2 of JEM beside PyTorch's, random weights. */
export async function benchOnnx(engine: Engine, pytorch: Pytorch | null, print: (line: string) => void): Promise<void> {
  print('ms a step              ours   imported copy   copy/ours, median of turns (lowest–highest)');
  for (const [net, batch, steps] of [['vanilla', 16, 40], ['vanilla', 100, 8], ['nonlocal', 16, 20]] as const) {
    const network = openNetwork(referenceNet(net, 3, 32));
    const potential = createPotential(network, initialWeights(network, streamKey(1)), 0);
    const copy = await imported(exportModel(potential, { gradient: false }), net, 'energy');
    const [own, other] = [await langevinStepper(engine, potential, batch), await langevinStepper(engine, copy, batch)];
    await own(steps);
    await other(steps);
    const [ours, theirs] = await inTurn(11, [() => own(steps), () => other(steps)]) as [number[], number[]];
    // Turns beside each other see the same machine: their ratio says more than that of two medians.
    const ratios = ours.map((time, at) => theirs[at]! / time).toSorted((a, b) => a - b);
    print(`${`${net} ${batch}`.padEnd(18)} ${median(ours).toFixed(2).padStart(8)} ${median(theirs).toFixed(2).padStart(15)} ${median(ratios).toFixed(3).padStart(11)} (${ratios[0]!.toFixed(3)}–${ratios.at(-1)!.toFixed(3)})`);
  }
  const begun = performance.now();
  const wide = await imported(wideResNet(28, 2), 'wide ResNet 28-2', 'logits');
  print(`\nwide ResNet 28-2: ${wide.network.parameters} parameters, made and opened in ${Math.round(performance.now() - begun)} ms\n${comparisonHead}`);
  for (const [batch, steps] of [[1, 10], [16, 2], [64, 1]] as const) {
    const stepper = await langevinStepper(engine, wide, batch);
    print(comparisonLine(`wide ResNet ${batch}`, await againstPytorch(stepper, pytorch, 'wide-resnet', batch, steps, 5)));
    if (batch !== 16) continue;
    const started = clock();
    await stepper(100);
    print(`  100 steps of ${batch} chains: ${((clock() - started) / 1000).toFixed(1)} s`);
  }
}

async function imported(bytes: Uint8Array, name: string, output: 'energy' | 'logits'): Promise<Potential> {
  const { description, weights } = await networkOf(await readModel(bytes, `${name}.onnx`), { ...defaultChoices, output }, name, `${name}.onnx`);
  return createPotential(openNetwork(description), weights, 0);
}
