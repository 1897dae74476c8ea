// Printers in the configuration: found in the network, probed, added, changed and removed while the server runs. A printer is
// sent as it is written in the configuration file; docs/reference/configuration.md lists its keys.
import { z } from 'zod';
import type { ApiRoute } from '../route.ts';
import { aeTitle, list, oneOf, text, whole } from '../values.ts';
import { configChangeSchema, configCheckSchema, configVersion, writingErrors } from './config.ts';

const printerForm = 'must be a printer as in the configuration, with its aeTitle';
/** Its keys are checked with the whole configuration. */
const writtenPrinter = z
  .looseObject({ aeTitle }, printerForm)
  .describe('As in the configuration: aeTitle, name, medium, destinations …');

const discoveredSchema = z
  .object({
    name: z.string(),
    uri: z.string(),
    secureUri: z.string().nullable().describe('The same over TLS; null: not offered'),
    model: z.string().nullable(),
    location: z.string().nullable(),
    color: z.boolean().nullable(),
    formats: list(z.string()).describe('MIME types'),
    addresses: list(z.string()).describe('IP addresses'),
    printer: z.string().nullable().describe('AE title of the configured printer with this address'),
  })
  .meta({ id: 'DiscoveredPrinter', description: 'An IPP printer that announced itself (DNS-SD)' });

const discoveryAnswer = z
  .object({
    printers: list(discoveredSchema).describe('At most 200'),
    problem: z
      .string()
      .nullable()
      .describe('Why the network could not be searched, for example without multicast; null: it was'),
  })
  .meta({ id: 'Discovery' });
export type ApiDiscovery = z.output<typeof discoveryAnswer>;

const probeFindings = [
  'address-invalid',
  'not-reachable',
  'refused',
  'attention',
  'no-format',
  'no-media',
  'folder-unusable',
] as const;

const probeAnswer = z
  .object({
    kind: z.enum(['ipp', 'dicom', 'pdf']),
    place: z.string().describe('The address or folder, for people'),
    reachable: z.boolean().describe('It answered'),
    usable: z.boolean().describe('Films can be sent to it: no finding is an error'),
    model: z.string().nullable().describe('Make and model'),
    status: z.enum(['NORMAL', 'WARNING', 'FAILURE']),
    statusInfo: z.string().describe('Printer Status Info (PS3.3 C.13.9)'),
    format: z.string().nullable().describe('Of the documents that it would get; null: DICOM, or not known'),
    pixelsPerInch: z.number().nullable(),
    formats: list(z.string()),
    resolutions: list(z.string()).describe('600, or 600×300'),
    color: z.boolean().nullable(),
    mediaReady: list(z.string()).describe('Loaded media, for people'),
    mediaSupported: list(z.string()).describe('For people, at most 100'),
    sources: list(z.string()).describe('media-source keywords, for `trays`'),
    mediaTypes: list(z.string()).describe('media-type keywords, for `mediumTypes`'),
    findings: list(
      z.object({
        severity: z.enum(['error', 'warning']),
        code: z.enum(probeFindings),
        text: z.string().describe('What was found, a sentence'),
        fix: z.string().describe('What to do, a sentence'),
      }),
    ),
    destination: z
      .looseObject({ kind: z.string() })
      .describe('The entry of `destinations` in the configuration for it'),
  })
  .meta({ id: 'Probe', description: 'What a device can do, and what keeps films from it' });
export type ApiProbe = z.output<typeof probeAnswer>;

const changedPrinterErrors = ['no-such-printer', ...writingErrors] as const;

export const setupRoutes = {
  discover: {
    method: 'POST',
    path: '/api/printers/discover',
    summary: 'Search the network for IPP printers (DNS-SD)',
    body: z.strictObject({ seconds: whole(1, 10).default(5).describe('How long; default: 5') }),
    answer: discoveryAnswer,
    errors: ['not-permitted'],
  },
  probe: {
    method: 'POST',
    path: '/api/printers/probe',
    summary: 'What a device can do; changes nothing',
    body: z.strictObject({
      kind: oneOf(['ipp', 'dicom', 'pdf']).default('ipp'),
      uri: text(1023).optional().describe('Of an IPP printer'),
      host: text(255).optional().describe('Of a DICOM imager'),
      port: whole(1, 65_535).default(104).describe('Of a DICOM imager'),
      aeTitle: aeTitle.optional().describe('Of a DICOM imager'),
      callingAeTitle: aeTitle.optional().describe('Default: HARDCOPY'),
      folder: text(1023).optional().describe('For PDFs; relative to the data folder'),
    }),
    answer: probeAnswer,
    errors: ['not-permitted'],
  },
  checkPrinter: {
    method: 'POST',
    path: '/api/printers/check',
    summary: 'What is wrong with a printer before it is added or changed; changes nothing',
    body: z.strictObject({
      printer: writtenPrinter,
      replaces: aeTitle.optional().describe('The printer that would be changed; default: it would be added'),
    }),
    answer: configCheckSchema.describe(
      'Paths of findings begin within the printer: destinations[0].uri; others are of the whole configuration. Lines are null',
    ),
    errors: ['no-such-printer', 'config-unreadable', 'not-permitted'],
  },
  addPrinter: {
    method: 'POST',
    path: '/api/printers',
    summary: 'Add a printer to the configuration and use it; If-Match is not required',
    body: z.strictObject({ printer: writtenPrinter }),
    answer: configChangeSchema,
    errors: writingErrors,
  },
  writtenPrinter: {
    method: 'GET',
    path: '/api/printers/{aeTitle}/configuration',
    summary: 'A printer as it is written in the configuration, without secrets',
    params: z.object({ aeTitle }),
    answer: z
      .object({
        printer: writtenPrinter,
        version: configVersion.describe('Of the configuration file: the value for If-Match'),
      })
      .meta({ id: 'WrittenPrinter' }),
    errors: ['no-such-printer', 'config-unreadable', 'not-permitted'],
  },
  changePrinter: {
    method: 'PUT',
    path: '/api/printers/{aeTitle}',
    summary:
      'Replace the settings of a printer; If-Match has the version of the configuration that was edited',
    params: z.object({ aeTitle }),
    body: z.strictObject({ printer: writtenPrinter }),
    answer: configChangeSchema,
    errors: changedPrinterErrors,
  },
  removePrinter: {
    method: 'DELETE',
    path: '/api/printers/{aeTitle}',
    summary:
      'Remove a printer: it finishes its queue, or the queue moves to another one. If-Match as for PUT',
    params: z.object({ aeTitle }),
    body: z.strictObject({ moveTo: aeTitle.optional().describe('The printer that gets the queue') }),
    answer: configChangeSchema,
    errors: ['printer-removed', ...changedPrinterErrors],
  },
} as const satisfies Readonly<Record<string, ApiRoute>>;
export type ApiWrittenPrinter = z.output<(typeof setupRoutes.writtenPrinter)['answer']>;
