/** How many workers may share the checks of a run: each is a PostgreSQL of its own, and an app beside it. */

const MOST_LANES = 4;
/** Gigabytes of memory below which one is enough, as browsers round it. */
const LITTLE_MEMORY = 4;

/** What is known of the machine: `navigator`, of which only Chromium tells the memory. */
export interface Machine {
  hardwareConcurrency: number;
  deviceMemory?: number;
}

/** One where memory is short; else one a processor, of which a larger machine keeps one for the page itself. */
export function lanesOf({ hardwareConcurrency, deviceMemory = LITTLE_MEMORY }: Machine): number {
  if (deviceMemory < LITTLE_MEMORY) return 1;
  const free = hardwareConcurrency > 2 ? hardwareConcurrency - 1 : hardwareConcurrency;
  return Math.max(1, Math.min(MOST_LANES, free));
}
