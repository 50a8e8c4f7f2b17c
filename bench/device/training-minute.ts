import { sizeOf } from '../../core/graph/program.ts';
import { Learner } from '../../core/training/learner.ts';
import { configOf, uniformSource } from '../training.ts';
import { openDevice } from './open-device.ts';
import type { Section } from './section.ts';

/** Updates of the reference's preset for a minute (tiny: two short ones of the toy), with what they transfer. */
export const trainingMinute: Section = async ({ device, tiny, print }) => {
  const engine = await openDevice(device);
  const config = tiny ? configOf('toy', 2, 4, 4, 'adam') : configOf('vanilla', 3, 100, 150, 'adam');
  const learner = new Learner(engine, config, uniformSource(sizeOf(config.architecture.inputShape)), 1);
  let state = await learner.init();
  const differences: number[] = [];
  let begun = 0;
  // The first update compiles the programs.
  for (let update = 0; update < 2 || (!tiny && performance.now() - begun < 60_000); update++) {
    if (update === 1) begun = performance.now();
    engine.transfers?.take();
    let unfinished = await learner.begin(state);
    while (!learner.isWalked(unfinished)) unfinished = await learner.walk(state, unfinished);
    const finished = await learner.finish(state, unfinished);
    state = finished.state;
    differences.push(finished.info.energyDifference);
  }
  const counted = engine.transfers?.take();
  const updates = differences.length - 1;
  const seconds = (performance.now() - begun) / 1000;
  print(`${engine.description}: ${config.architecture.net}, ${config.batchSize} chains, ${config.shortRun.steps} steps an update: ${updates} updates in ${seconds.toFixed(1)} s, ${((updates * config.shortRun.steps) / seconds).toFixed(1)} Langevin steps a second, the first update not counted.`);
  if (counted !== undefined) {
    const total = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((sum, count) => sum + count, 0);
    print(`The last update sent ${total(counted.sent)} tensors (${counted.sent['noise'] ?? 0} of noise) and received ${total(counted.received)}, ${(counted.bytes / 2 ** 20).toFixed(1)} MiB together.`);
  }
  print(`d_s of the last update: ${differences.at(-1)!.toPrecision(4)}.`);
  await learner.close();
  await engine.close();
  if (!differences.every(Number.isFinite)) throw new Error('d_s is not a number.');
};
