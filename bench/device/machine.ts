import { spawnSync } from 'node:child_process';
import { cpus, loadavg, totalmem } from 'node:os';
import { listEngines } from '../../core/engines/open-engine.ts';
import { head, row } from './section.ts';
import type { Section } from './section.ts';

/** Processor, memory, graphics cards as their driver tells, and every engine and device with whether it works. */
export const machine: Section = async ({ print }) => {
  print(`${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, load ${loadavg()[0]!.toFixed(1)}; ${process.platform} ${process.arch}, Node ${process.versions.node}.`);
  const { status, stdout } = spawnSync('nvidia-smi', ['--query-gpu=name,memory.total,driver_version,utilization.gpu', '--format=csv,noheader'], { encoding: 'utf8' });
  print(status === 0 ? `NVIDIA's driver: ${stdout.trim().replaceAll('\n', '; ')}.` : 'NVIDIA\'s driver: not there (no nvidia-smi).');
  const driver = process.env['VK_ICD_FILENAMES'];
  print(driver === undefined ? 'Vulkan: the driver that its loader finds.' : `Vulkan: the driver named by VK_ICD_FILENAMES, ${driver.slice(driver.lastIndexOf('/') + 1)}.`);
  print(`\n${head('engine', 'device', 'here', 'what it says')}`);
  for (const { engine, device, available, description } of await listEngines()) print(row(engine, device, available ? 'yes' : 'no', description.replaceAll(/\s+/g, ' ').slice(0, 220)));
};
