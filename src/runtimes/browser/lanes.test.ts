import { expect, test } from 'vitest';
import { lanesOf } from './lanes.ts';

test.for([
  [{ hardwareConcurrency: 1 }, 1],
  [{ hardwareConcurrency: 2 }, 2],
  [{ hardwareConcurrency: 4 }, 3],
  [{ hardwareConcurrency: 16 }, 4],
  [{ hardwareConcurrency: 8, deviceMemory: 2 }, 1],
  [{ hardwareConcurrency: 8, deviceMemory: 8 }, 4],
] as const)('%o: %i', ([machine, lanes]) => expect(lanesOf(machine)).toBe(lanes));
