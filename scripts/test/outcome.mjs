/** What a part of the test run came to: tests passed, failed and skipped, the exit code, and what to say about it, if anything. */

/** Counts of vitest's JSON report (null: there is none). */
export function outcomeOfVitest(report, code) {
  if (!report) return { passed: 0, failed: 0, skipped: 0, code, why: `vitest ended with code ${code} and left no report.` };
  // A file that could not be loaded has failed without a single test.
  const brokenFiles = report.testResults.filter((file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed')).length;
  return { passed: report.numPassedTests, failed: report.numFailedTests + brokenFiles, skipped: report.numPendingTests + report.numTodoTests, code, why: '' };
}

/** Counts of Playwright's JSON report (null: there is none). */
export function outcomeOfPlaywright(report, code) {
  if (!report) return { passed: 0, failed: 0, skipped: 0, code, why: `Playwright ended with code ${code} and left no report.` };
  const { expected, unexpected, flaky, skipped } = report.stats;
  const why = flaky === 0 ? '' : `${flaky} of these passed at the second try only: look at the first one’s error above.`;
  return { passed: expected + flaky, failed: unexpected, skipped, code, why };
}

/** The outcome that counts: a part that ended badly without a failed test, or that ran no test at all, has failed. */
export function judge({ passed, failed, skipped = 0, code, why = '' }) {
  if (failed > 0 || (code === 0 && passed > 0)) return { passed, failed, skipped, why };
  return { passed, failed: 1, skipped, why: why || (passed === 0 ? 'No test ran.' : `Every test passed, yet the run ended with code ${code}.`) };
}
