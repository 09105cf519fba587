/** Addresses as a proxy writes them into `X-Forwarded-For`. */
import type { Random } from '../kit/index.ts';

/** Eight groups of 16 bits as text: without leading zeros, the longest run of two or more zeros as `::` (RFC 5952). */
export function ipv6(groups: readonly number[]): string {
  let run = { start: -1, length: 1 };
  for (let start = 0; start < groups.length; start++) {
    let length = 0;
    while (groups[start + length] === 0) length += 1;
    if (length > run.length) run = { start, length };
  }
  const hex = (part: readonly number[]) => part.map((group) => group.toString(16)).join(':');
  if (run.start < 0) return hex(groups);
  return `${hex(groups.slice(0, run.start))}::${hex(groups.slice(run.start + run.length))}`;
}

const group = (random: Random) => random.integer(1, 0xffff);

/** The first 48 bits of somebody's addresses, at one of the providers under 2a00::/12. */
export function site(random: Random, provider = [0x2a00 + random.integer(1, 0x1f), group(random)]): number[] {
  return [...provider, group(random)];
}

/** One of the 2^64 addresses of a network, whose first four groups are given. */
export const hostIn = (random: Random, network: readonly number[]): string =>
  ipv6([...network, ...Array.from({ length: 4 }, () => group(random))]);
