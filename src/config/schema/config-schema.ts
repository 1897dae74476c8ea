// What a configuration may contain: the zod schema behind config/hardcopy.yaml, its JSON schema for editors, and the
// defaults. Every key is described here once; config.ts reads files with it and resolves them.
import { z } from 'zod';
import { accountKeys } from './account-schema.ts';
import { auditKeys } from './audit-schema.ts';
import { accessRule } from './access-schema.ts';
import { client } from './client-schema.ts';
import { consoleKeys } from './console-schema.ts';
import { dicom } from './dicom-schema.ts';
import { logLevels } from '../../shared/log/log.ts';
import { mailServer, receiver } from './notification-schema.ts';
import { printerSchema } from './printer-schema.ts';
import type { DestinationKind } from '../../destinations/destination-kind.ts';
import { destinationKinds } from '../../destinations/registry.ts';
import { remote } from './remote-schema.ts';
import { spool } from './spool-schema.ts';
import { controls } from './controls-schema.ts';

const trace = z.strictObject({
  folder: z
    .string()
    .min(1)
    .default('traces')
    .describe('Folder of the traces; a relative one is inside the data folder'),
  clients: z
    .array(z.string().min(1).max(64))
    .max(1000)
    .default([])
    .describe(
      'Which associations are traced: patterns of calling AE titles, addresses or AE titles of printers',
    ),
  pixels: z.boolean().default(false).describe('Record pixel data of images up to 2 MiB, not only its length'),
  patientData: z.boolean().default(false).describe('Record values that could identify a patient'),
  maxBytes: z
    .int()
    .min(4096)
    .max(2_147_483_647)
    .default(16_777_216)
    .describe('Maximum length of the trace of one association, bytes'),
});

const withoutPrinters = z.strictObject({
  data: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Folder of the spool and of the PDFs, used by one server only; relative to this file; default: var in the installation',
    ),
  log: z
    .strictObject({
      level: z
        .enum(logLevels)
        .default('info')
        .describe('Minimum severity of log lines; debug may name patients'),
      format: z
        .enum(['text', 'json'])
        .default('text')
        .describe('Lines for people, or JSON for log collectors'),
    })
    .prefault({})
    .describe('What is written to the log'),
  dicom,
  console: consoleKeys.prefault({}).describe('The console in the browser and its API'),
  accounts: accountKeys
    .optional()
    .describe(
      'Users who sign in to the console; without it everyone who reaches it, or has its token, may do everything',
    ),
  audit: auditKeys
    .prefault({})
    .describe('The audit log: who did what, and which films left; it cannot be turned off'),
  spool,
  devices: z
    .strictObject({
      pollSeconds: z
        .number()
        .min(0.05)
        .max(300)
        .default(5)
        .describe(
          'Seconds between two status requests to a device; above 5, changes are noticed later than in 10 s',
        ),
      idlePollSeconds: z
        .number()
        .min(0.05)
        .max(3600)
        .default(30)
        .describe(
          'Seconds to which this grows for a device that reports nothing new and whose printer has no jobs; not below pollSeconds',
        ),
    })
    .prefault({})
    .describe('Monitoring of devices'),
  notifications: z
    .array(receiver)
    .max(16)
    .default([])
    .describe('Webhooks and e-mail addresses for printers that require attention and for failed jobs'),
  mail: mailServer.optional().describe('Mail server for the e-mails of `notifications`'),
  access: z
    .array(accessRule)
    .min(1)
    .max(1000)
    .default([accessRule.parse({})])
    .describe(
      'Which clients may associate; a client that no rule matches is refused. Default: all clients, without restriction',
    ),
  calibrationExpiresDays: z
    .number()
    .min(0)
    .max(3650)
    .default(180)
    .describe('Days after which a measured calibration expires: it stays in use, with a warning; 0: never'),
  controls: controls
    .prefault({})
    .describe(
      'Constancy control of printers: when it is due, and how far densities may be from the reference',
    ),
  trace: trace.prefault({}).describe('Recording of DICOM traffic for `hardcopy trace` and `replay`'),
  clients: z
    .array(client)
    .max(1000)
    .default([])
    .describe(
      'Client profiles by what clients announce: the first match applies, these before the shipped ones',
    ),
  remotes: z
    .array(remote)
    .max(1000)
    .default([])
    .describe('DICOM systems that `hardcopy echo --all` verifies in addition to the film imagers'),
});

/** The printers of a file without printers. */
export const defaultPrinters = [{ aeTitle: 'HARDCOPY', name: 'Film to PDF' }];

/** The configuration with these kinds of destinations. */
export function configSchemaOf(kinds: readonly DestinationKind[]) {
  return withoutPrinters.extend({
    printers: z
      .array(printerSchema(kinds))
      .min(1)
      .prefault(defaultPrinters)
      .describe('The printers, each with its own AE title'),
  });
}

export type ConfigSchema = ReturnType<typeof configSchemaOf>;

/** The configuration with all kinds of destinations. */
export const configSchema = configSchemaOf(destinationKinds);

/** A configuration as written, with every default filled in. */
export type ConfigFile = z.output<ConfigSchema>;
export type AccessRuleFile = z.output<typeof accessRule>;
export type ClientFile = z.output<typeof client>;
