// The address of an IPP printer: `ipp://host[:631]/path` and `ipps://` are HTTP and HTTPS on port 631 (RFC 3510, RFC
// 7472); `http://` and `https://` mean what they say. Start at `printerAddress`.

export interface PrinterAddress {
  readonly secure: boolean;
  /** Without the brackets of IPv6. */
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** What requests name as `printer-uri`: scheme ipp or ipps, no user information. */
  readonly printerUri: string;
}

const schemes: Readonly<Record<string, { readonly secure: boolean; readonly port: number }>> = {
  'ipp:': { secure: false, port: 631 },
  'ipps:': { secure: true, port: 631 },
  'http:': { secure: false, port: 80 },
  'https:': { secure: true, port: 443 },
};

/** Undefined for what is no address of a printer. */
export function printerAddress(uri: string): PrinterAddress | undefined {
  if (!URL.canParse(uri)) return undefined;
  const { protocol, hostname, port, pathname, search, username, password } = new URL(uri);
  const scheme = schemes[protocol];
  if (!scheme || hostname === '' || username !== '' || password !== '') return undefined;
  const path = `${pathname === '' ? '/' : pathname}${search}`;
  const number = port === '' ? scheme.port : Number(port);
  return {
    secure: scheme.secure,
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: number,
    path,
    printerUri: `${scheme.secure ? 'ipps' : 'ipp'}://${hostname}${number === 631 ? '' : `:${number}`}${path}`,
  };
}
