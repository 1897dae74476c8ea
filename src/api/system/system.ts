// The server as its administrator sees it: findings of the doctor, storage, certificates, versions. Schemas and routes.
import { z } from 'zod';
import type { ApiRoute } from '../route.ts';
import { emptyBody, list, time } from '../values.ts';

export const doctorVerdicts = ['ok', 'warning', 'broken'] as const;
export const doctorChecks = [
  'configuration',
  'node',
  'fonts',
  'clock',
  'data folder',
  'permissions',
  'disk',
  'server',
  'console',
  'port',
  'name',
  'device',
  'calibration',
  'certificate',
] as const;

export const doctorAnswer = z
  .object({
    verdict: z.enum(doctorVerdicts).describe('The worst of all'),
    findings: list(
      z.object({
        check: z.enum(doctorChecks),
        verdict: z.enum(doctorVerdicts),
        found: z.string().describe('What was found, and where'),
        fix: z.string().nullable().describe('What to do; null where nothing is wrong'),
      }),
    ).describe('In the order in which problems should be corrected'),
    at: time,
    ms: z.int().describe('How long the checks took'),
  })
  .meta({ id: 'Doctor', description: 'What `hardcopy doctor` finds' });
export type ApiDoctor = z.output<typeof doctorAnswer>;

const bytes = z.int().nullable().describe('Bytes; null: not known');

export const storageAnswer = z
  .object({
    folder: z.string().describe('The data folder; for administrators'),
    freeBytes: bytes,
    totalBytes: bytes,
    spool: z.object({
      payloadBytes: z.int().describe('Pixels and documents that are kept'),
      waitingJobs: z.int(),
      jobs: z.int().describe('All jobs that are kept'),
      databaseBytes: bytes,
    }),
    traces: z.object({ count: z.int(), bytes, max: z.int().describe('Traces that are kept') }),
    tiles: z.object({ maxBytes: z.int() }).describe('Pages that were rendered for viewers'),
    limits: z
      .object({
        keepPixelsDays: z.number(),
        keepJobsDays: z.number(),
        maxBytes: z.int(),
        keepFreeBytes: z.int(),
        minFreeBytes: z.int(),
        maxJobs: z.int(),
        maxWaitingBytes: z.int(),
      })
      .describe('`spool` of the configuration'),
    documents: list(
      z.object({
        folder: z.string().describe('For administrators'),
        printers: list(z.string()),
        freeBytes: bytes,
        problem: z.string().nullable(),
      }),
    ).describe('The folders of PDF destinations; nothing is removed from them'),
  })
  .meta({ id: 'Storage' });
export type ApiStorage = z.output<typeof storageAnswer>;

const certificateSchema = z
  .object({
    subject: z.string(),
    issuer: z.string(),
    names: list(z.string()).describe('Alternative names'),
    serialNumber: z.string(),
    sha256: z.string().describe('Fingerprint'),
    validFrom: time,
    validTo: time,
    daysLeft: z.int().describe('Whole days; negative: it has expired'),
  })
  .meta({ id: 'Certificate' });

export const certificatesAnswer = z
  .object({
    listeners: list(
      z.object({
        protocol: z.enum(['dicom', 'console']).describe('What it is for'),
        host: z.string(),
        port: z.int(),
        tls: z.boolean(),
        clientCertificate: z
          .enum(['none', 'optional', 'required'])
          .nullable()
          .describe('Whether clients must present one; null: no TLS'),
        certificate: certificateSchema.nullable().describe('In use; null: no TLS'),
        file: z.string().nullable().describe('For administrators'),
        problem: z
          .string()
          .nullable()
          .describe('Why the file cannot be used now; the one before stays in use'),
      }),
    ),
  })
  .meta({
    id: 'Certificates',
    description: 'The listeners for DICOM and the console, and their certificates',
  });
export type ApiCertificates = z.output<typeof certificatesAnswer>;

export const aboutAnswer = z
  .object({
    product: z.string(),
    version: z.string(),
    license: z.string(),
    node: z.string(),
    system: z.string().describe('Operating system and architecture'),
    startedAt: time,
    implementationClassUid: z.string(),
    implementationVersionName: z.string(),
    packages: list(
      z.object({
        name: z.string(),
        version: z.string(),
        license: z.string().describe('SPDX expression'),
        use: z.enum(['server', 'browser']),
      }),
    ).describe('Packages of others that run in the server or the browser'),
  })
  .meta({ id: 'About' });
export type ApiAbout = z.output<typeof aboutAnswer>;

export const systemRoutes = {
  doctor: {
    method: 'GET',
    path: '/api/system/doctor',
    summary: 'Checks of everything that printing depends on; requests at the same time share one run',
    answer: doctorAnswer,
    errors: [],
  },
  storage: {
    method: 'GET',
    path: '/api/system/storage',
    summary: 'Disk space, what is kept, and the limits',
    answer: storageAnswer,
    errors: [],
  },
  certificates: {
    method: 'GET',
    path: '/api/system/certificates',
    summary: 'The listeners for DICOM, and the certificates in use',
    answer: certificatesAnswer,
    errors: [],
  },
  reloadCertificates: {
    method: 'POST',
    path: '/api/system/certificates/reload',
    summary: 'Read the certificate files again; an invalid file changes nothing',
    body: emptyBody,
    answer: certificatesAnswer,
    errors: ['not-permitted'],
  },
  about: {
    method: 'GET',
    path: '/api/system/about',
    summary: 'Versions, and the licenses of the packages that run',
    answer: aboutAnswer,
    errors: [],
  },
} as const satisfies Readonly<Record<string, ApiRoute>>;
