// One section of the device check: main.ts SECTION DEVICE [--tiny]. Markdown on stdout; ends with 0, with 3 where what it needs is not here, else with 1.
import { conformance } from './conformance.ts';
import { kineticMap } from './kinetic-map.ts';
import { langevinTable } from './langevin-table.ts';
import { machine } from './machine.ts';
import { NotHere } from './section.ts';
import { trainingMinute } from './training-minute.ts';
import type { DeviceName } from '../../core/contract/engine.ts';
import type { Section } from './section.ts';

const sections: Readonly<Record<string, Section>> = { machine, conformance, langevin: langevinTable, kinetic: kineticMap, training: trainingMinute };
const [name = '', device = 'cpu', flag] = process.argv.slice(2);
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const section = sections[name];
if (section === undefined) throw new Error(`There is no section ${name}; sections: ${Object.keys(sections).join(', ')}.`);
try {
  await section({ device: device as DeviceName, tiny: flag === '--tiny', print });
  // What PyTorch's compiler leaves behind would keep the process.
  process.exit(0);
} catch (error) {
  print(error instanceof NotHere ? `Not available here: ${error.message}` : `**Failed:** ${error instanceof Error ? error.message : String(error)}`);
  if (!(error instanceof NotHere)) console.error(error);
  process.exit(error instanceof NotHere ? 3 : 1);
}
