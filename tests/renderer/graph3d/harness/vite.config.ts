import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('.'),
  base: './',
  publicDir: false,
  build: { outDir: here('../../../../out/graph3d-harness'), emptyOutDir: true, minify: false, target: 'chrome140' },
});
