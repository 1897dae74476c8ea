// What a configuration may contain for a webhook. Part of config-schema.ts, which has the rest. Addresses and headers
// are checked by `resolveWebhook`: unlike the messages of a schema, its messages do not quote the value, which may be
// secret.
import { z } from 'zod';
import { notificationEvents } from '../../notifications/notification.ts';
import type { WebhookSettings } from '../../notifications/notifier.ts';

export const webhook = z.strictObject({
  url: z.string().max(2048).describe('Address that messages are sent to by POST, http: or https:'),
  on: z
    .array(z.enum(notificationEvents))
    .min(1)
    .default([...notificationEvents])
    .describe(
      'Which messages it gets: a printer requires attention, has recovered, a job failed permanently, the outcome of a job is not known',
    ),
  headers: z
    .record(z.string().max(128), z.string().max(8192))
    .default({})
    .describe('Headers of every request, such as Authorization'),
  timeoutSeconds: z.number().min(0.1).max(300).default(10).describe('Maximum seconds of one attempt'),
});

type WebhookFile = z.output<typeof webhook>;

/** RFC 9110 5.1 and 5.5. */
const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const headerValue = /^[\t\x20-\x7e]*$/;
/** Headers that the server or the connection sets. */
const ours = [
  'content-type',
  'content-length',
  'host',
  'connection',
  'transfer-encoding',
  'expect',
  'upgrade',
];

/** The problem of a webhook: the key below it, and a sentence that does not quote the value. */
function problemOf({ url, headers }: WebhookFile): string | undefined {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (!address || !/^https?:$/.test(address.protocol)) return 'url: must be an address with http: or https:';
  if (address.username !== '' || address.password !== '')
    return 'url: must not hold a user and password; send them with headers: { Authorization: … }';
  for (const [name, value] of Object.entries(headers)) {
    if (!headerName.test(name)) return `headers: ${JSON.stringify(name)} is not a valid header name`;
    if (ours.includes(name.toLowerCase())) return `headers: ${name} must not be set; the server sets it`;
    if (!headerValue.test(value)) return `headers.${name}: must be printable ASCII in one line`;
  }
  return undefined;
}

/** Resolves a webhook; `fail` is called with the invalid key and the reason. */
export function resolveWebhook(file: WebhookFile, fail: (problem: string) => never): WebhookSettings {
  const problem = problemOf(file);
  if (problem !== undefined) fail(problem);
  const { timeoutSeconds, ...settings } = file;
  return { ...settings, timeoutMs: timeoutSeconds * 1000 };
}
