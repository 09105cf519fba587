/** `net.BlockList` and `net.SocketAddress`. */
import { coded, invalidArgument, outOfRange } from '../worker/errors.ts';
import { isIPv6, parseV4, parseV6 } from './net-address.ts';

export class SocketAddress {
  readonly address: string;
  readonly family: 'ipv4' | 'ipv6';
  readonly port: number;
  readonly flowlabel: number;
  constructor(
    options: { address?: string; family?: 'ipv4' | 'ipv6'; port?: number; flowlabel?: number } = {},
  ) {
    this.family = options.family ?? 'ipv4';
    this.address = options.address ?? (this.family === 'ipv4' ? '127.0.0.1' : '::');
    this.port = options.port ?? 0;
    this.flowlabel = options.flowlabel ?? 0;
    number(this.address, this.family);
  }
}

interface Range {
  family: 'ipv4' | 'ipv6';
  from: bigint;
  to: bigint;
  rule: string;
}

type Address = string | SocketAddress;
type Family = 'ipv4' | 'ipv6';

export class BlockList {
  #ranges: Range[] = [];

  get rules(): string[] {
    return this.#ranges.map((range) => range.rule).reverse();
  }

  static isBlockList(value: unknown): boolean {
    return value instanceof BlockList;
  }

  addAddress(address: Address, family: Family = 'ipv4'): void {
    const [text, kind] = parts(address, family);
    const at = number(text, kind);
    this.#ranges.push({ family: kind, from: at, to: at, rule: `Address: ${label(kind)} ${text}` });
  }

  addRange(start: Address, end: Address, family: Family = 'ipv4'): void {
    const [first, kind] = parts(start, family);
    const [last] = parts(end, family);
    const from = number(first, kind);
    const to = number(last, kind);
    if (from > to)
      throw coded(
        'ERR_INVALID_ARG_VALUE',
        `The argument 'start' must come before end. Received '${first}'`,
        TypeError,
      );
    this.#ranges.push({ family: kind, from, to, rule: `Range: ${label(kind)} ${first}-${last}` });
  }

  addSubnet(network: Address, prefix: number, family: Family = 'ipv4'): void {
    const [text, kind] = parts(network, family);
    const bits = kind === 'ipv4' ? 32 : 128;
    if (typeof prefix !== 'number') throw invalidArgument('prefix', 'of type number', prefix);
    if (!Number.isInteger(prefix) || prefix < 0 || prefix > bits)
      throw outOfRange('prefix', `>= 0 && <= ${bits}`, prefix);
    const host = BigInt(bits - prefix);
    const from = (number(text, kind) >> host) << host;
    this.#ranges.push({
      family: kind,
      from,
      to: from + (1n << host) - 1n,
      rule: `Subnet: ${label(kind)} ${text}/${prefix}`,
    });
  }

  check(address: Address, family: Family = 'ipv4'): boolean {
    const [text, kind] = parts(address, family);
    const value = kind === 'ipv4' ? parseV4(text) : parseV6(text);
    if (value === undefined) return false;
    // An IPv4 address may come dressed as IPv6.
    const mapped = kind === 'ipv6' && value >> 32n === 0xffffn ? value & 0xffffffffn : undefined;
    return this.#ranges.some(
      (range) =>
        (range.family === kind && value >= range.from && value <= range.to) ||
        (mapped !== undefined && range.family === 'ipv4' && mapped >= range.from && mapped <= range.to),
    );
  }

  toJSON(): string[] {
    return this.rules;
  }
}

const label = (family: Family) => (family === 'ipv4' ? 'IPv4' : 'IPv6');

function parts(address: Address, family: Family): [string, Family] {
  if (typeof address === 'string') return [address, family.toLowerCase() as Family];
  if (address instanceof SocketAddress) return [address.address, address.family];
  throw invalidArgument('address', 'of type string', address);
}

function number(address: string, family: Family): bigint {
  const value = family === 'ipv6' || isIPv6(address) ? parseV6(address) : parseV4(address);
  if (value === undefined) throw coded('ERR_INVALID_ADDRESS', 'Invalid address', Error);
  return value;
}
