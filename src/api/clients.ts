// The clients that associate with the server, and the test of the access rules: schemas and routes.
import { z } from 'zod';
import type { ApiRoute } from './route.ts';
import { aeTitle, list, text, time, whole } from './values.ts';

const clientSchema = z
  .object({
    callingAeTitle: z.string(),
    addresses: list(z.string()).describe('The last ones it called from, newest first'),
    calledAeTitle: z.string().describe('Of its last request'),
    implementation: z.object({ classUid: z.string(), versionName: z.string().nullable() }),
    profile: z.string().describe('The client profile that applies'),
    profileMatch: list(z.string())
      .nullable()
      .describe('What it was chosen by: keys of `match`; null: no profile matches, the default applies'),
    lastSeenAt: time,
    associations: z.int().describe('Accepted since `since`'),
    jobs: z.int().describe('Jobs accepted since `since`'),
    films: z.int().describe('Films of these jobs'),
    refusals: z.int().describe('Association requests refused since `since`'),
    lastRefusal: z.object({ at: time, reason: z.string() }).nullable(),
    tracedUntil: time.nullable().describe('Its associations are traced until then; null: they are not'),
    remote: z
      .object({ host: z.string(), port: z.int() })
      .nullable()
      .describe('Where the configuration says that it can be called'),
  })
  .meta({ id: 'Client', description: 'A DICOM client, by its calling AE title' });
export type ApiClientEntry = z.output<typeof clientSchema>;

export const clientsAnswer = z.object({
  clients: list(clientSchema).describe('The last seen first; at most 500'),
  since: time.describe('Since when they are counted; a restart does not end it'),
});

export type ApiClients = z.output<typeof clientsAnswer>;

const accessBody = z.strictObject({
  callingAeTitle: aeTitle,
  address: text(64).describe('IP address of the client'),
  calledAeTitle: aeTitle,
});

const accessAnswer = z
  .object({
    accepted: z.boolean(),
    rule: z.string().nullable().describe('Name of the access rule that applies'),
    may: list(z.string()).describe('What the client may do: echo, print, store, status'),
    reason: z.string().nullable().describe('Why it is refused, as a sentence'),
  })
  .meta({ id: 'AccessTest' });
export type ApiAccessTest = z.output<typeof accessAnswer>;

/** Maximum duration of a trace, minutes. */
const maxTraceMinutes = 480;

const traceAnswer = z
  .object({
    callingAeTitle: z.string(),
    tracedUntil: time.nullable().describe('null: it is not traced'),
    folder: z.string().describe('Folder of the traces; for administrators'),
  })
  .meta({ id: 'ClientTrace' });
export type ApiClientTrace = z.output<typeof traceAnswer>;

const echoAnswer = z
  .object({
    host: z.string(),
    port: z.int(),
    answers: z.boolean().describe('Whether it answered C-ECHO with Success'),
    totalMs: z.number().describe('From the first connection attempt to the result'),
    implementation: z.string().nullable().describe('Implementation Version Name or Class UID'),
    problem: z.string().nullable().describe('A sentence: why it does not answer'),
  })
  .meta({ id: 'ClientEcho' });
export type ApiClientEcho = z.output<typeof echoAnswer>;

const ofClient = z.object({ aeTitle });

export const clientRoutes = {
  clients: {
    method: 'GET',
    path: '/api/clients',
    summary: 'Clients that requested associations, and why they were refused',
    answer: clientsAnswer,
    errors: [],
  },
  traceClient: {
    method: 'POST',
    path: '/api/clients/{aeTitle}/trace',
    summary: 'Record the traffic of a client for some minutes; 0 ends it',
    params: ofClient,
    body: z.strictObject({ minutes: whole(0, maxTraceMinutes) }),
    answer: traceAnswer,
    errors: ['not-permitted', 'not-possible'],
  },
  echoClient: {
    method: 'POST',
    path: '/api/clients/{aeTitle}/echo',
    summary: 'Verify whether a client answers C-ECHO',
    params: ofClient,
    body: z.strictObject({
      address: text(255).optional().describe('Host name or IP address; default: that of the client'),
      port: whole(1, 65_535).optional().describe('Default: that of the configuration, else 104'),
    }),
    answer: echoAnswer,
    errors: ['no-such-client', 'not-permitted'],
  },
  accessTest: {
    method: 'POST',
    path: '/api/access/test',
    summary: 'Whether a client would be accepted, and by which access rule; changes nothing',
    body: accessBody,
    answer: accessAnswer,
    errors: [],
  },
} as const satisfies Readonly<Record<string, ApiRoute>>;
