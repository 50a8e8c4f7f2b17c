import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { metricLines } from '../../core/runs/metrics-file.ts';
import { RunFolder } from '../../core/runs/run-folder.ts';
import { StateStore } from '../../core/runs/state-store.ts';
import { screenshot, test } from './program.ts';
import { measureSmoothness } from './tracing.ts';
import { fillQuickTraining, startTraining, updatesShown } from './training.ts';

const long = 200_000;

/** Makes a paused run out of a short one, as if so many updates were behind it: its curves on disk, its state at their end. */
async function ageRun(path: string, updates: number): Promise<void> {
  const folder = new RunFolder(path);
  const store = new StateStore(folder.stateFolder);
  const saved = (await store.read())!;
  const noise = (i: number): number => Math.sin(i * 12.9898) * 0.5 + Math.sin(i * 78.233) * 0.3;
  const rows = Array.from({ length: updates }, (_, i) => ({
    update: i + 1, energyDifference: 30 * Math.exp(-i / 8000) + noise(i) + (i % 9973 === 0 ? 25 : 0), gradientNorm: 0.1 + 0.2 * Math.exp(-i / 20_000) + 0.01 * noise(i + 7), learningRate: 0.1, seconds: i * 0.02, acceptance: null,
  }));
  writeFileSync(folder.metricsFile, `update,d_s,r_s,lr,seconds,acceptance\n${metricLines(rows)}`);
  await store.write({ ...saved, state: { ...saved.state, unfinished: null, learner: { ...saved.state.learner, update: updates, phaseUpdate: updates } } }, []);
  await folder.write({ ...folder.read(), updates, checkpoints: [], best: null });
}

/** Waits until so many more updates have come in, turning the wheel over the curves and zooming meanwhile. */
async function useWhileLearning(page: Page, more: number): Promise<void> {
  const target = (await updatesShown(page)) + more;
  const box = (await page.getByTestId('curve-d').boundingBox())!;
  const [y, left, width] = [box.y + box.height / 2, box.x + 60, box.width - 90];
  for (let turn = 0; (await updatesShown(page)) < target; turn++) {
    await page.mouse.move(left + width * (0.2 + 0.1 * (turn % 6)), y, { steps: 8 });
    await page.mouse.wheel(0, turn % 4 < 2 ? -400 : 400);
    if (turn % 5 === 4) {
      await page.mouse.move(left + width * 0.3, y);
      await page.mouse.down();
      await page.mouse.move(left + width * 0.7, y, { steps: 6 });
      await page.mouse.up();
      await page.mouse.dblclick(left + width * 0.5, y);
    }
    await page.waitForTimeout(120);
  }
}

test('200,000 updates are shown whole and stay quick while more arrive', async ({ place }, info) => {
  const first = await place.start();
  await fillQuickTraining(first.page, { name: 'A long run', updates: 400_000, steps: 2, batch: 8 });
  const id = await startTraining(first.page);
  await expect.poll(() => updatesShown(first.page), { timeout: 60_000 }).toBeGreaterThan(10);
  await first.page.getByTestId('run-pause').click();
  await expect(first.page.getByTestId('run-panel')).toHaveAttribute('data-status', 'paused');
  await first.close();
  await ageRun(join(place.folder, 'workspace', 'runs', id), long);

  const { app, page, complaints } = await place.start();
  await expect(page.getByTestId('run-workspace')).toHaveAttribute('data-run', id);
  await expect.poll(() => updatesShown(page)).toBe(long);
  await screenshot(page, 'training-200000');
  await page.getByTestId('run-resume').click();
  await expect.poll(() => updatesShown(page), { timeout: 60_000 }).toBeGreaterThan(long);
  const { tasks, words } = await measureSmoothness(app, page, join(place.folder, 'trace.json'), () => useWhileLearning(page, 1000));
  await screenshot(page, 'training-200000-live');
  info.annotations.push({ type: 'measured', description: words });
  console.log(words);
  expect(tasks.length).toBeGreaterThan(100);
  expect(tasks[0]!).toBeLessThan(50);
  expect(complaints).toEqual([]);
});
