import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';

interface Outcome {
  passed: number;
  failed: number;
  skipped: number;
  code?: number;
  why: string;
}
type Report = object | null;

// Scripts are plain JavaScript: they run before anything is installed.
const file = pathToFileURL(join(resolve(import.meta.dirname, '../..'), 'scripts/test/outcome.mjs')).href;
const { judge, outcomeOfVitest, outcomeOfPlaywright } = (await import(file)) as {
  judge: (outcome: Partial<Outcome>) => Outcome;
  outcomeOfVitest: (report: Report, code: number) => Outcome;
  outcomeOfPlaywright: (report: Report, code: number) => Outcome;
};

describe('what a part of npm test came to', () => {
  test('tests that passed pass', () => {
    expect(judge({ passed: 3, failed: 0, code: 0 })).toMatchObject({ passed: 3, failed: 0 });
  });

  test('a part that ran no test has failed', () => {
    expect(judge({ passed: 0, failed: 0, code: 0 })).toMatchObject({ failed: 1, why: 'No test ran.' });
  });

  test('a run that ends badly after its tests passed has failed', () => {
    expect(judge({ passed: 3, failed: 0, code: 1 })).toMatchObject({ passed: 3, failed: 1 });
  });

  test('a missing report is a failure', () => {
    expect(judge(outcomeOfVitest(null, 127))).toMatchObject({ failed: 1 });
    expect(judge(outcomeOfPlaywright(null, 0))).toMatchObject({ failed: 1 });
  });

  test('vitest: a file that could not be loaded counts as a failure', () => {
    const report = {
      numPassedTests: 5, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1,
      testResults: [
        { status: 'passed', assertionResults: [{ status: 'passed' }] },
        { status: 'failed', assertionResults: [{ status: 'failed' }] },
        { status: 'failed', assertionResults: [] },
      ],
    };
    expect(outcomeOfVitest(report, 1)).toMatchObject({ passed: 5, failed: 2, skipped: 3 });
  });

  test('Playwright: a test that passed at its second try only has passed, and it is said', () => {
    expect(outcomeOfPlaywright({ stats: { expected: 7, unexpected: 1, flaky: 1, skipped: 2 } }, 1)).toMatchObject({ passed: 8, failed: 1, skipped: 2, why: expect.stringContaining('1 of these passed at the second try') });
    expect(judge(outcomeOfPlaywright({ stats: { expected: 7, unexpected: 0, flaky: 1, skipped: 0 } }, 0))).toMatchObject({ passed: 8, failed: 0, why: expect.stringContaining('second try') });
  });
});
