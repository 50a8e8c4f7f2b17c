/** Whether steps of the start are told on stderr: `npm run bench -- start` asks for it (bench/start.ts). */
export const tellsStart = process.env['BASINSCOPE_START_MARKS'] === '1';

/** Tells that the start has come to a step, at a moment in ms since 1970. */
export function markStart(step: string, at: number = performance.timeOrigin + performance.now()): void {
  if (tellsStart) process.stderr.write(`start-mark ${JSON.stringify({ step, at })}\n`);
}
