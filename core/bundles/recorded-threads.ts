import type { EngineChoice } from '../contract/engine.ts';

/** An engine as a record names it, with the threads that its description tells where the record left them open: what was computed with as many as there were cores is computed with as many again. */
export function recordedThreads({ engine, device, threads }: EngineChoice, description: string): EngineChoice {
  const told = Number(/, (\d{1,3}) threads?$/.exec(description)?.[1] ?? 0);
  return { engine, device, threads: threads > 0 ? threads : Math.min(told, 256) };
}
