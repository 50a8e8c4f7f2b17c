import { expect } from '@playwright/test';
import { oneProgram, test } from './program.ts';

const shared = oneProgram();

test('the window is sandboxed: no Node, no Electron, nothing but the bridge', async () => {
  const { app, page } = shared();
  const found = await page.evaluate(() => ({
    globals: ['require', 'process', 'module', 'global', 'Buffer', 'electron', '__dirname'].filter((name) => name in window),
    bridge: Object.keys((window as unknown as { basinscope: object }).basinscope).sort(),
    frozen: Object.isFrozen((window as unknown as { basinscope: object }).basinscope),
  }));
  expect(found.globals).toEqual([]);
  expect(found.bridge).toEqual(['onHostState', 'onJobEvent', 'onMenu', 'onOpenFile', 'pathOfDroppedFile', 'platform', 'request']);
  expect(found.frozen).toBe(true);
  const preferences = await app.evaluate(({ BrowserWindow }) => {
    // Not in Electron's types, and the only way to ask a window what it was made with.
    const contents = BrowserWindow.getAllWindows()[0]!.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> };
    const { contextIsolation, sandbox, nodeIntegration, webSecurity, nodeIntegrationInSubFrames, webviewTag } = contents.getLastWebPreferences();
    return { contextIsolation, sandbox, nodeIntegration, webSecurity, nodeIntegrationInSubFrames, webviewTag };
  });
  expect(preferences).toEqual({
    contextIsolation: true, sandbox: true, nodeIntegration: false, webSecurity: true, nodeIntegrationInSubFrames: false, webviewTag: false,
  });
});

test('the page’s scheme serves the page’s files and nothing else', async () => {
  const { page } = shared();
  const statuses = await page.evaluate(async () => {
    const ask = (path: string) => fetch(path).then((response) => response.status, () => 0);
    return { itself: await ask('/index.html'), preload: await ask('/../preload/index.cjs'), encoded: await ask('/%2e%2e/%2e%2e/package.json'), slash: await ask('/..%2f..%2fpackage.json'), absolute: await ask('//etc/passwd'), file: await ask('file:///etc/passwd') };
  });
  expect(statuses).toEqual({ itself: 200, preload: 404, encoded: 404, slash: 404, absolute: 0, file: 0 });
});

test('navigation, new windows, permissions and downloads are denied', async () => {
  const { app, page } = shared();
  const own = page.url();
  await page.evaluate(() => {
    location.href = 'https://example.org/';
  });
  await page.evaluate(() => {
    location.href = 'file:///etc/passwd';
  });
  const opened = await page.evaluate(() => window.open('https://example.org/') === null && window.open(location.href) === null);
  await page.waitForTimeout(300);
  expect(page.url()).toBe(own);
  expect(opened).toBe(true);
  expect(app.windows()).toHaveLength(1);
  const permissions = await page.evaluate(async () => ({
    notifications: await Notification.requestPermission(),
    camera: await navigator.mediaDevices.getUserMedia({ video: true }).then(() => 'granted', (error: Error) => error.name),
    geolocation: (await navigator.permissions.query({ name: 'geolocation' })).state,
    clipboard: await navigator.clipboard.readText().then(() => 'granted', (error: Error) => error.name),
  }));
  // Without a camera the answer is that there is none, asked or not.
  expect(['NotAllowedError', 'NotFoundError']).toContain(permissions.camera);
  expect(permissions).toMatchObject({ notifications: 'denied', geolocation: 'denied', clipboard: 'NotAllowedError' });
  // Where the system has no spelling of its own, each language would be a question to Google at every start.
  const spelling = await app.evaluate(({ session: { defaultSession: own } }) => ({ on: own.isSpellCheckerEnabled(), languages: own.getSpellCheckerLanguages() }));
  expect(spelling.on).toBe(false);
  if (process.platform !== 'darwin') expect(spelling.languages).toEqual([]);
});

test('bad requests are refused with an error, and the program goes on', async () => {
  const { page } = shared();
  const replies = await page.evaluate(async () => {
    const { request } = (window as unknown as { basinscope: { request(name: unknown, ask: unknown): Promise<{ ok: boolean; error?: { title: string; message: string } }> } }).basinscope;
    return {
      unknown: await request('no.such', {}),
      prototype: await request('__proto__', {}),
      nothing: await request('map.start', undefined),
      wrongType: await request('potential.inspect', { path: 7 }),
      tooLong: await request('potential.inspect', { path: 'x'.repeat(5000) }),
      tooMuch: await request('map.members', { map: 'a', basin: 0, offset: 0, limit: 1e9 }),
      badNumber: await request('potential.import', { path: '/x', name: 'x', trainEpsilon: -1 }),
      uncloneable: await request('workspace.get', { f: (() => 0) as unknown }),
      unchosenExport: await request('map.export', { map: 'a', format: 'csv', path: '/basinscope-must-not-be-written.csv' }),
      after: await request('workspace.get', {}),
    };
  });
  const { after, ...bad } = replies;
  for (const [name, reply] of Object.entries(bad)) {
    expect(reply.ok, name).toBe(false);
    expect(reply.error!.message.length, name).toBeGreaterThan(5);
  }
  expect(after.ok).toBe(true);
});

// Last: what it puts into the page stays there.
test('a strict content security policy holds, in the header and in the page', async () => {
  const { page } = shared();
  const policies = await page.evaluate(async () => ({
    header: (await fetch(location.href)).headers.get('content-security-policy'),
    meta: document.querySelector('meta[http-equiv="Content-Security-Policy"]')?.getAttribute('content'),
  }));
  for (const policy of [policies.header, policies.meta]) {
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect(policy).not.toMatch(/https?:/);
  }
  const outcome = await page.evaluate(async () => {
    const blocked: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => blocked.push(event.effectiveDirective));
    const inline = document.createElement('script');
    inline.textContent = 'window.inlineRan = true';
    document.body.append(inline);
    const image = document.createElement('img');
    image.src = 'https://example.org/x.png';
    document.body.append(image);
    const frame = document.createElement('iframe');
    frame.src = 'https://example.org/';
    document.body.append(frame);
    const style = document.createElement('style');
    style.textContent = 'body { outline: 1px solid red }';
    document.body.append(style);
    const fetched = await fetch('https://example.org/').then(() => true, () => false);
    // Later, not now: what the test itself evaluates is exempt from the policy.
    const evaluated = await new Promise<boolean>((done) =>
      setTimeout(() => {
        try {
          // eslint-disable-next-line no-new-func -- whether it works is the question
          done(new Function('return true')() as boolean);
        } catch {
          done(false);
        }
      }, 50),
    );
    await new Promise((done) => setTimeout(done, 200));
    return { inlineRan: 'inlineRan' in window, fetched, evaluated, blocked: [...new Set(blocked)].sort() };
  });
  expect(outcome.inlineRan).toBe(false);
  expect(outcome.fetched).toBe(false);
  expect(outcome.evaluated).toBe(false);
  expect(outcome.blocked).toEqual(expect.arrayContaining(['connect-src', 'frame-src', 'img-src', 'script-src-elem', 'style-src-elem']));
});
