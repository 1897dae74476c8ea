// Log events that are security alerts too: refused associations and TLS handshakes, problems with certificates. They come from several
// places, each of which logs them with a limit for each address; so does the audit log. Start at `LogAlerts`.
import type { AuditEvent } from '../../audit/audit-event.ts';
import { logBefore, type Log, type LogFields } from '../../shared/log/log.ts';

const text = (value: LogFields[string]): string => (value === undefined ? '' : String(value));

/** A permanent rejection (PS3.8 table 9-21); others say that there is no room now. */
const isPermanent = (answer: string): boolean => /\(1\/\d+\/\d+\)$/.test(answer);

const certificateEvents: ReadonlySet<string> = new Set([
  'tls.reload-failed',
  'tls.certificate-expired',
  'tls.certificate-expires-soon',
  'tls.certificate-not-yet-valid',
]);

/** The event of a log line; undefined: the line is not a security alert. */
function alertOf(event: string, fields: LogFields): AuditEvent | undefined {
  const { calling, called, peer, why, address, more } = fields;
  const refused = {
    kind: 'association-refused',
    calling: text(calling),
    called: text(called),
    address: text(address ?? peer).replace(/:\d+$/, ''),
    why: text(why ?? fields.last),
    more: typeof more === 'number' ? more : 0,
  } as const;
  if (event === 'association.rejected') return isPermanent(text(fields.answer)) ? refused : undefined;
  if (event === 'tls.refused' || event === 'refusals.more') return refused;
  if (event === 'http.not-permitted')
    return {
      kind: 'request-refused',
      user: text(fields.user),
      address: text(peer),
      request: text(fields.route),
    };
  if (!certificateEvents.has(event)) return undefined;
  const until = fields.validTo === undefined ? '' : `, valid until ${text(fields.validTo)}`;
  return {
    kind: 'certificate-problem',
    where: text(fields.subject) || 'TLS',
    why: `${event.slice('tls.'.length)}${why === undefined ? until : `: ${text(why)}`}`,
  };
}

export class LogAlerts {
  #record: (event: AuditEvent) => void = () => undefined;

  /** From now on, alerts are recorded. */
  recordTo(record: (event: AuditEvent) => void): void {
    this.#record = record;
  }

  /** The same log, whose alerts are recorded. */
  watching(log: Log, inherited: LogFields = {}): Log {
    return logBefore(
      log,
      (level, event, fields) => {
        log[level](event, fields);
        const alert = alertOf(event, { ...inherited, ...fields });
        if (alert) this.#record(alert);
      },
      (fields) => this.watching(log.child(fields), { ...inherited, ...fields }),
    );
  }
}
