// Renders the harness scenes in Electron and writes a picture of each, with frame times: node shoot.mjs OUT_DIR [scene,scene] [dark|light]
// Build first: npx vite build --config tests/renderer/graph3d/harness/vite.config.ts
// Wants a display (xvfb-run -a) and, if the wrapper's own binary is not there, BASINSCOPE_ELECTRON; MNIST images if MNIST_IMAGES names an idx3 file,
// a surface of your own if TOY_SURFACE names a JSON file {side, e: U on a grid over [-1.8, 1.8]²}.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { _electron } from '@playwright/test';

const [out = 'out/graph3d-shots', list, only] = process.argv.slice(2);
const all = ['toy', 'one', 'degenerate', 'eight', 'thirty', 'color', 'hundreds', 'thousands', 'surface'];
const scenes = list ? list.split(',') : all;
const flags = (process.env.GL_FLAGS ?? '--use-angle=gl --ignore-gpu-blocklist --disable-gpu-compositing').split(' ');
mkdirSync(out, { recursive: true });

const app = await _electron.launch({
  ...(process.env.BASINSCOPE_ELECTRON ? { executablePath: process.env.BASINSCOPE_ELECTRON } : {}),
  args: ['--no-sandbox', ...flags, join(import.meta.dirname, 'main.cjs')],
});
const page = await app.firstWindow();
page.on('console', (message) => console.log('[page]', message.text()));
page.on('pageerror', (error) => console.log('[page error]', error.message));
await page.waitForFunction(() => window.harness !== undefined);
console.log(JSON.stringify(await page.evaluate(() => window.harness.support())));
const mnist = process.env.MNIST_IMAGES;
if (mnist && existsSync(mnist)) {
  const bytes = gunzipSync(readFileSync(mnist)).subarray(16, 16 + 2000 * 784);
  await page.evaluate((pixels) => window.harness.setDigits(28, pixels), [...bytes]);
}
const trained = process.env.TOY_SURFACE;
if (trained) {
  const { side, e } = JSON.parse(readFileSync(trained, 'utf8'));
  await page.evaluate(([s, u]) => window.harness.setTrained(s, u), [side, e]);
}
for (const scene of scenes) {
  for (const theme of only ? [only] : ['dark', 'light']) {
    await page.evaluate(([name, t]) => window.harness.show(name, t, 700, 600), [scene, theme]);
    await page.waitForTimeout(1400);
    await page.locator('#pane').screenshot({ path: join(out, `${scene}-${theme}.png`) });
    await page.evaluate(() => window.harness.view().select({ kind: 'node', index: window.harness.view().scene.known(4) < 0 ? 0 : 4 }));
    await page.waitForTimeout(500);
    await page.locator('#pane').screenshot({ path: join(out, `${scene}-${theme}-selected.png`) });
    await page.evaluate(() => window.harness.view().select(null));
    if (theme === 'dark' || only) {
      const times = (await page.evaluate(() => window.harness.orbit(40))).slice(5).sort((p, q) => p - q);
      console.log(`${scene}: median frame ${times[times.length >> 1].toFixed(1)} ms, 90th percentile ${times[Math.floor(times.length * 0.9)].toFixed(1)} ms`);
    }
  }
}
await app.close();
