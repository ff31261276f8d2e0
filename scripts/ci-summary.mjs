// Summarizes a CI run: `node scripts/ci-summary.mjs CHECK_OUTCOME CHECK_EXIT_CODE JEST_REPORT JEST_EXIT_CODE` ends with the line
// "N passed, N failed". A crash and a missing report count as failed; nothing passes without having run.
import { readFileSync } from 'node:fs';

const [checkOutcome, checkCode, jestReport, jestCode] = process.argv.slice(2);
const sums = [sumChecks(read(checkOutcome)), sumTests(read(jestReport))];
const codes = [checkCode, jestCode].map(Number);
const passed = sums[0].passed + sums[1].passed;
// a command that fails without reporting a failure counts as one
const failed = sums.reduce((total, sum, index) => total + Math.max(sum.failed, codes[index] === 0 ? 0 : 1), 0);

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function sumChecks(outcome) {
  if (!outcome || outcome.passed.length + outcome.failed.length === 0) return { passed: 0, failed: 1 };
  return { passed: outcome.passed.length, failed: outcome.failed.length };
}

function sumTests(report) {
  if (!report || report.numPassedTests + report.numFailedTests === 0) return { passed: 0, failed: 1 };
  // a file that failed to load, or whose clean-up failed, has no failed test to count
  const crashed = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
  );
  return { passed: report.numPassedTests, failed: report.numFailedTests + crashed.length };
}

function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
