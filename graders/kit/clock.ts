import type { Evidence } from '../../src/grading/report.ts';
import type { App, GraderSide } from '../../src/runtimes/runtime.ts';

const UNITS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `'15m'`, `'24h'`, `'1s'` → milliseconds. */
export function duration(text: string): number {
  const match = /^(\d+)(s|m|h|d)$/.exec(text);
  if (!match) throw new RangeError(`"${text}" is no duration; write it as 90s, 15m, 24h or 2d`);
  return Number(match[1]) * UNITS[match[2] as keyof typeof UNITS];
}

/** The one time of a check: the app's, the database's and the attackers'. */
export class Clock {
  /** True once it moved. */
  moved = false;
  private readonly side: GraderSide;
  private readonly apps: () => readonly App[];
  private readonly evidence: (evidence: Evidence) => void;

  constructor(side: GraderSide, apps: () => readonly App[], evidence: (evidence: Evidence) => void) {
    this.side = side;
    this.apps = apps;
    this.evidence = evidence;
  }

  /** Epoch milliseconds. */
  now(): number {
    return Date.now();
  }

  /** Lets time pass on all sides at once, in no real time: `advance('15m')`. */
  async advance(text: string): Promise<void> {
    const ms = duration(text);
    const target = Date.now() + ms;
    this.moved = true;
    this.evidence({ type: 'clock', advancedMs: ms });
    // The database first: a timer of the app that falls due may ask it for the time.
    await this.side.setClock(target);
    if (this.side.database.clockMoves) await this.side.database.setClock(target);
    for (const app of this.apps()) await app.setClock(target);
  }

  /** Back to real time, after a check. */
  async restore(): Promise<void> {
    if (!this.moved) return;
    await this.side.setClock(undefined);
    if (this.side.database.clockMoves) await this.side.database.setClock(Date.now());
  }
}
