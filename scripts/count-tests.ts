// Prints the true counts of a finished test run from vitest's JSON report, alone on a line: "N passed, N failed".
// Usage: tsx scripts/count-tests.ts <report.json>
import { readFileSync } from 'node:fs';

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error('Usage: tsx scripts/count-tests.ts <report.json>');
const report = JSON.parse(readFileSync(path, 'utf8')) as Report;

// A file that breaks before its first test has no failed test of its own; it counts as one all the same.
const brokenFiles = report.testResults.filter(
  (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
);
for (const file of brokenFiles) console.error(`${file.name}: broke outside of its tests.`);

const failed = report.numFailedTests + brokenFiles.length;
console.log(`${report.numPassedTests} passed, ${failed} failed`);
if (failed > 0 || report.numPassedTests === 0) process.exitCode = 1;
