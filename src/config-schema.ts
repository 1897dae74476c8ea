// What a configuration may say: the zod schema behind config/hardcopy.yaml, its JSON schema for editors, and the
// defaults. Every key is described here once; config.ts reads files with it and resolves them.
import { z } from 'zod';
import { decimateCropBehaviors, filmOrientations, magnificationTypes, printPriorities } from './film.ts';
import { filmSizeIds, media, type FilmSizeId, type MediumName } from './printer.ts';
import { logLevels } from './log.ts';
import { isAddressOrSubnet } from './dicom/address-list.ts';
import { clientCertificates } from './dicom/tls-server.ts';
import { defaultableAttributes, profileChoices } from './print-scp/client-profile.ts';
import { permissions } from './print-scp/permissions.ts';
import { shippedProfileNames, type ShippedProfileName } from './print-scp/client-profiles.ts';

/** Default Application Entity title characters: printable ASCII but no backslash, at most 16 (PS3.5 6.2). */
const aeTitle = z
  .string()
  .trim()
  .regex(/^[\x20-\x5b\x5d-\x7e]{1,16}$/, 'an AE title: 1 to 16 printable characters, no backslash');
const tcpPort = z.int().min(0).max(65535).describe('TCP port; 0 for any free one');
const seconds = z.number().min(0).max(86_400);
const hundredthsOfOD = z.int().min(0).max(500);
const opticalDensity = z.number().min(0).max(5);
const candelaPerM2 = z.number().positive().max(20_000);
const density = z.union([
  z.enum(['BLACK', 'WHITE']),
  hundredthsOfOD.transform(String),
  z.string().regex(/^\d{1,3}$/),
]);

const medium = z.union([
  z.enum(Object.keys(media) as [MediumName, ...MediumName[]]),
  z.strictObject({
    kind: z.literal('reflective'),
    dmin: opticalDensity,
    dmax: opticalDensity,
    illumination: candelaPerM2.default(150),
  }),
  z.strictObject({
    kind: z.literal('transmissive'),
    dmin: opticalDensity,
    dmax: opticalDensity,
    illumination: candelaPerM2.default(2000),
    ambient: z.number().min(0).max(1000).default(10),
  }),
  z.strictObject({ kind: z.literal('display'), lmin: candelaPerM2, lmax: candelaPerM2 }),
]);

const pdfDestination = z.strictObject({
  kind: z.literal('pdf'),
  name: z.string().min(1).max(64).optional().describe('Name in jobs and logs; the kind when absent'),
  folder: z
    .string()
    .min(1)
    .default('films')
    .describe('Folder of the PDFs; a relative one is inside the data folder'),
});

const defaults = z.strictObject({
  filmSize: z.enum(filmSizeIds as [FilmSizeId, ...FilmSizeId[]]).optional(),
  filmOrientation: z.enum(filmOrientations).default('PORTRAIT'),
  magnificationType: z.enum(magnificationTypes).default('CUBIC'),
  smoothingType: z.string().max(16).default(''),
  priority: z.enum(printPriorities).default('LOW'),
  mediumType: z.string().max(16).default('CURRENT'),
  filmDestination: z.string().max(16).default('CURRENT'),
  borderDensity: density.default('BLACK'),
  emptyImageDensity: density.default('BLACK'),
  decimateCrop: z.enum(decimateCropBehaviors).default('DECIMATE'),
});

const annotationFormat = z.strictObject({
  boxes: z.int().min(1).max(64).default(1).describe('Annotation boxes, each a line of text'),
  place: z
    .enum(['top', 'bottom', 'below image'])
    .default('bottom')
    .describe('Where they print; below the image whose position is the text’s'),
});

const printer = z.strictObject({
  aeTitle: aeTitle.describe('AE title that modalities call'),
  name: z.string().min(1).max(64).optional().describe('Name for people; the AE title when absent'),
  medium: medium.default('paper').describe('What the sheets are looked at on'),
  resolution: z.int().min(50).max(2400).default(300).describe('Device pixels an inch'),
  highResolution: z
    .int()
    .min(50)
    .max(2400)
    .default(600)
    .describe('Device pixels an inch for Requested Resolution ID HIGH'),
  bits: z
    .union([z.literal(8), z.literal(16)])
    .default(8)
    .describe('Bits a sample in the PDF'),
  densities: z
    .strictObject({ min: hundredthsOfOD, max: hundredthsOfOD })
    .default({ min: 20, max: 320 })
    .describe('What clients may ask for, hundredths of OD'),
  filmSizes: z
    .array(z.enum(filmSizeIds as [FilmSizeId, ...FilmSizeId[]]))
    .min(1)
    .default(['14INX17IN', ...filmSizeIds.filter((id) => id !== '14INX17IN')])
    .describe('Film sizes clients may ask for; the first one is the default'),
  gap: z.number().min(0).max(50).default(2).describe('Gap between image boxes, mm'),
  margin: z.number().min(0).max(50).default(5).describe('Margin around the image boxes, mm'),
  linOdZero: z
    .enum(['darkest', 'brightest'])
    .default('darkest')
    .describe('What the value 0 of a LIN OD presentation LUT stands for'),
  calibration: z
    .array(z.strictObject({ deviceValue: z.number().min(0).max(255), density: opticalDensity }))
    .min(2)
    .max(256)
    .optional()
    .describe('Measured response of the device'),
  maxCopies: z.int().min(1).max(99).default(99),
  maxCollatedFilms: z.int().min(1).max(100).default(12).describe('Films one film session may print at once'),
  annotationFormats: z
    .record(
      z.string().regex(/^[A-Z0-9_ ]{1,16}$/, 'up to 16 of A to Z, 0 to 9, _ and blank'),
      annotationFormat,
    )
    .default({ ANNOTATION: { boxes: 1, place: 'bottom' } })
    .describe('Annotation Display Format IDs besides LABEL, BOTTOM, COMBINED and NONE, as clients name them'),
  retiredClasses: z
    .boolean()
    .default(true)
    .describe('Serve Print Queue, Image Overlay Box and VOI LUT Box, which old clients still propose'),
  storedPrint: z
    .boolean()
    .default(true)
    .describe('Print films that come as Stored Print objects with their Hardcopy images'),
  defaults: defaults.prefault({}).describe('What a client gets that does not ask'),
  destinations: z
    .array(z.discriminatedUnion('kind', [pdfDestination]))
    .min(1)
    .default([{ kind: 'pdf', name: 'pdf', folder: 'films' }]),
});

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
  imageBytes: z.int().min(1),
  boxesPerFilm: z.int().min(1).max(4096),
  filmsPerSession: z.int().min(1).max(1000),
};

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
  limits: z.strictObject(limits).partial().optional().describe('Instead of dicom.limits'),
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
      maxPduLength: z
        .int()
        .min(4096)
        .max(16_777_216)
        .default(131_072)
        .describe('Longest P-DATA-TF PDU that clients may send, bytes'),
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
          imageBytes: z.int().min(1).default(536_870_912).describe('Pixel data of one image box, bytes'),
          boxesPerFilm: z.int().min(1).max(4096).default(1024),
          filmsPerSession: z
            .int()
            .min(1)
            .max(1000)
            .default(100)
            .describe('Film boxes alive in one association'),
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
