/**
 * Lets what several requests ask of a database come to it together, round by round. Which of two requests comes first
 * is luck on a server, and mostly the same luck: the first one is through with its "look, then write" before the second
 * one looks. A wrong fix would then pass on a fast machine. In rounds everybody has looked before anybody writes.
 */

/**
 * A round ends when every request waits in it, or when nothing more has come for so long: some wait for a connection, or
 * work. A connection that is being made takes an app some milliseconds of hashing.
 */
const QUIET_MS = 25;
/** And after this at the latest, whoever still comes. */
const LONGEST_MS = 100;

export class StatementRounds {
  private readonly requestsUnderway: () => number;
  private waiting: Array<() => void> = [];
  private quiet: NodeJS.Timeout | undefined;
  private longest: NodeJS.Timeout | undefined;

  constructor(requestsUnderway: () => number) {
    this.requestsUnderway = requestsUnderway;
  }

  /** Calls `send` with the others of its round; at once where no other request is underway. */
  join(send: () => void): void {
    this.waiting.push(send);
    clearTimeout(this.quiet);
    if (this.waiting.length >= this.requestsUnderway()) {
      this.end();
      return;
    }
    this.quiet = setTimeout(() => this.end(), QUIET_MS);
    this.longest ??= setTimeout(() => this.end(), LONGEST_MS);
  }

  /** Sends all that wait, in the order in which they came, so that each connection keeps its own. */
  end(): void {
    clearTimeout(this.quiet);
    clearTimeout(this.longest);
    this.longest = undefined;
    for (const send of this.waiting.splice(0)) send();
  }
}
