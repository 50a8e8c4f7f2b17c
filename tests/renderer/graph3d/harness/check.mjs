// Drives the views in Electron as a user would and checks what they do: node check.mjs [OUT_DIR for pictures]
// Build first: npx vite build --config tests/renderer/graph3d/harness/vite.config.ts
// Wants a display (xvfb-run -a); BASINSCOPE_ELECTRON names another Electron binary, GL_FLAGS other flags.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { _electron } from '@playwright/test';

const out = process.argv[2];
if (out) mkdirSync(out, { recursive: true });
const flags = (process.env.GL_FLAGS ?? '--use-angle=gl --ignore-gpu-blocklist --disable-gpu-compositing').split(' ');
const app = await _electron.launch({
  ...(process.env.BASINSCOPE_ELECTRON ? { executablePath: process.env.BASINSCOPE_ELECTRON } : {}),
  args: ['--no-sandbox', ...flags, join(import.meta.dirname, 'main.cjs')],
});
const page = await app.firstWindow();
const problems = [];
page.on('console', (message) => {
  if (['error', 'warning'].includes(message.type())) problems.push(message.text());
});
page.on('pageerror', (error) => problems.push(error.message));
await page.waitForFunction(() => window.harness !== undefined);

const pane = page.locator('#pane');
const show = async (name, theme = 'dark', width = 700, height = 600) => {
  await page.evaluate((args) => window.harness.show(...args), [name, theme, width, height]);
  await page.waitForTimeout(1100);
};
const picture = async (name) => {
  const bytes = await pane.screenshot(out ? { path: join(out, `${name}.png`) } : {});
  return createHash('sha256').update(bytes).digest('hex');
};
const events = () => page.evaluate(() => window.harness.events.splice(0));
/** A node that nothing stands before. */
const clearNode = () =>
  page.evaluate(() => {
    const { scene } = window.harness.view();
    return [...scene.radii.keys()].find((i) => scene.pick(scene.screen[i * 3], scene.screen[i * 3 + 1])?.index === i && scene.links.neighbours(i).length > 0);
  });
/** Wait until the view has come to rest. */
const rest = async () => {
  while ((await page.evaluate(() => window.harness.frames(250))) > 0);
};
/** Where a node is on the page, from the view's own projection. */
const placeOf = (index) =>
  page.evaluate((i) => {
    const { screen } = window.harness.view().scene;
    const box = document.querySelector('#pane').getBoundingClientRect();
    return [box.left + screen[i * 3], box.top + screen[i * 3 + 1]];
  }, index);
let passed = 0;
const check = async (name, body) => {
  try {
    await body();
    passed++;
    console.log(`ok   ${name}`);
  } catch (error) {
    process.exitCode = 1;
    console.log(`FAIL ${name}\n     ${String(error.message).split('\n').join('\n     ')}`);
  }
};

for (const scene of ['toy', 'thirty', 'surface']) {
  await check(`${scene}: draws no frame while nothing changes`, async () => {
    await show(scene);
    assert.equal(await page.evaluate(() => window.harness.frames(700)), 0);
  });
  await check(`${scene}: hover, click, double click and Escape`, async () => {
    await show(scene);
    await events();
    const node = await clearNode();
    const [x, y] = await placeOf(node);
    await page.mouse.move(x, y);
    await page.waitForTimeout(200);
    assert.deepEqual(await events(), [`hover ${node}`]);
    const tip = await pane.locator('[role=presentation]').innerText();
    assert.match(tip, new RegExp(`Basin ${node}\\b`));
    assert.match(tip, /members/);
    await picture(`${scene}-hover`);
    await page.mouse.click(x, y);
    assert.deepEqual(await events(), [`select ${node}`]);
    await page.waitForTimeout(300);
    await page.mouse.dblclick(x, y);
    await page.waitForTimeout(900);
    await picture(`${scene}-focus`);
    const [fx, fy] = await placeOf(node);
    const box = await pane.boundingBox();
    assert.ok(Math.abs(fx - box.x - box.width / 2) < 2 && Math.abs(fy - box.y - box.height / 2) < 2, `focused node at ${fx}, ${fy}`);
    await events();
    await page.keyboard.press('Escape');
    assert.deepEqual(await events(), ['select null']);
    await page.keyboard.press('f');
    await page.waitForTimeout(900);
  });
  await check(`${scene}: arrow keys walk from neighbour to neighbour, and it is said aloud`, async () => {
    await show(scene);
    await events();
    await pane.locator('[role=application]').focus();
    await page.keyboard.press('ArrowRight');
    const first = await events();
    assert.equal(first.length, 1);
    for (const key of ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown']) await page.keyboard.press(key);
    const walked = (await events()).map((e) => Number(e.split(' ')[1]));
    assert.ok(walked.length >= 1, 'no arrow led anywhere');
    let at = Number(first[0].split(' ')[1]);
    for (const next of walked) {
      assert.ok((await page.evaluate((i) => [...window.harness.view().links.neighbours(i)], at)).includes(next), `${at} and ${next} are not joined`);
      at = next;
    }
    assert.match(await pane.locator('[aria-live]').innerText(), new RegExp(`Basin ${at},`));
  });
  await check(`${scene}: comes back after the graphics driver is reset`, async () => {
    await show(scene);
    await page.mouse.move(5, 5);
    const before = await picture(`${scene}-before-loss`);
    await page.evaluate(() => {
      const gl = window.harness.view().scene.stage.renderer.getContext();
      window.loss = gl.getExtension('WEBGL_lose_context');
      window.loss.loseContext();
    });
    await page.waitForTimeout(300);
    assert.match(await pane.innerText(), /driver was reset/);
    await page.evaluate(() => window.loss.restoreContext());
    await page.waitForTimeout(800);
    assert.doesNotMatch(await pane.locator('[role=application]').innerText(), /driver was reset/);
    assert.equal(await picture(`${scene}-after-loss`), before);
  });
}

await check('edges: a click on an arch chooses the pair', async () => {
  await show('toy');
  await events();
  const [x, y] = await page.evaluate(() => {
    const view = window.harness.view();
    view.links.projectArch(view.links.drawn, 3);
    const box = document.querySelector('#pane').getBoundingClientRect();
    return [box.left + view.links.archOnScreen[18], box.top + view.links.archOnScreen[19]];
  });
  await page.mouse.click(x, y);
  assert.deepEqual((await events()).filter((event) => !event.startsWith('hover')), ['edge 2-4']);
  await page.waitForTimeout(300);
  await picture('toy-edge');
});

await check('growing: camera and selection stay, new basins appear', async () => {
  await show('eight');
  await page.mouse.move(350, 300);
  await page.mouse.down();
  await page.mouse.move(420, 280, { steps: 6 });
  await page.mouse.up();
  await rest();
  await events();
  const camera = () => page.evaluate(() => window.harness.view().scene.stage.camera.position.toArray());
  const before = await camera();
  const chosen = await page.evaluate(async () => {
    const { imageGraph, images, view } = window.harness;
    view().select({ kind: 'node', index: 3 });
    const whole = imageGraph(20, 40, images(20));
    for (let n = 8; n <= 20; n += 4) {
      const keep = [...whole.edges.keys()].filter((k) => k % 2 === 0 && whole.edges[k] < n && whole.edges[k + 1] < n);
      // Turned round, so that only the ids tell who is who.
      const order = Array.from({ length: n }, (_, i) => n - 1 - i);
      view().setData({
        ...whole,
        count: n,
        ids: Uint32Array.from(order),
        positions: Float32Array.from(order.flatMap((i) => [whole.positions[2 * i], whole.positions[2 * i + 1]])),
        energies: Float32Array.from(order, (i) => whole.energies[i]),
        members: Uint32Array.from(order, (i) => whole.members[i]),
        images: images(n),
        edges: Uint32Array.from(keep.flatMap((k) => [n - 1 - whole.edges[k], n - 1 - whole.edges[k + 1]])),
        edgeBarriers: Float32Array.from(keep, (k) => whole.edgeBarriers[k / 2]),
        edgeRefined: Float32Array.from(keep, (k) => whole.edgeRefined[k / 2]),
      });
      await new Promise((done) => setTimeout(done, 300));
    }
    return view().scene.chosen;
  });
  assert.equal(chosen, 20 - 1 - 3);
  assert.deepEqual(await camera(), before);
  await page.waitForTimeout(900);
  await picture('grown');
  assert.deepEqual(await events(), []);
  await page.evaluate(() => window.harness.view().setData(window.harness.graphs.one()));
  // The view tells of what people do; where a selection goes whose basin is gone, the program knows.
  assert.deepEqual(await events(), []);
  assert.equal(await page.evaluate(() => window.harness.view().scene.chosen), -1);
});

await check('bad data: an error that says what, and the former picture', async () => {
  await show('toy');
  const before = await picture('toy');
  const message = await page.evaluate(() => {
    try {
      window.harness.view().setData({ ...window.harness.graphs.toy(), energies: new Float32Array(3) });
    } catch (error) {
      return `${error.name}: ${error.message}`;
    }
  });
  assert.equal(message, 'ViewDataError: Graph data: energies has 3 entries, but count 8 needs 8.');
  await page.waitForTimeout(300);
  assert.equal(await picture('toy'), before);
});

await check('empty and tiny: no basins, a pane of 40 by 30, a pane of nothing', async () => {
  await show('toy', 'light', 40, 30);
  await show('empty');
  await picture('empty');
  await page.evaluate(() => (document.querySelector('#pane').style.width = '0px'));
  await page.waitForTimeout(300);
  await page.evaluate(() => (document.querySelector('#pane').style.width = '500px'));
  await page.waitForTimeout(300);
  assert.equal(await page.evaluate(() => window.harness.view().scene.stage.width), 500);
});

await check('screenshot: a PNG of twice the size with labels', async () => {
  await show('toy', 'dark', 400, 300);
  const size = await page.evaluate(async () => {
    const blob = await window.harness.view().screenshot();
    const image = await createImageBitmap(blob);
    return [blob.type, image.width, image.height];
  });
  assert.deepEqual(size, ['image/png', 800, 600]);
});

await check('themes: changed in place', async () => {
  await show('thirty');
  const dark = await picture('thirty-dark');
  await page.evaluate(() => {
    document.querySelector('#pane').style.background = '#fbfbfd';
    window.harness.view().setTheme('light');
  });
  await page.waitForTimeout(400);
  const light = await picture('thirty-switched');
  assert.notEqual(light, dark);
  await show('thirty', 'light');
  assert.equal(await picture('thirty-light'), light);
});

await check('disposed cleanly: forty views one after the other', async () => {
  for (let i = 0; i < 40; i++) await page.evaluate((name) => window.harness.show(name, 'dark', 300, 260), ['toy', 'eight', 'surface'][i % 3]);
  await page.waitForTimeout(800);
  assert.equal(await page.evaluate(() => document.querySelector('#pane').childElementCount), 1);
  const left = await page.evaluate(() => {
    const view = window.harness.view();
    const { memory } = view.scene.stage.renderer.info;
    view.dispose();
    return [document.querySelector('#pane').childElementCount, memory.geometries, memory.textures];
  });
  assert.equal(left[0], 0);
  assert.ok(left[1] <= 0 && left[2] <= 0, `${left[1]} geometries and ${left[2]} textures are still held`);
});

await check('nothing on the console', async () => {
  // The driver's own remark on reading back for a screenshot is no fault of the page.
  const own = problems.filter((p) => !/GPU stall due to ReadPixels|CONTEXT_LOST_WEBGL|Context Lost|Context Restored/i.test(p));
  assert.deepEqual(own, []);
});

console.log(`${passed} passed`);
await app.close();
