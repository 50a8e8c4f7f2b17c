// Uses the window of a program that runs elsewhere (in the clean root of scripts/try-package.sh) over its debugging port, as a person
// would; prints what it saw as JSON.
//   node scripts/package/use-window.mjs map PORT PICTURE      maps the first potential of the library, takes a picture of the window
//   node scripts/package/use-window.mjs opened PORT PICTURE   waits for the window to ask about a file that was handed to it
//   node scripts/package/use-window.mjs quit PORT             closes the window
import { chromium } from '@playwright/test';

const [what, port, picture] = process.argv.slice(2);
const browser = await connect();
const page = browser.contexts()[0].pages()[0] ?? (await browser.contexts()[0].waitForEvent('page'));
const ask = (name, asked) => page.evaluate(async ([request, question]) => (await globalThis.basinscope.request(request, question)).answer, [name, asked]);

if (what === 'map') {
  await page.locator('[data-testid="potential-item"]').first().click({ timeout: 60_000 });
  await page.getByTestId('map-it').click();
  await page.getByTestId('setting-states').fill('40');
  await page.getByTestId('map-name').fill('A map of the installed program');
  await page.getByTestId('map-start').click();
  const found = await poll(async () => (await ask('workspace.get', {})).maps.find(({ name, status }) => name === 'A map of the installed program' && ['done', 'failed'].includes(status)));
  await page.getByTestId('graph3d').waitFor({ timeout: 30_000 });
  await page.waitForTimeout(1500);
  await page.screenshot({ path: picture });
  const noGraph = (await page.getByText('WebGL').count()) > 0;
  console.log(JSON.stringify({ status: found.status, sets: found.basins ?? null, graph: !noGraph }));
  process.exitCode = found.status === 'done' ? 0 : 1;
} else if (what === 'opened') {
  await page.getByTestId('import-dialog').waitFor({ timeout: 30_000 });
  await page.waitForTimeout(1000);
  await page.screenshot({ path: picture });
  console.log(JSON.stringify({ dialog: (await page.getByTestId('import-dialog').innerText()).split('\n')[0] }));
} else if (what === 'quit') {
  await page.close();
}
await browser.close().catch(() => undefined);

/** The program takes a moment to listen. */
async function connect() {
  return poll(() => chromium.connectOverCDP(`http://127.0.0.1:${port}`).catch(() => null), 60_000);
}

async function poll(look, limit = 180_000) {
  for (const end = Date.now() + limit; Date.now() < end; ) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  throw new Error(`${what}: nothing came within ${limit / 1000} s.`);
}
