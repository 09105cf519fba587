/**
 * What the specifier `vitest` means inside the embedded runner (the page's worker and the command line's grader
 * process): the part of vitest that a grader may use, from the very packages vitest itself is made of.
 */
import {
  ASYMMETRIC_MATCHERS_OBJECT,
  chai,
  customMatchers,
  type ExpectStatic,
  GLOBAL_EXPECT,
  getState,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  setState,
} from '@vitest/expect';

export { afterAll, afterEach, beforeAll, beforeEach, describe, it, suite, test } from '@vitest/runner';

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);

function makeExpect(): ExpectStatic {
  const expect = ((value: unknown, message?: string) => chai.expect(value, message)) as ExpectStatic;
  Object.assign(expect, chai.expect);
  Object.assign(expect, (globalThis as Record<symbol, object>)[ASYMMETRIC_MATCHERS_OBJECT]);
  expect.getState = () => getState(expect);
  expect.setState = (state) => setState(state, expect);
  // JestExtend puts `extend` on chai's expect; its types do not say so.
  const extendable = chai.expect as unknown as { extend(expect: ExpectStatic, matchers: object): void };
  expect.extend = (matchers) => extendable.extend(expect, matchers);
  expect.extend(customMatchers);
  setState({ assertionCalls: 0, isExpectingAssertions: false, expectedAssertionsNumber: null }, expect);
  (globalThis as Record<symbol, unknown>)[GLOBAL_EXPECT] = expect;
  return expect;
}

export const expect = makeExpect();
