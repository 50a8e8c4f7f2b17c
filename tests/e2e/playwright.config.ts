import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../../test-results/e2e',
  // One program at a time: each maps on all cores.
  workers: 1,
  fullyParallel: false,
  // The whole program on a machine that others use too: one more try, and scripts/test.mjs says which test needed it.
  retries: 1,
  // Far above what any test takes: a slow machine is not a failure, a hang is.
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: [['list'], ['json']],
  forbidOnly: true,
});
