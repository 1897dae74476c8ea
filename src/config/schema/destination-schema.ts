// What a configuration may say of destinations: where a printer's films go. Part of printer-schema.ts.
import { z } from 'zod';
import { defaultNameTemplate, templateProblem } from '../../shared/film/document-name.ts';
import { tooSmallRules } from '../../shared/film/printer.ts';
import { aeTitle, filmSizeId, pduLength, seconds, syntaxes } from './schema-values.ts';

/** The keys of every kind of destination. */
const everyDestination = {
  name: z.string().min(1).max(64).optional().describe('Name in jobs and logs; the kind when absent'),
  required: z
    .boolean()
    .default(true)
    .describe('false: best effort, jobs are DONE without it once its tries are over'),
};

const pdfDestination = z.strictObject({
  kind: z.literal('pdf').describe('A folder of PDF documents'),
  ...everyDestination,
  folder: z
    .string()
    .min(1)
    .default('films')
    .describe('Folder of the PDFs; a relative one is inside the data folder'),
  fileName: z
    .string()
    .superRefine((template, context) => {
      const problem = templateProblem(template);
      if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
    })
    .default(defaultNameTemplate)
    .describe(
      'Name of each PDF in the folder, without “.pdf”: sub-folders by “/”, placeholders such as {patientName}; must have {jobId}',
    ),
});

/** A term of DICOM for a medium or a tray: `BLUE FILM`, `BIN_1`. */
const codeString = z.string().regex(/^[A-Z0-9_ ]{1,16}$/, 'up to 16 of A to Z, 0 to 9, _ and blank');
const ippKeyword = z.string().min(1).max(255);

/** `%25eth0` behind an IPv6 address (RFC 6874), which the URL standard does not know. */
const ipv6Zone = /^([a-z]+:\/\/\[[0-9a-f:.]+)%(?:25)?[0-9a-z._~-]+(?=\])/i;

const ippDestination = z.strictObject({
  kind: z.literal('ipp').describe('A printer on the network, or a queue of a print server'),
  ...everyDestination,
  uri: z
    .string()
    .max(1023)
    .regex(/^(ipps?|https?):\/\/[^\s/@]+(\/\S*)?$/, 'an address such as ipp://printer.local/ipp/print')
    .refine(
      (uri) => URL.canParse(uri.replace(ipv6Zone, '$1')),
      'an address such as ipp://printer.local/ipp/print',
    )
    .describe('Address of the printer; ipps and https encrypt'),
  username: z.string().min(1).max(255).optional().describe('For printers that ask who prints'),
  password: z.string().max(255).optional().describe('With username'),
  certificateFingerprint: z
    .string()
    .transform((text) =>
      text
        .replace(/^sha256:/i, '')
        .replaceAll(':', '')
        .toUpperCase(),
    )
    .pipe(z.string().regex(/^[0-9A-F]{64}$/, 'sha256: and 64 hex digits'))
    .optional()
    .describe('SHA-256 of the one certificate that is trusted, for printers with one of their own making'),
  whenTooSmall: z
    .enum(tooSmallRules)
    .default('fit')
    .describe('A film larger than the paper is made smaller, tiled over several sheets, or not printed'),
  whenNotLoaded: z
    .enum(['wait', 'print'])
    .default('print')
    .describe('Paper that is not loaded is waited for, or the film goes on what is loaded'),
  holdFor: z
    .array(z.enum(['media', 'jam', 'cover', 'marking', 'device', 'other']))
    .default(['media', 'jam', 'cover', 'marking'])
    .describe('What an error of the printer must be about to keep films from it while it accepts jobs'),
  stuckMinutes: z
    .number()
    .min(1)
    .max(1440)
    .default(30)
    .describe(
      'A job that does not go on for so long on a printer that says it is ready is CHECK PRINTER, minutes',
    ),
  mediumTypes: z
    .record(codeString, ippKeyword)
    .default({})
    .describe('Medium Type of films → media-type of the printer'),
  trays: z
    .record(
      codeString,
      z.strictObject({
        source: ippKeyword.optional().describe('media-source: the tray paper is taken from'),
        bin: ippKeyword.optional().describe('output-bin: the tray sheets come out of'),
      }),
    )
    .default({})
    .describe('Film Destination of films → media-source and output-bin of the printer'),
});

/** Of a DICOM system that is called. */
export const callingTls = z
  .strictObject({
    ca: z
      .string()
      .min(1)
      .optional()
      .describe("PEM file of the authorities that issued the imager's certificate; default: the system's"),
    certificate: z
      .string()
      .min(1)
      .optional()
      .describe('PEM file of our certificate, for imagers that want one'),
    key: z.string().min(1).optional().describe('PEM file of its private key'),
    serverName: z
      .string()
      .min(1)
      .max(255)
      .optional()
      .describe("Name in the imager's certificate, if it is not host"),
  })
  .optional()
  .describe('Default: unencrypted. Files are relative to this file');

const dicomDestination = z.strictObject({
  kind: z.literal('dicom').describe('A film imager of the DICOM Print service'),
  ...everyDestination,
  host: z.string().min(1).max(255).describe('Name or address of the imager'),
  port: z.int().min(1).max(65_535).default(104).describe('TCP port of the imager'),
  aeTitle: aeTitle.describe('AE title of the imager'),
  callingAeTitle: aeTitle
    .optional()
    .describe('AE title that the imager is called with; that of the printer when absent'),
  print: z
    .enum(['film-box', 'film-session'])
    .default('film-box')
    .describe('N-ACTION for each film, or one for all films of a job'),
  tls: callingTls,
  timeouts: z
    .strictObject({
      connect: seconds.default(20).describe('Waiting for the TCP connection, seconds'),
      association: seconds.default(20).describe('Waiting for the answer to an association request, seconds'),
      response: seconds.default(120).describe('Waiting for the answer to a request, seconds'),
      release: seconds.default(30).describe('Waiting for the answer to a release request, seconds'),
      betweenPackets: seconds
        .default(30)
        .describe('Waiting for more of an answer or PDU that has begun, seconds'),
    })
    .prefault({})
    .describe('Timeouts in seconds; 0 switches one off'),
  filmSizes: z
    .array(filmSizeId)
    .min(1)
    .max(100)
    .optional()
    .describe(
      'Film Size IDs that the imager knows: films of other sizes are sent as the nearest; default: as they are',
    ),
  transferSyntaxes: syntaxes
    .optional()
    .describe(
      'Transfer syntaxes that are proposed to the imager, the preferred one first; default: explicit-little, implicit-little',
    ),
  maxPduLength: pduLength.default(131_072).describe('Longest P-DATA-TF PDU that the imager may send, bytes'),
  maxPduSent: pduLength
    .default(131_072)
    .describe('Longest P-DATA-TF PDU that the imager is sent, if it takes as long ones, bytes'),
  followSeconds: z
    .number()
    .min(0)
    .max(86_400)
    .default(600)
    .describe('So long a job that the imager has taken is followed until it is DONE, seconds'),
});

const pool = z.strictObject({
  kind: z.literal('pool').describe('Several devices, of which one prints a job'),
  ...everyDestination,
  devices: z
    .array(
      z.discriminatedUnion('kind', [
        ippDestination.omit({ required: true }),
        dicomDestination.omit({ required: true }),
      ]),
    )
    .min(1)
    .max(32)
    .refine(
      (devices) => new Set(devices.map(({ name, kind }) => name ?? kind)).size === devices.length,
      'devices with different names',
    )
    .describe('Destinations of the kinds ipp and dicom, each with a name of its own'),
});

export const destination = z.discriminatedUnion('kind', [
  pdfDestination,
  ippDestination,
  dicomDestination,
  pool,
]);

export type DestinationFile = z.output<typeof destination>;
