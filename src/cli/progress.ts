/** What goes on, on standard error: one live line on a terminal, a line an event elsewhere. */
import type { Context } from './context.ts';
import { painter } from './paint.ts';

export interface Progress {
  /** Replaces the live line. */
  now(text: string): void;
  /** A line that stays. On a terminal only where `always` is set: there the live line tells it. */
  line(text: string, always?: boolean): void;
  /** Takes the live line away. */
  end(): void;
}

export function progressOn({ stderr }: Pick<Context, 'stderr'>): Progress {
  const live = stderr.isTTY === true;
  const paint = painter(stderr);
  const clear = () => {
    if (live) stderr.write('\r\u001b[K');
  };
  return {
    now(text) {
      // A line that wraps could not be taken back.
      if (live) stderr.write(`\r\u001b[K${paint('dim', text.slice(0, (stderr.columns ?? 80) - 1))}`);
    },
    line(text, always = false) {
      if (live && !always) return;
      clear();
      stderr.write(`${text}\n`);
    },
    end: clear,
  };
}
