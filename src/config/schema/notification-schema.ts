// What a configuration may say of a webhook. Part of config-schema.ts, which holds the rest. Addresses and headers are
// looked at by `resolveWebhook`, whose sentences, unlike those of a schema, do not quote what was found: it may be secret.
import { z } from 'zod';
import { notificationEvents } from '../../notifications/notification.ts';
import type { WebhookSettings } from '../../notifications/notifier.ts';

export const webhook = z.strictObject({
  url: z.string().max(2048).describe('Address that is told by POST, http: or https:'),
  on: z
    .array(z.enum(notificationEvents))
    .min(1)
    .default([...notificationEvents])
    .describe(
      'What it is told: a printer requires attention, is well again, a job failed for good, the end of a job is not known',
    ),
  headers: z
    .record(z.string().max(128), z.string().max(8192))
    .default({})
    .describe('Headers of every request, such as Authorization'),
  timeoutSeconds: z.number().min(0.1).max(300).default(10).describe('Seconds that one try may take'),
});

type WebhookFile = z.output<typeof webhook>;

/** RFC 9110 5.1 and 5.5. */
const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const headerValue = /^[\t\x20-\x7e]*$/;
/** Those that are ours, or that are of the connection. */
const ours = [
  'content-type',
  'content-length',
  'host',
  'connection',
  'transfer-encoding',
  'expect',
  'upgrade',
];

/** What is wrong with a webhook: the key below it, and a sentence without what was found. */
function problemOf({ url, headers }: WebhookFile): string | undefined {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (!address || !/^https?:$/.test(address.protocol))
    return 'url: an address with http: or https: is needed';
  if (address.username !== '' || address.password !== '')
    return 'url: must not hold a user and password; send them with headers: { Authorization: … }';
  for (const [name, value] of Object.entries(headers)) {
    if (!headerName.test(name)) return `headers: ${JSON.stringify(name)} is no name of a header`;
    if (ours.includes(name.toLowerCase())) return `headers: ${name} is not yours to set`;
    if (!headerValue.test(value)) return `headers.${name}: printable ASCII is needed, in one line`;
  }
  return undefined;
}

/** A webhook as it is used; `fail` is told the key that is wrong, and why. */
export function resolveWebhook(file: WebhookFile, fail: (problem: string) => never): WebhookSettings {
  const problem = problemOf(file);
  if (problem !== undefined) fail(problem);
  const { timeoutSeconds, ...settings } = file;
  return { ...settings, timeoutMs: timeoutSeconds * 1000 };
}
