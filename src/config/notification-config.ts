// Resolves receivers of notifications and the mail server. Unlike the messages of a schema, these do not quote values, which
// may be secret. Start at `resolveNotifications`.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { MailServer } from '../notifications/mail.ts';
import type { ReceiverSettings } from '../notifications/notifier.ts';
import { messageOf } from '../shared/errors/errors.ts';
import type { ConfigFile } from './schema/config-schema.ts';
import type { MailServerFile, ReceiverFile } from './schema/notification-schema.ts';

/** RFC 9110 5.1 and 5.5. */
const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const headerValue = /^[\t\x20-\x7e]*$/;
/** Headers that the server or the connection sets. */
const serverHeaders = [
  'content-type',
  'content-length',
  'host',
  'connection',
  'transfer-encoding',
  'expect',
  'upgrade',
];

/** RFC 6409, RFC 8314, RFC 5321. */
const standardPorts = { starttls: 587, tls: 465, none: 25 } as const;

/** The problem of a webhook: the key below it, and a sentence. */
function webhookProblem(url: string, headers: Readonly<Record<string, string>>): string | undefined {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (!address || !/^https?:$/.test(address.protocol)) return 'url: must be an address with http: or https:';
  if (address.username !== '' || address.password !== '')
    return 'url: must not hold a user and password; send them with headers: { Authorization: … }';
  for (const [name, value] of Object.entries(headers)) {
    if (!headerName.test(name)) return `headers: ${JSON.stringify(name)} is not a valid header name`;
    if (serverHeaders.includes(name.toLowerCase()))
      return `headers: ${name} must not be set; the server sets it`;
    if (!headerValue.test(value)) return `headers.${name}: must be printable ASCII in one line`;
  }
  return undefined;
}

/** @throws Error with a sentence that begins with a key of the receiver */
function resolveReceiver(file: ReceiverFile, server: MailServer | undefined): ReceiverSettings {
  const { url, mailTo, on, headers, timeoutSeconds } = file;
  const timeoutMs = timeoutSeconds * 1000;
  if (url !== undefined && mailTo !== undefined)
    throw new Error('url: found beside mailTo; write two receivers, one for each');
  if (mailTo !== undefined) {
    if (headers !== undefined) throw new Error('headers: only for a webhook (url)');
    if (server === undefined)
      throw new Error('mailTo: there is no mail server; set mail: { host: …, from: … }');
    return { kind: 'mail', on, server, to: mailTo, timeoutMs };
  }
  if (url === undefined) throw new Error('must have url (webhook) or mailTo (e-mail addresses)');
  const problem = webhookProblem(url, headers ?? {});
  if (problem !== undefined) throw new Error(problem);
  return { kind: 'webhook', on, url, headers: headers ?? {}, timeoutMs };
}

function fileText(key: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`${key}: ${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

/** @throws Error with a sentence that begins with the key */
function resolveMailServer(file: MailServerFile, folder: string): MailServer {
  const { host, security, port = standardPorts[security], from, user, password, passwordFile, ca } = file;
  if ((user === undefined) !== (password === undefined))
    throw new Error(
      user === undefined
        ? 'mail.user: required beside a password'
        : 'mail.password: required beside mail.user; set it, or mail.passwordFile',
    );
  if (password !== undefined && (password === '' || password.length > 1024))
    throw new Error(
      `mail.${passwordFile === undefined ? 'password' : 'passwordFile'}: must be 1 to 1024 characters`,
    );
  return {
    host,
    port,
    security,
    from,
    ...(user !== undefined && password !== undefined ? { login: { user, password } } : {}),
    ...(ca === undefined ? {} : { ca: fileText('mail.ca', path.resolve(folder, ca)) }),
  };
}

/**
 * The receivers of a configuration.
 * @param folder of the configuration file, absolute; files are relative to it
 * @throws Error with a sentence that begins with the key's path
 */
export function resolveNotifications(
  { notifications, mail }: Pick<ConfigFile, 'notifications' | 'mail'>,
  folder: string,
): readonly ReceiverSettings[] {
  const server = mail && resolveMailServer(mail, folder);
  return notifications.map((file, index) => {
    try {
      return resolveReceiver(file, server);
    } catch (error) {
      const message = messageOf(error);
      throw new Error(`notifications[${index}]${message.startsWith('must') ? ': ' : '.'}${message}`, {
        cause: error,
      });
    }
  });
}
