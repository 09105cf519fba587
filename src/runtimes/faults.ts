/**
 * What a learner's app can do wrong, as data: made on the app side or by whoever watches it, shown by the page,
 * the command line and the checks in the same words in every runtime.
 */

/** Where in the learner's files, as they see them: line and column from 1. */
export interface SourcePlace {
  file: string;
  line: number;
  column?: number;
}

export type AppFault =
  /** A file could not be parsed. */
  | { kind: 'compile'; message: string; place?: SourcePlace }
  /** `schema.sql` was refused by the database. */
  | { kind: 'schema'; message: string; place?: SourcePlace }
  /** An import that is neither a file of theirs nor a package of the course. */
  | { kind: 'missing-import'; specifier: string; available: readonly string[]; place?: SourcePlace }
  /** An error nobody caught: while starting, in a timer, in a rejected promise. */
  | { kind: 'crash'; message: string; stack?: string; place?: SourcePlace }
  | { kind: 'exit'; code: number }
  /** Started, did not end, does not listen. */
  | { kind: 'never-listens'; limitMs: number }
  /** Listens, but not where it was told to. */
  | { kind: 'wrong-port'; port: number; expected: number }
  /** The event loop stood still: an endless loop, or work without a pause. */
  | { kind: 'blocked'; limitMs: number; while: 'starting' | 'answering' }
  /** The event loop turns, the answer does not come. */
  | { kind: 'no-answer'; limitMs: number; method: string; path: string }
  /** What came is not an HTTP answer, or ended in the middle, or is larger than the limit. */
  | { kind: 'broken-answer'; message: string; method: string; path: string }
  | { kind: 'out-of-memory'; limitMegabytes: number }
  /** It took more of the machine than any app needs. `did`: "wrote more than …". */
  | { kind: 'excess'; did: string }
  /** One SQL statement ran into the limit. */
  | { kind: 'endless-statement'; sql: string; limitMs: number };

/** Carries an `AppFault` to whoever started the app or sent the request. */
export class AppFaultError extends Error {
  override readonly name = 'AppFaultError';
  readonly fault: AppFault;
  constructor(fault: AppFault) {
    super(describeFault(fault));
    this.fault = fault;
  }
}

const at = (place: SourcePlace | undefined) =>
  place
    ? ` (${place.file}, line ${place.line}${place.column === undefined ? '' : `, column ${place.column}`})`
    : '';

const seconds = (ms: number) => `${ms / 1000} seconds`;

/** One sentence for the learner: what the app did, where, and what to look at. */
export function describeFault(fault: AppFault): string {
  switch (fault.kind) {
    case 'compile':
      return `The code does not compile: ${fault.message}${at(fault.place)}.`;
    case 'schema':
      return `PostgreSQL refuses schema.sql: ${fault.message}${at(fault.place)}.`;
    case 'missing-import':
      return `The import "${fault.specifier}"${at(fault.place)} is not there. Files of your own start with "./"; the packages you can import are: ${fault.available.join(', ')}.`;
    case 'crash':
      return `The app crashed: ${fault.message}${at(fault.place)}.`;
    case 'exit':
      return `The app ended itself with exit code ${fault.code}; a server has to stay up.`;
    case 'never-listens':
      return `The app started but did not listen on process.env.PORT within ${seconds(fault.limitMs)}.`;
    case 'wrong-port':
      return `The app listens on port ${fault.port}; it has to listen on process.env.PORT (${fault.expected} this time).`;
    case 'blocked':
      return `The app stood still for ${seconds(fault.limitMs)} while ${fault.while}: look for a loop that does not end.`;
    case 'no-answer':
      return `${fault.method} ${fault.path} got no answer within ${seconds(fault.limitMs)}: look for a path through the handler that neither answers nor throws.`;
    case 'broken-answer':
      return `The answer to ${fault.method} ${fault.path} is broken: ${fault.message}.`;
    case 'out-of-memory':
      return `The app used more than ${fault.limitMegabytes} MB of memory and was ended.`;
    case 'excess':
      return `The app ${fault.did} and was ended.`;
    case 'endless-statement':
      return `A SQL statement ran for more than ${seconds(fault.limitMs)} and was ended: ${fault.sql.slice(0, 200)}`;
  }
}
