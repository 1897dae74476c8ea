// The audit trail in chapter 7 of the statement: PS3.15 A.5 and A.6, with what their conformance clauses ask for (PS3.2 N.11.2.2).
import { auditEventKinds } from '../../audit/audit-event.ts';
import { eventTable, type EventRow } from '../../audit/messages/event-table.ts';
import type { Config } from '../../config/config.ts';
import { list, paragraph, section, table, type Section } from '../formats/document.ts';

export function auditTrail({ audit }: Config): Section {
  const { syslog, retentionDays } = audit;
  return section('Audit trail', [
    paragraph(
      'Audit messages conform to the Audit Trail Message Format Profile (PS3.15 A.5). They are kept for a configured time (here: ' +
        `${retentionDays} days) in a chain of hashes, and can be sent by the Audit Trail Message Transmission Profile - SYSLOG-TLS (PS3.15 A.6; ` +
        `here: ${syslog === undefined ? 'not configured' : `to port ${syslog.port} of the repository`}). Messages of other systems are not received.`,
    ),
    table(
      'Audit messages',
      ['Message', 'Event type', 'Trigger: the message is recorded when'],
      auditEventKinds.map((kind) => {
        const { id, types, when }: EventRow = eventTable[kind];
        return [
          `${id.meaning} (${id.code})`,
          types.map(({ code, meaning }) => `${meaning} (${code})`).join(', ') || 'none',
          when,
        ];
      }),
    ),
    list(
      'Triggers and contents of messages cannot be configured, except AuditSourceID and AuditEnterpriseSiteID.',
      'Extensions: messages about films have the Print Job as a participating object (SOP Class UID with the SOP Instance UID of the job); in Export, the client that printed the film is a participant with the role Source. In DICOM Instances Accessed, study and patient are "not known" where the client named none.',
      'Syslog messages have facility 10 and severity 5, or 4 for an outcome that is not a success; MSGID is DICOM+RFC3881; the structured data chain@32473 has the number and the hash of the record and the hash of the record before. Messages may be longer than 32768 octets.',
      'TLS 1.2 and 1.3 by BCP 195; the certificate of the repository is verified; a certificate of the server can be configured. A record is sent until the repository has closed its connection in order, and may arrive twice.',
    ),
  ]);
}
