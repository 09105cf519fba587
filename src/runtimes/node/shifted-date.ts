/** The grader's own clock: `Date` of this process, from which PGlite in it takes `now()`. Timers stay real. */
import { movableDate } from '../clock.ts';

/** Sets `Date` of this process, epoch milliseconds; undefined gives the machine's back. */
export const setDate = movableDate(globalThis);
