// The keys of `audit`.
import { z } from 'zod';

/** Printable ASCII without spaces, as in the header of a syslog message. */
const token = z.string().regex(/^[\x21-\x7e]{1,48}$/, '1 to 48 printable characters without spaces');

export const auditKeys = z.strictObject({
  retentionDays: z
    .int()
    .min(1)
    .max(36_500)
    .default(365)
    .describe('Days that records of the audit log are kept in the data folder'),
  site: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe('Name of the hospital or site in audit messages (AuditEnterpriseSiteID)'),
  syslog: z
    .strictObject({
      host: z.string().min(1).max(253).describe('Audit repository: host name or address'),
      port: z.int().min(1).max(65_535).default(6514).describe('Port for syslog over TLS'),
      ca: z
        .string()
        .min(1)
        .optional()
        .describe('File with the authorities that issued its certificate, PEM; default: those of the system'),
      certificate: z
        .string()
        .min(1)
        .optional()
        .describe('File with the certificate of this server, PEM, for a repository that demands one'),
      key: z.string().min(1).optional().describe('File with the key of `certificate`'),
    })
    .refine(
      ({ certificate, key }) => (certificate === undefined) === (key === undefined),
      'certificate and key go together',
    )
    .optional()
    .describe('Audit repository to which records are sent by syslog over TLS (RFC 5425); default: none'),
  sourceId: token
    .optional()
    .describe('Name of this server in audit messages (AuditSourceID); default: the name of the machine'),
});
