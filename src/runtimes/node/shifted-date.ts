/** The grader's own clock: `Date` of this process, from which PGlite in it takes `now()`. Timers stay real. */
import { installDate } from '../clock.ts';

const realNow = Date.now.bind(Date);
let offset = 0;
let installed = false;

/** Sets `Date.now` of this process; undefined gives real time back. Epoch milliseconds. */
export function setDate(epochMs: number | undefined): void {
  if (!installed) installDate(globalThis, () => realNow() + offset);
  installed = true;
  offset = epochMs === undefined ? 0 : epochMs - realNow();
}
