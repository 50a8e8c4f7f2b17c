import type { Engine } from '../core/engines/engine.ts';
import { langevinCases, untrainedPotential } from './langevin-cases.ts';
import type { Pytorch } from './pytorch.ts';
import { againstPytorch, comparisonHead, comparisonLine, langevinStepper } from './langevin-stepper.ts';

const rounds = 7;

/**
 * Milliseconds a Langevin step x ← x − ∇F + ε z, noise drawn within, against PyTorch in the same run, in both of its layouts: medians over
 * rounds in which all take turns. n_f 32, random weights, images 3×32×32; ours also returns energies and gradient norms.
 */
export async function benchLangevin(engine: Engine, pytorch: Pytorch | null, print: (line: string) => void): Promise<void> {
  print(comparisonHead);
  for (const { net, batch, cpu } of langevinCases) {
    const stepper = await langevinStepper(engine, untrainedPotential(net), batch, cpu.unroll);
    print(comparisonLine(`${net} ${batch}`, await againstPytorch(stepper, pytorch, net, batch, cpu.steps, rounds)));
  }
}
