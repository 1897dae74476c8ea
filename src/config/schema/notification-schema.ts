// What a configuration may contain for receivers of notifications (webhooks, e-mail addresses) and for the mail server. Part of
// config-schema.ts, which has the rest; notification-config.ts resolves them.
import { z } from 'zod';
import { mailSecurities } from '../../notifications/mail.ts';
import { notificationEvents } from '../../notifications/notification.ts';

const mailAddressForm = 'must be an e-mail address, such as films@example.org';
// One line of ASCII without spaces: what SMTP carries without extensions.
const mailAddress = z
  .string(mailAddressForm)
  .max(254, mailAddressForm)
  .regex(/^[\x21-\x3b\x3d\x3f-\x7e]+@[A-Za-z0-9.-]+$/, mailAddressForm);

export const receiver = z.strictObject({
  url: z
    .string()
    .max(2048)
    .optional()
    .describe('Webhook: address that messages are sent to by POST, http: or https:'),
  urlFile: z
    .string()
    .min(1)
    .optional()
    .describe('File with the address, instead of `url`; relative to this file'),
  mailTo: z
    .array(mailAddress)
    .min(1)
    .max(20)
    .optional()
    .describe('E-mail addresses that messages are sent to, by the mail server of `mail`'),
  on: z
    .array(z.enum(notificationEvents))
    .min(1)
    .default([...notificationEvents])
    .describe(
      'Which messages it gets: a printer requires attention, has recovered, a job failed permanently, the outcome of a job is not known',
    ),
  headers: z
    .record(z.string().max(128), z.string().max(8192))
    .optional()
    .describe('Webhook: headers of every request, such as Authorization'),
  headersFile: z
    .record(z.string().max(128), z.string().min(1))
    .optional()
    .describe('Webhook: headers whose values are in files, relative to this file'),
  timeoutSeconds: z.number().min(0.1).max(300).default(10).describe('Maximum seconds of one attempt'),
});
export type ReceiverFile = z.output<typeof receiver>;

export const mailServer = z.strictObject({
  host: z.string().min(1).max(253).describe('Mail server (SMTP): host name or address'),
  port: z
    .int()
    .min(1)
    .max(65535)
    .optional()
    .describe('Default: 587 for starttls, 465 for tls, 25 without TLS'),
  security: z
    .enum(mailSecurities)
    .default('starttls')
    .describe('TLS: starttls, demanded after the connection; tls, from the beginning; none'),
  ca: z
    .string()
    .optional()
    .describe('File with the certificate authority of the mail server, PEM; default: those of the system'),
  from: mailAddress.describe('Address of the sender'),
  user: z.string().min(1).max(256).optional().describe('Name to sign in with; default: no sign-in'),
  password: z.string().optional().describe('Password to sign in with, up to 1024 characters'),
  passwordFile: z.string().optional().describe('File with the password, instead of `password`'),
});
export type MailServerFile = z.output<typeof mailServer>;
