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
  sourceId: token
    .optional()
    .describe('Name of this server in audit messages (AuditSourceID); default: the name of the machine'),
});
