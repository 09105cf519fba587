/** What a grader imports. */

export type { RunningApp } from './app.ts';
export { type CheckContext, check } from './check.ts';
export { Answer, type Client, type ClientRequest } from './client.ts';
export { duration } from './clock.ts';
export type { Cookie } from './cookies.ts';
export { type DatabaseProbe, quoteIdentifier, quoteTable, type TableRows } from './database.ts';
export {
  diskFull,
  type Failure,
  failCommits,
  failWrites,
  fillDiskFrom,
  newSchema,
  type Table,
  tablesOf,
} from './failing-writes.ts';
export { CheckFailure } from './failure.ts';
export { internalsIn } from './internals.ts';
export { newcomer, type Person, person, register, Session, signIn, told, word } from './people.ts';
export { plain } from './plain-sql.ts';
export { Random } from './random.ts';
export {
  checkoutSession,
  type PaymentStatus,
  type PostOptions,
  postAsStripe,
  type SessionFields,
  type StripeEvent,
  type StripeEventType,
  stripeEvent,
  stripeHeader,
  stripeId,
  stripeSignature,
} from './stripe.ts';
