// What a configuration may contain: the zod schema behind config/hardcopy.yaml, its JSON schema for editors, and the
// defaults. Every key is described here once; config.ts reads files with it and resolves them.
import { z } from 'zod';
import { client } from './client-schema.ts';
import { isToken, tokenRule } from './console-token.ts';
import { logLevels } from '../../shared/log/log.ts';
import { webhook } from './notification-schema.ts';
import { printerSchema } from './printer-schema.ts';
import type { DestinationKind } from '../../destinations/destination-kind.ts';
import { destinationKinds } from '../../destinations/registry.ts';
import { remote } from './remote-schema.ts';
import { aeTitle, seconds, tcpPort } from '../../shared/schema-values.ts';
import { isAddressOrSubnet } from '../../shared/address-list.ts';
import { clientCertificates } from '../../dicom/net/tls-server.ts';
import { pduLength, syntaxes } from '../../dicom/upper-layer/configurable.ts';
import { permissions } from '../../print-scp/clients/permissions.ts';

const listener = z.strictObject({
  host: z.string().min(1).default('0.0.0.0').describe('IP address to listen on; 0.0.0.0 for all of IPv4'),
  port: tcpPort.default(2762),
  transferSyntaxes: syntaxes
    .optional()
    .describe('Transfer syntaxes accepted here, in order of preference; default: dicom.transferSyntaxes'),
  tls: z
    .strictObject({
      certificate: z
        .string()
        .min(1)
        .describe('PEM file, with intermediate certificates after it; relative to this file'),
      key: z.string().min(1).describe('PEM file of its private key'),
      ca: z.string().min(1).optional().describe('PEM file of the authorities that issue client certificates'),
      clientCertificate: z
        .enum(clientCertificates)
        .default('none')
        .describe('Whether clients must present a certificate: not requested, optional, or required'),
    })
    .optional()
    .describe('Default: unencrypted'),
});

const limits = {
  imageBytes: z.int().min(1).describe('Maximum pixel data of one image box, bytes'),
  boxesPerFilm: z.int().min(1).max(4096).describe('Maximum image boxes of a film box'),
  filmsPerSession: z.int().min(1).max(1000).describe('Maximum film boxes in a film session at a time'),
};

const listOf = (item: z.ZodString) =>
  z
    .union([item, z.array(item).min(1).max(1000)])
    .transform((value) => (typeof value === 'string' ? [value] : value));

const accessRule = z.strictObject({
  name: z.string().min(1).max(64).optional().describe('Name of the rule in the log'),
  addresses: listOf(
    z.string().refine(isAddressOrSubnet, 'an address or a subnet such as 10.1.0.0/16 or fd00:1::/32'),
  )
    .optional()
    .describe('IP addresses and subnets of the clients; default: any address'),
  callingAeTitles: listOf(z.string().min(1).max(16))
    .optional()
    .describe('Calling AE titles, as patterns with * and ?; default: any title'),
  certificates: listOf(z.string().min(1).max(256))
    .optional()
    .describe(
      'Certificates of TLS clients: patterns of common name or alternative names, or sha256:FINGERPRINT; default: none needed',
    ),
  transferSyntaxes: syntaxes
    .optional()
    .describe('Transfer syntaxes accepted from these clients; default: those of the listener'),
  may: z
    .array(z.enum(permissions))
    .default([...permissions])
    .describe('What these clients may do: verify, print, store, query status'),
  printers: listOf(aeTitle).optional().describe('AE titles they may call; default: every printer'),
  maxAssociations: z
    .int()
    .min(1)
    .max(1024)
    .optional()
    .describe('Maximum associations of one client at a time; default: that of the server'),
  limits: z
    .strictObject({
      ...limits,
      maxPduLength: pduLength.describe('Maximum length of a P-DATA-TF PDU from this client, bytes'),
      waitingJobs: z
        .int()
        .min(1)
        .max(1_000_000)
        .describe(
          'Maximum waiting jobs of this client; above it, the print queue is full for this client alone',
        ),
    })
    .partial()
    .optional()
    .describe(
      'Limits for one client: replace dicom.limits and dicom.maxPduLength, apply in addition to spool.maxJobs',
    ),
});

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
  dicom: z
    .strictObject({
      host: z.string().min(1).default('0.0.0.0').describe('IP address to listen on; 0.0.0.0 for all of IPv4'),
      port: tcpPort.default(11112),
      listeners: z
        .array(listener)
        .max(16)
        .default([])
        .describe('Listeners in addition to host and port, unencrypted or TLS'),
      maxAssociations: z
        .int()
        .min(1)
        .max(1024)
        .default(8)
        .describe(
          'Maximum associations at a time, of all printers together; further ones are rejected as transient',
        ),
      maxPduLength: pduLength
        .default(131_072)
        .describe('Maximum length of a P-DATA-TF PDU from clients, bytes'),
      maxPduSent: pduLength
        .default(131_072)
        .describe('Maximum length of a P-DATA-TF PDU to clients, if they accept that length, bytes'),
      transferSyntaxes: syntaxes
        .optional()
        .describe('Transfer syntaxes accepted, in order of preference; default: all, in this order'),
      timeouts: z
        .strictObject({
          artim: seconds
            .default(30)
            .describe('Waiting for the association request, or for the peer to close in the end, seconds'),
          idle: seconds
            .default(360)
            .describe('Waiting for the next message of a client, and for 64 KiB more of a long one, seconds'),
          betweenPackets: seconds
            .default(30)
            .describe('Waiting for more of a message or PDU that has begun, seconds'),
          silentDataSet: seconds
            .default(2)
            .describe(
              'Seconds without any data after which a data set announced by a request is treated as empty',
            ),
          connect: seconds.default(20).describe('As a client: waiting for the TCP connection, seconds'),
          association: seconds
            .default(20)
            .describe('As a client: waiting for the answer to an association request, seconds'),
          release: seconds
            .default(30)
            .describe('As a client: waiting for the answer to a release request, seconds'),
          eventConfirmation: seconds
            .default(60)
            .describe('Waiting for a client to confirm an event of a print job before the next one, seconds'),
          printerEventConfirmation: seconds
            .default(60)
            .describe('Waiting for a client to confirm an event of the printer before the next one, seconds'),
        })
        .prefault({})
        .describe('Timeouts in seconds; 0 switches one off'),
      limits: z
        .strictObject({
          imageBytes: limits.imageBytes.default(536_870_912),
          boxesPerFilm: limits.boxesPerFilm.default(1024),
          filmsPerSession: limits.filmsPerSession.default(100),
        })
        .prefault({})
        .describe('Limits of what one client may send'),
    })
    .prefault({})
    .describe('The DICOM server that modalities connect to'),
  console: z
    .strictObject({
      host: z.string().min(1).default('127.0.0.1').describe('IP address of the console and its API'),
      port: tcpPort.default(8080),
      token: z
        .string()
        .refine(isToken, tokenRule)
        .optional()
        .describe('Bearer token that every request must carry; required unless host is a loopback address'),
      tokenFile: z
        .string()
        .min(1)
        .optional()
        .describe('File that holds the token, instead of token; relative to this file'),
    })
    .prefault({})
    .describe('The console in the browser and its API'),
  spool: z
    .strictObject({
      keepPixelsDays: z
        .number()
        .min(0)
        .max(3650)
        .default(7)
        .describe('Days that pixels and documents of finished jobs are kept'),
      keepJobsDays: z
        .number()
        .min(0)
        .max(3650)
        .default(90)
        .describe('Days that finished jobs themselves are kept'),
      maxBytes: z
        .int()
        .min(1_048_576)
        .default(53_687_091_200)
        .describe(
          'Size of the spool, bytes; above it, pixels of finished jobs are removed early, oldest first',
        ),
      keepFreeBytes: z
        .int()
        .min(0)
        .default(536_870_912)
        .describe(
          'Free disk space for new films, bytes: below it, pixels of finished jobs are removed early, oldest first',
        ),
      maxJobs: z
        .int()
        .min(1)
        .max(1_000_000)
        .default(10_000)
        .describe('Maximum waiting jobs; above it, clients get the status for a full print queue'),
      maxWaitingBytes: z
        .int()
        .min(1_048_576)
        .default(107_374_182_400)
        .describe(
          'Maximum pixel data of waiting jobs, bytes; above it, clients get the status for a full print queue',
        ),
      minFreeBytes: z
        .int()
        .min(0)
        .default(67_108_864)
        .describe(
          'Minimum free disk space, bytes: below it, associations for printing are rejected as transient (2/3/1)',
        ),
      tries: z.int().min(1).max(100).default(3).describe('Maximum attempts of a delivery to a destination'),
      retrySeconds: seconds.default(60).describe('Seconds between two attempts of a delivery'),
    })
    .prefault({})
    .describe('How long jobs are kept, how many may wait, and how often deliveries are tried'),
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
    .array(webhook)
    .max(16)
    .default([])
    .describe('Webhooks for printers that require attention and for failed jobs'),
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

/** The configuration whose destinations are of these kinds. */
export function configSchemaOf(kinds: readonly DestinationKind[]) {
  return withoutPrinters.extend({
    printers: z
      .array(printerSchema(kinds))
      .min(1)
      .prefault([{ aeTitle: 'HARDCOPY', name: 'Film to PDF' }])
      .describe('The printers, each with its own AE title'),
  });
}

export type ConfigSchema = ReturnType<typeof configSchemaOf>;

/** With every kind of destination there is. */
export const configSchema = configSchemaOf(destinationKinds);

/** A configuration as written, with every default filled in. */
export type ConfigFile = z.output<ConfigSchema>;
export type AccessRuleFile = z.output<typeof accessRule>;
export type ClientFile = z.output<typeof client>;
