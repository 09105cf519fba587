import { AppFaultError } from '../../src/runtimes/faults.ts';

/** The learner's app did wrong: what happened and what should have happened, each one sentence. */
export class CheckFailure extends Error {
  override readonly name = 'CheckFailure';
  readonly happened: string;
  readonly expected: string;
  constructor(happened: string, expected: string) {
    super(`${happened} ${expected}`);
    this.happened = happened;
    this.expected = expected;
  }
}

/** Whether a thrown value is the app's doing; anything else is a mistake of ours. */
export function isFailureOfApp(thrown: unknown): thrown is Error {
  return (
    thrown instanceof CheckFailure ||
    thrown instanceof AppFaultError ||
    (thrown instanceof Error && thrown.name === 'AssertionError')
  );
}
