/** In which order the cases come: seeded, the quick ones first, so that a run that is broken off has done much. */
import { Random } from '../../graders/kit/random.ts';
import { LIMITS, type Runtime } from '../../src/runtimes/runtime.ts';
import { FAULT_CASES, HARMLESS_CASES } from '../../tests/faults/cases.ts';
import { inTheBrowser, tryFault, tryHarmless } from '../../tests/faults/try-case.ts';

export interface SoakCase {
  name: string;
  /** Milliseconds of limits that have to pass in it. */
  waitsMs: number;
  /** @throws when the runtime tells it in another way than it should. */
  attempt(runtime: Runtime): Promise<void>;
}

/** What each kind of fault waits for, besides the work; memory takes as long as the machine needs to fill it. */
const WAITS: Readonly<Record<string, number>> = {
  'wrong-port': 1_000,
  blocked: LIMITS.blockedMs,
  'no-answer': LIMITS.answerMs,
  'never-listens': LIMITS.startMs,
  'endless-statement': LIMITS.statementMs,
  'out-of-memory': 3_000,
};

/** Cases that wait for no more than this come first. */
const QUICK_MS = 1_000;

const CASES: readonly SoakCase[] = [
  ...FAULT_CASES.map((fault) => ({
    name: fault.name,
    waitsMs: WAITS[fault.fault.kind] ?? 0,
    attempt: (runtime: Runtime) =>
      tryFault(runtime, runtime.name === 'browser' ? inTheBrowser(fault) : fault),
  })),
  ...HARMLESS_CASES.map((harmless) => ({
    name: harmless.name,
    waitsMs: 0,
    attempt: (runtime: Runtime) => tryHarmless(runtime, harmless),
  })),
];

export interface Phase {
  name: 'quick' | 'slow';
  cases: SoakCase[];
}

/** Each case `rounds` times, all rounds of a phase in one random order. */
export function plan(rounds: number, seed: number): Phase[] {
  const phase = (name: Phase['name'], isIn: (soak: SoakCase) => boolean): Phase => {
    const all = CASES.filter(isIn);
    return { name, cases: new Random(seed, name).shuffle(Array.from({ length: rounds }, () => all).flat()) };
  };
  return [
    phase('quick', ({ waitsMs }) => waitsMs <= QUICK_MS),
    phase('slow', ({ waitsMs }) => waitsMs > QUICK_MS),
  ];
}
