import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** vitest reporter: counts, and why what was skipped was skipped, as JSON in WEIR_TEST_COUNTS. */
export default class CountReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0, reasons: {} };
    for (const module of modules) {
      // a file that does not even load has no tests, but it is a failure all the same
      counts.failed += module.errors().length;
      for (const test of module.children.allTests()) count(counts, module, test);
    }
    const file = process.env.WEIR_TEST_COUNTS;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(counts));
  }
}

function count(counts, module, test) {
  const { state, note } = test.result();
  if (state === 'passed') counts.passed += 1;
  else if (state === 'failed') counts.failed += 1;
  else {
    counts.skipped += 1;
    const reason = `${module.relativeModuleId}: ${note ?? test.fullName}`;
    counts.reasons[reason] = (counts.reasons[reason] ?? 0) + 1;
  }
}
