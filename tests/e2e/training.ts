import { expect, type Page } from '@playwright/test';

/** Opens the form of a new training and fills in a 2D density learned in so many updates, cheap enough for any machine. */
export async function fillQuickTraining(page: Page, { name, updates, steps = 20, batch = 32 }: { name: string; updates: number; steps?: number; batch?: number }): Promise<void> {
  await page.getByTestId('train').click();
  await expect(page.getByTestId('training-groups')).toBeVisible();
  await choosePlanePreset(page);
  await page.getByTestId('training-name').fill(name);
  await page.getByTestId('phase-0-updates').fill(String(updates));
  for (let extra = await page.locator('[data-testid^="phase-"][data-testid$="-optimizer"]').count(); extra > 1; extra--) await page.getByRole('button', { name: `Remove phase ${extra}` }).click();
  await page.getByTestId('config-shortRun.steps').fill(String(steps));
  await page.getByTestId('config-batchSize').fill(String(batch));
  await page.getByTestId('config-keeping.every').fill('20');
}

/** The first preset that learns a 2D density. */
async function choosePlanePreset(page: Page): Promise<void> {
  const presets = page.getByTestId('training-preset');
  for (const id of await presets.locator('option').evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value))) {
    await presets.selectOption(id);
    if (await page.getByTestId('data-kind').getByRole('radio', { name: '2D density' }).and(page.locator('[aria-checked="true"]')).count()) return;
  }
  throw new Error('No preset learns a 2D density.');
}

/** Starts what is filled in; returns the id of the run, which is then in view. */
export async function startTraining(page: Page): Promise<string> {
  await expect(page.getByTestId('training-start')).toBeEnabled();
  await page.getByTestId('training-start').click();
  await expect(page.getByTestId('new-training-dialog')).toBeHidden();
  await expect(page.getByTestId('run-workspace')).toBeVisible();
  return (await page.getByTestId('run-workspace').getAttribute('data-run'))!;
}

/** How many updates the curves in view hold. */
export async function updatesShown(page: Page): Promise<number> {
  return Number((await page.getByTestId('run-curves').getAttribute('data-updates')) ?? 0);
}
