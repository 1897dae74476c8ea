// What a configuration may say: the zod schema behind config/hardcopy.yaml, its JSON schema for editors, and the
// defaults. Every key is described here once; config.ts reads files with it and resolves them.
import { z } from 'zod';
import { logLevels } from './log.ts';
import { aeTitle, printer, seconds, tcpPort } from './printer-schema.ts';
import { isAddressOrSubnet } from './dicom/address-list.ts';
import { clientCertificates } from './dicom/tls-server.ts';
import { defaultableAttributes, profileChoices } from './print-scp/client-profile.ts';
import { permissions } from './print-scp/permissions.ts';
import { shippedProfileNames, type ShippedProfileName } from './print-scp/client-profiles.ts';

const patterns = z.union([z.string().min(1).max(64), z.array(z.string().min(1).max(64)).min(1).max(100)]);

/** A value for each of some attributes that clients leave out; what it may be, the attribute tables say. */
function attributeValues<Name extends string>(names: readonly Name[]) {
  const value = z.union([z.string().min(1).max(1024), z.number().transform(String)]).optional();
  return z.strictObject(
    // fromEntries widens keys to string; there are no others.
    Object.fromEntries(names.map((name) => [name, value])) as Record<Name, typeof value>,
  );
}

const client = z.strictObject({
  match: z
    .strictObject({
      callingAeTitle: patterns.optional(),
      address: patterns.optional(),
      implementationClassUid: patterns.optional(),
      implementationVersionName: patterns.optional(),
    })
    .refine((match) => Object.keys(match).length > 0, 'at least one key')
    .describe('Patterns with * and ?, or lists of them; every key that is there must match'),
  profile: z
    .enum(shippedProfileNames as [ShippedProfileName, ...ShippedProfileName[]])
    .default('standard')
    .describe('Shipped profile; the other keys change single settings of it'),
  warnings: z.enum(profileChoices.warnings).optional(),
  actionReply: z.enum(profileChoices.actionReply).optional(),
  jobEvents: z.boolean().optional(),
  printerEvents: z.boolean().optional(),
  printJobId: z.boolean().optional(),
  done: z.enum(profileChoices.done).optional(),
  printerStatus: z.enum(profileChoices.printerStatus).optional(),
  displayFormat: z.enum(profileChoices.displayFormat).optional(),
  olderFilmBoxes: z.enum(profileChoices.olderFilmBoxes).optional(),
  statuses: z.enum(profileChoices.statuses).optional(),
  doneWithinSeconds: seconds.optional(),
  duplicateSeconds: seconds.optional(),
  defaults: z
    .strictObject({
      filmSession: attributeValues(defaultableAttributes.filmSession).optional(),
      filmBox: attributeValues(defaultableAttributes.filmBox).optional(),
      imageBox: attributeValues(defaultableAttributes.imageBox).optional(),
    })
    .optional()
    .describe('Values for attributes that the client does not send'),
});

const listener = z.strictObject({
  host: z.string().min(1).default('0.0.0.0').describe('Address to listen on'),
  port: tcpPort.default(2762),
  tls: z
    .strictObject({
      certificate: z.string().min(1).describe('PEM file, intermediates after it; relative to this file'),
      key: z.string().min(1).describe('PEM file of its private key'),
      ca: z.string().min(1).optional().describe('PEM file of the authorities that issue client certificates'),
      clientCertificate: z.enum(clientCertificates).default('none'),
    })
    .optional()
    .describe('Absent: in clear'),
});

const limits = {
  imageBytes: z.int().min(1).describe('Pixel data of one image box, bytes'),
  boxesPerFilm: z.int().min(1).max(4096).describe('Image boxes of a film box'),
  filmsPerSession: z.int().min(1).max(1000).describe('Film boxes alive in one association'),
};
const pduLength = z.int().min(4096).max(16_777_216);

const listOf = (item: z.ZodString) =>
  z
    .union([item, z.array(item).min(1).max(1000)])
    .transform((value) => (typeof value === 'string' ? [value] : value));

const accessRule = z.strictObject({
  name: z.string().min(1).max(64).optional().describe('For the log'),
  addresses: listOf(
    z.string().refine(isAddressOrSubnet, 'an address or a subnet such as 10.1.0.0/16 or fd00:1::/32'),
  )
    .optional()
    .describe('Absent: any address'),
  callingAeTitles: listOf(z.string().min(1).max(16))
    .optional()
    .describe('Patterns with * and ?; absent: any title'),
  certificates: listOf(z.string().min(1).max(256))
    .optional()
    .describe('Patterns of common name or alternative names, or sha256:FINGERPRINT; absent: none needed'),
  may: z
    .array(z.enum(permissions))
    .default([...permissions])
    .describe('What these clients may do'),
  printers: listOf(aeTitle).optional().describe('AE titles they may call; absent: every printer'),
  maxAssociations: z.int().min(1).max(1024).optional().describe('Of one client at once'),
  limits: z
    .strictObject({
      ...limits,
      maxPduLength: pduLength.describe('Longest P-DATA-TF PDU that this client may send, bytes'),
      waitingJobs: z
        .int()
        .min(1)
        .max(1_000_000)
        .describe('Jobs of this client that may wait; above, it alone is told that the print queue is full'),
    })
    .partial()
    .optional()
    .describe('Of one client, instead of dicom.limits, dicom.maxPduLength and besides spool.maxJobs'),
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
    .describe('Who is traced: patterns of calling AE titles, addresses or AE titles of printers'),
  pixels: z.boolean().default(false).describe('Record pixels, not only how many bytes they have'),
  patientData: z.boolean().default(false).describe('Record what could tell of a patient'),
  maxBytes: z.int().min(4096).max(2_147_483_647).default(16_777_216).describe('Length of one trace'),
});

export const configSchema = z.strictObject({
  data: z.string().min(1).default('./var').describe('Folder of the spool and of the PDFs'),
  log: z
    .strictObject({
      level: z.enum(logLevels).default('info'),
      format: z.enum(['text', 'json']).default('text'),
    })
    .prefault({}),
  dicom: z
    .strictObject({
      host: z.string().min(1).default('0.0.0.0').describe('Address to listen on'),
      port: tcpPort.default(11112),
      listeners: z.array(listener).max(16).default([]).describe('Besides host and port, in clear or TLS'),
      maxAssociations: z.int().min(1).max(1024).default(8),
      maxPduLength: pduLength.default(131_072).describe('Longest P-DATA-TF PDU that clients may send, bytes'),
      timeouts: z
        .strictObject({
          artim: seconds
            .default(30)
            .describe('Waiting for the association request, or for the peer to close'),
          idle: seconds.default(360).describe('Waiting for the next message'),
          betweenPackets: seconds.default(30).describe('Waiting for more of a message'),
          connect: seconds.default(20),
          association: seconds.default(20),
          release: seconds.default(30),
          eventConfirmation: seconds
            .default(60)
            .describe('Waiting for a client to confirm an event before the next one is sent'),
        })
        .prefault({})
        .describe('Seconds; 0 switches a timeout off'),
      limits: z
        .strictObject({
          imageBytes: limits.imageBytes.default(536_870_912),
          boxesPerFilm: limits.boxesPerFilm.default(1024),
          filmsPerSession: limits.filmsPerSession.default(100),
        })
        .prefault({}),
    })
    .prefault({}),
  console: z
    .strictObject({
      host: z.string().min(1).default('127.0.0.1').describe('Address of the console and its API'),
      port: tcpPort.default(8080),
    })
    .prefault({}),
  spool: z
    .strictObject({
      keepPixelsDays: z.number().min(0).max(3650).default(7).describe('Pixels of finished jobs'),
      keepJobsDays: z.number().min(0).max(3650).default(90).describe('Rows of finished jobs'),
      maxBytes: z
        .int()
        .min(1_048_576)
        .default(53_687_091_200)
        .describe('Above this, pixels of finished jobs go early, oldest first'),
      maxJobs: z
        .int()
        .min(1)
        .max(1_000_000)
        .default(10_000)
        .describe('Jobs that may wait; above, clients are told that the print queue is full'),
      maxWaitingBytes: z
        .int()
        .min(1_048_576)
        .default(107_374_182_400)
        .describe('Pixels that may wait, bytes; above, clients are told that the print queue is full'),
      tries: z.int().min(1).max(100).default(3).describe('Times a delivery is tried'),
      retrySeconds: seconds.default(60).describe('Between two tries'),
    })
    .prefault({}),
  access: z
    .array(accessRule)
    .min(1)
    .max(1000)
    .default([accessRule.parse({})])
    .describe('Who may associate; whom no rule fits is refused. Default: anyone may everything'),
  trace: trace.prefault({}).describe('What goes over the wire, recorded for `hardcopy trace` and `replay`'),
  clients: z
    .array(client)
    .max(1000)
    .default([])
    .describe(
      'Client profiles by what clients announce: the first match wins, these before the shipped ones',
    ),
  printers: z
    .array(printer)
    .min(1)
    .default([printer.parse({ aeTitle: 'HARDCOPY', name: 'Film to PDF' })]),
});

/** A configuration as written, with every default filled in. */
export type ConfigFile = z.output<typeof configSchema>;
export type PrinterFile = z.output<typeof printer>;
export type AccessRuleFile = z.output<typeof accessRule>;
export type ClientFile = z.output<typeof client>;
