// A record of the audit log as a syslog message (RFC 5424) in a frame with its length (RFC 5425 4.3), as PS3.15 A.6 requires. Pure.
import type { AuditRecord } from '../chain/record.ts';

/** PS3.15 A.6: facility 10 (security), severity 5 (notice), or 4 (warning) for an outcome that is not a success. */
const priority = (message: string): number =>
  10 * 8 + (message.includes('EventOutcomeIndicator="0"') ? 5 : 4);

/** The header takes printable ASCII without spaces (RFC 5424 6). */
const headerText = (text: string, max: number): string =>
  text.replaceAll(/[^\x21-\x7e]/g, '_').slice(0, max) || '-';

export interface SyslogSource {
  readonly host: string;
  readonly processId: number;
}

/** Values are digits, which need no escaping. RFC 5612 sets 32473 aside for documents: the project has no number of its own. */
const chainData = ({ seq, hash, prev }: AuditRecord): string =>
  `[chain@32473 seq="${seq}" hash="${hash}" prev="${prev}"]`;

/** The bytes of a message with its frame. */
export function syslogFrame(record: AuditRecord, { host, processId }: SyslogSource): Buffer {
  const header = [
    `<${priority(record.message)}>1`,
    record.at,
    headerText(host, 255),
    'hardcopy',
    String(processId),
    'DICOM+RFC3881',
    chainData(record),
  ].join(' ');
  // The byte order mark says that the text is UTF-8 (RFC 5424 6.4).
  const message = Buffer.from(`${header} \ufeff${record.message}`, 'utf8');
  return Buffer.concat([Buffer.from(`${message.length} `, 'ascii'), message]);
}
