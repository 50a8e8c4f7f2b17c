import { resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';
import { contentSecurityPolicy } from './electron/main/content-security-policy.ts';

// What stands in `dependencies` of package.json stays outside the bundles (electron-vite's rule): native modules find their
// binaries only from their own folder.
export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      target: 'node24',
      // Of zod, the package whose eighty files every process would read at the start, what is used.
      externalizeDeps: { exclude: ['zod'] },
      rolldownOptions: {
        input: {
          index: resolve('electron/main/index.ts'),
          'command-line': resolve('electron/command-line/index.ts'),
          host: resolve('electron/host/index.ts'),
          'job-worker': resolve('electron/host/job-worker.ts'),
          'queue-worker': resolve('electron/worker/index.ts'),
          'estimate-worker': resolve('electron/host/estimate-worker.ts'),
          'replay-worker': resolve('electron/host/replay-worker.ts'),
          'compute-thread': resolve('core/pieces/threads/compute-thread.ts'),
          'engine-probe': resolve('electron/host/engine-probe.ts'),
        },
      },
    },
    plugins: [withoutShims()],
  },
  preload: {
    build: {
      outDir: 'out/preload',
      rolldownOptions: {
        input: { index: resolve('electron/preload/index.ts') },
        // A sandboxed preload must be CommonJS.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    build: {
      outDir: 'out/renderer',
      target: 'chrome148',
      minify: true,
      // Small assets as data: URLs would need font-src and others to allow them.
      assetsInlineLimit: 0,
      rolldownOptions: { input: { index: resolve('renderer/index.html') } },
    },
    plugins: [svelte(), writePolicy()],
  },
});

/**
 * electron-vite declares `require` at the top of every chunk that mentions it, which breaks chunks whose sources declare
 * their own by createRequire. Our sources are ES modules and need no such help.
 */
function withoutShims(): Plugin {
  return {
    name: 'basinscope:without-shims',
    configResolved(config) {
      const shim = config.plugins.find((plugin) => plugin.name === 'vite:esm-shim');
      if (!shim) throw new Error('electron-vite no longer has the plugin vite:esm-shim: see whether withoutShims is still needed.');
      delete (shim as { renderChunk?: unknown }).renderChunk;
    },
  };
}

/** Writes the content security policy into the page; while developing, with what Vite's hot reload needs besides. */
function writePolicy(): Plugin {
  let developing = false;
  return {
    name: 'basinscope:content-security-policy',
    configResolved(config) {
      developing = config.command === 'serve';
    },
    transformIndexHtml: {
      order: 'pre',
      handler(html) {
        const policy = contentSecurityPolicy.map((rule) => (developing && /^(style|script)-src/.test(rule) ? `${rule} 'unsafe-inline'` : rule)).join('; ');
        const meta = /<meta\s+http-equiv="Content-Security-Policy"\s+content="[^"]*"\s*\/?>/;
        if (!meta.test(html)) throw new Error('renderer/index.html has no Content-Security-Policy meta tag to write the policy into.');
        return html.replace(meta, `<meta http-equiv="Content-Security-Policy" content="${policy}" />`);
      },
    },
  };
}
