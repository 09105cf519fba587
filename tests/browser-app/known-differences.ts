/**
 * In what the browser runtime's `http` is known to differ from Node's, and why it stays so. A difference that is not in
 * this list is a fault.
 */
import type { Difference } from './fidelity/run.ts';
import type { Sample } from './fidelity/sample.ts';

export interface KnownDifference {
  /** One sentence: what differs, and why it stays. */
  why: string;
  matches(difference: Difference): boolean;
  /** Still differs so: it is sent beside the generated ones, so that a mended one leaves the list. */
  example: Omit<Sample, 'number'>;
}

export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [];

/** The reason of a listed difference. */
export const knownDifference = (difference: Difference): string | undefined =>
  KNOWN_DIFFERENCES.find(({ matches }) => matches(difference))?.why;
