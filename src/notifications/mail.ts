// Sends a message as an e-mail by SMTP (RFC 5321), with TLS and a login where the mail server requires them; nodemailer speaks
// SMTP. The text is that of webhooks: no patient data.
import { z } from 'zod';
import { tlsProfile } from '../shared/tls/tls-profile.ts';
import { visible } from '../shared/log/visible-text.ts';
import type { Notification } from './notification.ts';
import type { Send, SendOutcome } from './receiver.ts';

/** starttls: TLS is demanded after the connection (RFC 3207); tls: from the first byte (RFC 8314). */
export const mailSecurities = ['none', 'starttls', 'tls'] as const;

/** The mail server, for all receivers of e-mails. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  readonly security: (typeof mailSecurities)[number];
  /** Address of the sender: hardcopy@example.org */
  readonly from: string;
  readonly login?: { readonly user: string; readonly password: string };
  /** Certificate authorities to trust instead of the system's, PEM. */
  readonly ca?: string;
}

export interface MailTarget {
  readonly server: MailServer;
  readonly to: readonly string[];
  /** Timeout of one attempt. */
  readonly timeoutMs: number;
}

const subjects = {
  'printer-attention-required': 'requires attention',
  'printer-recovered': 'has recovered',
  'job-failed': 'a job failed',
  'job-unknown': 'the outcome of a job is not known',
} as const;

/** `[Hardcopy] CT: requires attention (FILM JAM)` */
export function subjectOf({ event, printer, device }: Notification): string {
  if (event === 'test') return '[Hardcopy] Test message';
  const info = event === 'printer-attention-required' && device ? ` (${device.statusInfo})` : '';
  return visible(`[Hardcopy] ${printer?.aeTitle ?? ''}: ${subjects[event]}${info}`);
}

/** The body: the sentence, then the facts by which it can be found again. */
function bodyOf({ text, at, server, id }: Notification): string {
  return `${visible(text)}\n\nTime:    ${at}\nServer:  ${visible(server)}\nMessage: ${id}\n`;
}

/** Fields that nodemailer gives its errors. */
const smtpError = z.object({
  code: z.string().optional(),
  /** Code of the system or of TLS: ECONNREFUSED. */
  originalCode: z.string().optional(),
  responseCode: z.number().optional(),
  command: z.string().optional(),
});

/** SMTP replies 4yz are transient, 5yz are permanent (RFC 5321 4.2.1). Only codes: other texts may quote what was sent. */
function outcomeOf(error: unknown): SendOutcome {
  const { code, originalCode, responseCode, command } = smtpError.safeParse(error).data ?? {};
  if (responseCode !== undefined)
    return {
      kind: responseCode >= 500 ? 'refused' : 'transient',
      why: `it answered ${responseCode}${command === undefined ? '' : ` to ${command}`}`,
    };
  const why = originalCode ?? code ?? 'it cannot be reached';
  return { kind: code === 'EAUTH' || code === 'ENOAUTH' ? 'refused' : 'transient', why };
}

export function mailSend({ server, to, timeoutMs }: MailTarget): Send {
  const { host, port, security, from, login, ca } = server;
  const options = {
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(login && { auth: { user: login.user, pass: login.password } }),
    tls: { ...tlsProfile, ...(ca === undefined ? {} : { ca }) },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  // Loaded for the first message: few servers send any, and it is a thirtieth of all files that a start loads.
  const load = async () => (await import('nodemailer')).createTransport(options);
  let transport: ReturnType<typeof load> | undefined;
  return async (notification, signal) => {
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const { rejected } = await (
        await (transport ??= load())
      ).sendMail({
        from,
        to: [...to],
        subject: subjectOf(notification),
        text: bodyOf(notification),
        date: new Date(notification.at),
        // The same in every attempt: mail servers and readers recognize duplicates.
        messageId: `<${notification.id}@${from.slice(from.lastIndexOf('@') + 1)}>`,
        // No out-of-office replies (RFC 3834).
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
        signal: AbortSignal.any([timeout, signal]),
      });
      if (rejected.length === 0) return { kind: 'accepted' };
      // The others have it: another attempt would send it to them again.
      return { kind: 'refused', why: `it refused ${rejected.length} of ${to.length} recipients` };
    } catch (error) {
      if (timeout.aborted)
        return { kind: 'transient', why: `no complete answer within ${timeoutMs / 1000} s` };
      return outcomeOf(error);
    }
  };
}
