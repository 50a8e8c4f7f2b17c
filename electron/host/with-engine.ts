import type { Engine } from '../../core/engines/engine.ts';
import { openEngine } from '../../core/engines/open-engine.ts';

/** Small work on an engine of its own, one piece after the other: each uses a core for a moment. One thread, as a map may be running on the others. */
export function oneAfterTheOther(): <Answer>(work: (engine: Engine) => Promise<Answer>) => Promise<Answer> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(() => withEngine(work));
    last = next.catch(() => undefined);
    return next;
  };
}

async function withEngine<Answer>(work: (engine: Engine) => Promise<Answer>): Promise<Answer> {
  const engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: 1 });
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}
