/**
 * Whether a row of measurements is level.
 *
 * What leaks grows by about the same at every step and never stops; what merely warms up (compiled code, a WebAssembly
 * memory that found its size, a filled cache) grows in steps that become rare. So only the last half counts, after the
 * warming up, and two things have to come together before it counts as growth:
 *
 * - the slope over that half is worth mentioning. It is Theil and Sen's, the median of the slopes between all pairs of
 *   points: one measurement in the middle of somebody's work does not bend it, as it would bend a line of least squares.
 * - nearly every later point is higher than an earlier one (Kendall's tau). One single step, however high, makes
 *   about half of the pairs rise; a leak that is larger than the noise makes nearly all of them rise.
 */

/** A rise over the last half that nobody minds: a share of the median, or so much, whichever is more. */
export interface Allowance {
  share: number;
  least: number;
}

export interface Trend {
  /** Median of the last half. */
  median: number;
  /** How much it rose over the last half. */
  rise: number;
  /** From -1 (falls at every step) to 1 (rises at every step). */
  tau: number;
  isLevel: boolean;
}

/** By trial: with noise of half the growth it misses one leak in a thousand and takes one step in a hundred for a leak. */
const STEADY = 0.8;

/** @param values Measured at equal distances; fewer than eight say nothing and count as level. */
export function trendOf(values: readonly number[], { share, least }: Allowance): Trend {
  const half = values.slice(Math.floor(values.length / 2));
  const slopes: number[] = [];
  let signs = 0;
  for (const [from, low] of half.entries()) {
    for (const [steps, high] of half.slice(from + 1).entries()) {
      slopes.push((high - low) / (steps + 1));
      signs += Math.sign(high - low);
    }
  }
  const rise = medianOf(slopes) * (half.length - 1);
  const tau = slopes.length === 0 ? 0 : signs / slopes.length;
  const median = medianOf(half);
  const isGrowing = values.length >= 8 && rise > Math.max(least, share * median) && tau > STEADY;
  return { median, rise, tau, isLevel: !isGrowing };
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  if (sorted.length === 0) return 0;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}
