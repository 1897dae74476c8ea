// The address of an IPP printer: `ipp://host[:631]/path` and `ipps://` are HTTP and HTTPS on port 631 (RFC 3510, RFC 7472);
// `http://` and `https://` are used as they are. Start at `printerAddress`.

export interface PrinterAddress {
  readonly secure: boolean;
  /** Without the brackets of IPv6; with its zone: `fe80::1%eth0`. */
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** The `printer-uri` of requests: scheme ipp or ipps, no user information. */
  readonly printerUri: string;
}

const schemes: Readonly<Record<string, { readonly secure: boolean; readonly port: number }>> = {
  'ipp:': { secure: false, port: 631 },
  'ipps:': { secure: true, port: 631 },
  'http:': { secure: false, port: 80 },
  'https:': { secure: true, port: 443 },
};

/** The zone of an IPv6 address, `%25eth0` or `%eth0` (RFC 6874), which the URL standard does not know. */
const zonePattern = /^([a-z]+:\/\/\[[0-9a-f:.]+)%(?:25)?([0-9a-z._~-]+)(\])/i;

/** The URI without the zone of its IPv6 address, and the zone. */
function withoutZone(uri: string): { readonly uri: string; readonly zone: string } {
  const zone = zonePattern.exec(uri)?.[2] ?? '';
  return { uri: zone === '' ? uri : uri.replace(zonePattern, '$1$3'), zone };
}

/** Undefined for an invalid printer address. */
export function printerAddress(given: string): PrinterAddress | undefined {
  const { uri, zone } = withoutZone(given);
  if (!URL.canParse(uri)) return undefined;
  const { protocol, hostname, port, pathname, search, username, password } = new URL(uri);
  const scheme = schemes[protocol];
  if (!scheme || hostname === '' || username !== '' || password !== '') return undefined;
  const path = `${pathname === '' ? '/' : pathname}${search}`;
  const number = port === '' ? scheme.port : Number(port);
  return {
    secure: scheme.secure,
    host: hostname.replace(/^\[(.*)\]$/, zone === '' ? '$1' : `$1%${zone}`),
    port: number,
    path,
    printerUri: `${scheme.secure ? 'ipps' : 'ipp'}://${hostname}${number === 631 ? '' : `:${number}`}${path}`,
  };
}

/** The target of a redirect. */
export type Redirection =
  | { readonly kind: 'same-host'; readonly address: PrinterAddress }
  | { readonly kind: 'other'; readonly url: string }
  | { readonly kind: 'nowhere' };

/**
 * `location` of a redirect by the printer at `from`. Only redirects to the same host are followed, and never from an
 * encrypted to an unencrypted connection, because the password would be sent there.
 */
export function redirected(from: PrinterAddress, location: string): Redirection {
  const [bare = '', zone = ''] = from.host.split('%');
  const host = bare.includes(':') ? `[${bare}]` : bare;
  const base = `${from.secure ? 'https' : 'http'}://${host}:${from.port}${from.path}`;
  if (location === '' || !URL.canParse(location, base)) return { kind: 'nowhere' };
  const target = new URL(location, base);
  const url = target.href.slice(0, 255);
  const address = printerAddress(url);
  if (!address) return { kind: 'other', url };
  const sameHost = target.hostname === new URL(base).hostname;
  if (!sameHost || (from.secure && !address.secure)) return { kind: 'other', url };
  return { kind: 'same-host', address: zone === '' ? address : { ...address, host: from.host } };
}
