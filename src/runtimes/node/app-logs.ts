/** What an app printed, bounded: a million lines cost nothing. */
import type { Readable } from 'node:stream';
import { LIMITS, type LogEntry } from '../runtime.ts';

/** The end of standard error is always kept: it tells why V8 gave up. */
const TAIL = 4_000;

export class AppLogs {
  readonly entries: LogEntry[] = [];
  errorTail = '';
  private room: number = LIMITS.logCharacters;
  private readonly onLog: ((entry: LogEntry) => void) | undefined;

  constructor(onLog?: (entry: LogEntry) => void) {
    this.onLog = onLog;
  }

  follow(stream: LogEntry['stream'], from: Readable): void {
    from.setEncoding('utf8');
    from.on('error', () => {});
    from.on('data', (text: string) => {
      if (stream === 'stderr') this.errorTail = (this.errorTail + text).slice(-TAIL);
      this.keep(stream, text);
    });
  }

  private keep(stream: LogEntry['stream'], text: string): void {
    if (this.room <= 0) return;
    const kept = text.slice(0, this.room);
    this.room -= kept.length;
    this.add({ stream, text: kept });
    if (this.room > 0) return;
    this.add({ stream, text: `\n[${LIMITS.logCharacters} characters printed: what follows is dropped]\n` });
  }

  private add(entry: LogEntry): void {
    this.entries.push(entry);
    this.onLog?.(entry);
  }
}
