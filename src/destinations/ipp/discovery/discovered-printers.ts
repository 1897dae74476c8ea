// What printers announce by DNS-SD (RFC 6763; the keys are those of Bonjour Printing 1.2.1) → a list of printers. Any
// machine in the network can announce anything, so texts are cut, addresses are built from checked parts, and the list is
// bounded. Pure. Start at `printersOf`.
import { z } from 'zod';

/** A service as it was announced. */
export interface Announcement {
  /** `Office._ipp._tcp.local` */
  readonly fqdn?: string | undefined;
  readonly host?: string | undefined;
  readonly port: number;
  readonly txt?: unknown;
  readonly addresses?: readonly string[] | undefined;
}

export interface DiscoveredPrinter {
  readonly name: string;
  /** Unencrypted if the printer offers that: most printers have certificates that no client trusts. */
  readonly uri: string;
  /** The same over TLS, if it offers both. */
  readonly secureUri?: string;
  /** MIME types. */
  readonly formats: readonly string[];
  readonly model?: string;
  readonly location?: string;
  readonly color?: boolean;
  /** Without `urn:uuid:`. */
  readonly uuid?: string;
  /** IP addresses, for networks without resolution of names in .local. */
  readonly addresses: readonly string[];
}

export const maxPrinters = 200;
const maxTextLength = 127;

const text = z.string().transform((value) => value.slice(0, maxTextLength));
const txtKeys = z
  .object({ rp: text, pdl: text, ty: text, note: text, uuid: text, color: text })
  .partial()
  .catch({});
/** Characters allowed in host and path: none with a special meaning in a URI, a shell or a YAML file. */
const goodHost = /^[A-Za-z0-9._-]{1,253}$/;
const goodPath = /^[A-Za-z0-9._~/%+=@,:-]{0,127}$/;

/** Keys in lower case: they are case-insensitive (RFC 6763 6.4). */
function txtOf(txt: unknown): z.output<typeof txtKeys> {
  if (typeof txt !== 'object' || txt === null) return {};
  return txtKeys.parse(
    Object.fromEntries(Object.entries(txt).map(([key, value]) => [key.toLowerCase(), value])),
  );
}

function uriOf(scheme: 'ipp' | 'ipps', { host = '', port }: Announcement, rp: string): string | undefined {
  const name = host.replace(/\.$/, '');
  const path = rp.replace(/^\/+/, '');
  if (!goodHost.test(name) || !goodPath.test(path) || port < 1 || port > 65_535) return undefined;
  return `${scheme}://${name}${port === 631 ? '' : `:${port}`}/${path}`;
}

const nameOf = (fqdn: string) => fqdn.replace(/\._ipps?\._tcp\..*$/, '').slice(0, maxTextLength);

const given = (value: string | undefined): value is string => value !== undefined && value !== '';

function printerOf(announcement: Announcement, scheme: 'ipp' | 'ipps'): DiscoveredPrinter | undefined {
  const { rp = '', pdl = '', ty, note, uuid, color } = txtOf(announcement.txt);
  const uri = uriOf(scheme, announcement, rp);
  if (uri === undefined || announcement.fqdn === undefined) return undefined;
  const formats = pdl.split(',').map((format) => format.trim().toLowerCase());
  return {
    name: nameOf(announcement.fqdn),
    uri,
    formats: formats.filter((format) => format !== '').slice(0, 16),
    ...(given(ty) ? { model: ty } : {}),
    ...(given(note) ? { location: note } : {}),
    ...(given(color) ? { color: color.toUpperCase() === 'T' } : {}),
    ...(given(uuid) ? { uuid: uuid.replace(/^urn:uuid:/i, '').toLowerCase() } : {}),
    addresses: (announcement.addresses ?? []).slice(0, 8),
  };
}

/** Each printer once, by name, whether announced as `_ipp`, `_ipps`, or both. */
export function printersOf(
  clear: readonly Announcement[],
  secure: readonly Announcement[],
): readonly DiscoveredPrinter[] {
  const found = new Map<string, DiscoveredPrinter>();
  const pathOf = ({ uri }: DiscoveredPrinter) => new URL(uri.replace(/^ipps?:/, 'http:')).pathname;
  // Queues of a print server may share the name of the server, never name and path; some share a UUID with their printer.
  const keyOf = (printer: DiscoveredPrinter) => `${printer.uuid ?? printer.name}\0${pathOf(printer)}`;
  for (const [scheme, announcements] of [
    ['ipp', clear],
    ['ipps', secure],
  ] as const) {
    for (const announcement of announcements) {
      const printer = printerOf(announcement, scheme);
      if (!printer) continue;
      const key = keyOf(printer);
      const known = found.get(key);
      if (known) {
        if (scheme === 'ipps') found.set(key, { ...known, secureUri: known.secureUri ?? printer.uri });
      } else if (found.size < maxPrinters) found.set(key, printer);
    }
  }
  return [...found.values()].sort((a, b) => a.name.localeCompare(b.name));
}
