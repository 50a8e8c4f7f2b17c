/** Processor time of one thread a side instead of the time that passes (`--cpu-time`): what a busy machine leaves standing. */
export const countsProcessorTime = process.argv.includes('--cpu-time');

/** Milliseconds by the clock of this run, from some beginning. */
export function clock(): number {
  if (!countsProcessorTime) return performance.now();
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
