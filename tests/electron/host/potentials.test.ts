import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { requests } from '../../../core/contract/requests.ts';
import type { Ask } from '../../../core/contract/requests.ts';
import { openWorkspace } from '../../../core/store/workspace.ts';
import { potentialHandlers } from '../../../electron/host/potentials.ts';

const resource = (path: string): string => fileURLToPath(new URL(`../../../resources/${path}`, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'basinscope-potentials-'));
const workspace = openWorkspace(folder);
afterAll(() => {
  workspace.close();
  rmSync(folder, { recursive: true, force: true });
});
const handlers = potentialHandlers(workspace, () => {});
const path = resource('potentials/mnist-convergent-small.safetensors');

/** What the window gets: everything that crosses fits the contract. */
async function check(asked: Partial<Ask<'potential.checkEpsilon'>>) {
  const { ask, answer } = requests['potential.checkEpsilon'];
  return answer.parse(await handlers['potential.checkEpsilon'](ask.parse({ of: { path }, trainEpsilon: 0.02, ...asked }))).check;
}

it('a check of ε holds data against noise, leaves out data it cannot read, and gives way to a newer one', async () => {
  const overtaken = [check({}), check({ trainEpsilon: 0.2 })];
  const digits = await check({ dataset: resource('data/mnist') });
  expect(await Promise.all(overtaken)).toEqual([null, null]);
  expect(digits).toMatchObject({ verdict: 'fits', text: expect.stringMatching(/nothing speaks against it.*of 64 states are lower than noise/) as string });
  expect(await check({ dataset: join(folder, 'nowhere') })).toMatchObject({ verdict: 'fits', text: expect.not.stringContaining('noise below') as string });
  // Without noise in training there is no ε to check; data can be.
  expect(await check({ trainEpsilon: 0 })).toBeNull();
  expect(await check({ trainEpsilon: 0, dataset: resource('data/mnist') })).toMatchObject({ verdict: 'fits' });
});
