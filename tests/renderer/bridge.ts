import { afterEach, beforeEach } from 'vitest';
import type { Answer, Ask, RequestName } from '../../core/contract/requests.ts';

type Answers = { [N in RequestName]?: (ask: Ask<N>) => Answer<N> | Promise<Answer<N>> };

/** A program behind the window: it answers what a test gives it, and keeps what it was asked. */
export interface FakeProgram {
  answers: Answers;
  asked: { name: RequestName; ask: unknown }[];
}

/** Puts a program behind `window.basinscope` for every test of a file. What it has no answer for is refused. */
export function withProgram(): FakeProgram {
  const program: FakeProgram = { answers: {}, asked: [] };
  const scope = globalThis as unknown as { window: unknown };
  let before: unknown;
  beforeEach(() => {
    before = scope.window;
    program.answers = {};
    program.asked = [];
    const request = async <N extends RequestName>(name: N, ask: Ask<N>): Promise<unknown> => {
      program.asked.push({ name, ask });
      const answer = program.answers[name] as ((ask: Ask<N>) => Answer<N> | Promise<Answer<N>>) | undefined;
      if (!answer) return { ok: false, error: { title: 'Refused', message: `The test answers no ${name}.` } };
      return { ok: true, answer: await answer(ask) };
    };
    scope.window = { basinscope: { request } };
  });
  afterEach(() => {
    scope.window = before;
  });
  return program;
}

/** Lets every answer that is under way arrive. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
