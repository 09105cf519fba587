/** `net.isIP` and its kin, and addresses as numbers. */

const V4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

export const isIPv4 = (text: unknown): boolean => V4.test(String(text));
export const isIPv6 = (text: unknown): boolean => parseV6(String(text)) !== undefined;
export const isIP = (text: unknown): 0 | 4 | 6 => (isIPv4(text) ? 4 : isIPv6(text) ? 6 : 0);

/** The address as a number; undefined when it is none. */
export function parseV4(text: string): bigint | undefined {
  if (!V4.test(text)) return undefined;
  return text.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

/** The address as a number; undefined when it is none. A zone (`%eth0`) is allowed and dropped. */
export function parseV6(text: string): bigint | undefined {
  const zone = text.indexOf('%');
  if (zone >= 0 && !/^[0-9a-zA-Z\-.:]+$/.test(text.slice(zone + 1))) return undefined;
  let address = zone < 0 ? text : text.slice(0, zone);
  // A dotted tail counts as two groups.
  const dotted = /(?:^|:)(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1];
  if (dotted !== undefined) {
    const value = parseV4(dotted);
    if (value === undefined) return undefined;
    address = `${address.slice(0, -dotted.length)}${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`;
  }
  const halves = address.split('::');
  if (halves.length > 2) return undefined;
  const groups = (half: string | undefined) => (half === undefined || half === '' ? [] : half.split(':'));
  const head = groups(halves[0]);
  const tail = groups(halves[1]);
  if ([...head, ...tail].some((group) => !/^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  const zeros = 8 - head.length - tail.length;
  if (halves.length === 2 ? zeros < 1 : zeros !== 0) return undefined;
  const all = [...head, ...Array<string>(halves.length === 2 ? zeros : 0).fill('0'), ...tail];
  return all.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n);
}
