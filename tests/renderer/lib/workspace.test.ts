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
