import { afterEach, expect, test, vi } from 'vitest';
import type { WorkspaceView } from '../../../core/contract/requests.ts';
import { Workspace } from '../../../renderer/lib/workspace.svelte.ts';

/** Stands in for the program: every question is answered when the test says so. */
function program(): { readonly questions: { answer(potentials: readonly string[]): void; refuse(): void }[] } {
  const questions: { answer(potentials: readonly string[]): void; refuse(): void }[] = [];
  vi.stubGlobal('window', {
    basinscope: {
      request: () => new Promise((resolve) => {
        questions.push({
          answer: (potentials) => resolve({ ok: true, answer: viewOf(potentials) }),
          refuse: () => resolve({ ok: false, error: { title: 'Not now', message: 'The host is away.' } }),
        });
      }),
    },
  });
  return { questions };
}

const viewOf = (potentials: readonly string[]): WorkspaceView =>
  ({ potentials: potentials.map((id) => ({ id })), maps: [], runs: [], sweeps: [], engines: ['one'] }) as unknown as WorkspaceView;

afterEach(() => vi.unstubAllGlobals());

test('who refreshed finds what was there when it asked, though another asked after it', async () => {
  const { questions } = program();
  const workspace = new Workspace();
  const mine = workspace.refresh();
  const later = workspace.refresh();
  questions[0]!.answer(['a', 'imported']);
  await mine;
  expect(workspace.potential('imported')).not.toBeNull();
  questions[1]!.answer(['a', 'imported', 'b']);
  await later;
  expect(workspace.potentials.map(({ id }) => id)).toEqual(['a', 'imported', 'b']);
});

test('an answer that an earlier question gets late takes nothing back', async () => {
  const { questions } = program();
  const workspace = new Workspace();
  const first = workspace.refresh();
  const second = workspace.refresh();
  questions[1]!.answer(['a', 'b']);
  await second;
  questions[0]!.answer(['a']);
  await first;
  expect(workspace.potentials.map(({ id }) => id)).toEqual(['a', 'b']);
});

test('a refusal is told, unless something newer is known', async () => {
  const { questions } = program();
  const workspace = new Workspace();
  const first = workspace.refresh();
  questions[0]!.refuse();
  await first;
  expect(workspace.failure?.message).toBe('The host is away.');
  const second = workspace.refresh();
  const third = workspace.refresh();
  questions[2]!.answer(['a']);
  await third;
  questions[1]!.refuse();
  await second;
  expect(workspace.failure).toBeNull();
});

test('what is to be known of who computes a job is there while it holds, and goes with the job', () => {
  program();
  const workspace = new Workspace();
  const notice = (text: string | null): void => workspace.hear({ type: 'notice', job: 'a', text });
  notice('The queue went away.');
  expect(workspace.noticeOf('a')).toBe('The queue went away.');
  expect(workspace.noticeOf('b')).toBeNull();
  notice(null);
  expect(workspace.noticeOf('a')).toBeNull();
  notice('No worker is there.');
  workspace.hear({ type: 'failed', job: 'a', message: 'It cannot be read.' });
  expect(workspace.noticeOf('a')).toBeNull();
});

test('a job that is first heard of by a notice is looked for when it works', () => {
  vi.useFakeTimers();
  const { questions } = program();
  const workspace = new Workspace();
  workspace.hear({ type: 'notice', job: 'a', text: 'The queue is away.' });
  workspace.hear({ type: 'progress', job: 'a', status: 'running', task: { name: '', done: 0, total: null, unit: '', parts: [] }, chainSteps: 0, chainStepsPerSecond: 0, seconds: 0, secondsLeft: null, found: { kind: 'map', statesPlaced: 0, basins: 0 }, engine: '' });
  vi.runAllTimers();
  vi.useRealTimers();
  expect(questions).toHaveLength(1);
  expect(workspace.noticeOf('a')).toBe('The queue is away.');
});
