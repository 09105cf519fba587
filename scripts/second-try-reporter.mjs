/** A vitest reporter for `npm test`: writes which tests passed only when they were tried again, to OTHER90_SECOND_TRIES. */
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';

export default class SecondTryReporter {
  tests = [];

  onTestCaseResult(test) {
    if (!test.diagnostic()?.flaky) return;
    this.tests.push({ name: `${relative(process.cwd(), test.module.moduleId)} > ${test.fullName}` });
  }

  onTestRunEnd() {
    writeFileSync(process.env.OTHER90_SECOND_TRIES, JSON.stringify(this.tests));
  }
}
