// Addresses and subnets of IPv4 and IPv6, as an access rule names them: 10.1.2.3, 10.1.0.0/16, fd00:1::/32.
import { BlockList, isIP } from 'node:net';

export interface AddressList {
  /** The entries as they were written. */
  readonly entries: readonly string[];
  /** Whether an address, as a socket names it, is in the list or in one of its subnets. */
  readonly has: (address: string) => boolean;
}

interface Entry {
  readonly address: string;
  readonly family: 'ipv4' | 'ipv6';
  readonly prefix?: number;
}

function parseEntry(entry: string): Entry | undefined {
  const [, address = '', prefix] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(entry.trim()) ?? [];
  const version = isIP(address);
  if (version === 0 || Number(prefix ?? 0) > (version === 4 ? 32 : 128)) return undefined;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  return { address, family, ...(prefix === undefined ? {} : { prefix: Number(prefix) }) };
}

/** Whether a text is an address or a subnet. */
export function isAddressOrSubnet(entry: string): boolean {
  return parseEntry(entry) !== undefined;
}

/**
 * An address without the parts that sockets add: the prefix of IPv4 on a dual-stack socket, the zone of a link-local address.
 */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
}

/** Throws RangeError for an entry that is neither an address nor a subnet. */
export function addressList(entries: readonly string[]): AddressList {
  const list = new BlockList();
  for (const entry of entries) {
    const parsed = parseEntry(entry);
    if (!parsed) throw new RangeError(`"${entry}" is neither an address nor a subnet`);
    const { address, family, prefix } = parsed;
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, prefix, family);
  }
  return {
    entries,
    has: (address) => {
      const plain = plainAddress(address);
      const version = isIP(plain);
      return version !== 0 && list.check(plain, version === 4 ? 'ipv4' : 'ipv6');
    },
  };
}
