// The clients that associate with the server, and the test of the access rules: schemas and routes.
import { z } from 'zod';
import type { ApiRoute } from './route.ts';
import { aeTitle, list, text, time } from './values.ts';

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
    associations: z.int().describe('Accepted since the start of the server'),
    jobs: z.int().describe('Jobs accepted since the start of the server'),
    films: z.int().describe('Films of these jobs'),
    refusals: z.int().describe('Association requests refused since the start of the server'),
    lastRefusal: z.object({ at: time, reason: z.string() }).nullable(),
  })
  .meta({ id: 'Client', description: 'A DICOM client, by its calling AE title' });
export type ApiClientEntry = z.output<typeof clientSchema>;

export const clientsAnswer = z.object({
  clients: list(clientSchema).describe('The last seen first; at most 500'),
  since: time.describe('Start of the server'),
});

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

export const clientRoutes = {
  clients: {
    method: 'GET',
    path: '/api/clients',
    summary: 'Clients that requested associations since the start, and why they were refused',
    answer: clientsAnswer,
    errors: [],
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
