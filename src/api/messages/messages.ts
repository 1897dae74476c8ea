// Every sentence of an answer has a message beside it: a code and its parameters, so that a browser can show it in the language
// of its user. A code is a contract; new codes may be added. Start at `messages`.
import { z } from 'zod';
import { deviceMessages } from './device-messages.ts';
import { jobMessages } from './job-messages.ts';
import { reasonMessages } from './reason-messages.ts';

const todoMessages = {
  'todo.server': 'Films are refused: {text}',
  /** `cause` is the code of what the device reports. */
  'todo.device': '{printer} ({destination}): {text} {cause}',
  'todo.paused': '{printer} was paused by {user}, and {jobs} jobs wait for it.',
  'todo.removed': '{printer} is being removed, and {jobs} jobs wait for it.',
  /** `at`: the day of the measurement. */
  'todo.calibration': 'The calibration of {printer} on {medium}, of {at}, has expired; it is still used.',
  'todo.job-failed': 'Job {job} of {client} was not printed on {printer}: {text} {cause}',
  /** `at`: the day on which it was due. */
  'todo.control-overdue': 'The constancy control of {printer} on {medium} was due on {at}.',
  'todo.control-failed': 'The constancy control of {printer} on {medium} has failed: {text}',
  'todo.outcome-unknown': 'Job {job} of {client} was sent to {printer}, and its outcome is not known: {text}',
  'todo.config-changed': 'The configuration file was changed and is not in use yet.',
  'todo.config-invalid': 'The configuration file was changed and cannot be used: {text}',
  /** `keys`: paths of keys, separated by commas. */
  'todo.config-restart': 'Changes of the configuration need a restart of the server: {keys}.',
  'todo.certificate-expires': 'The certificate {subject} of port {port} expires on {at}. Replace its files.',
  'todo.certificate-expired':
    'The certificate {subject} of port {port} expired on {at}: others refuse to connect. Replace its files.',
  'todo.audit-unsent': 'The audit repository gets no records ({text}). Records that wait: {unsent}.',
} as const;

/** The sentences by code, in English; `{name}` is a parameter. */
export const messages = { ...jobMessages, ...deviceMessages, ...todoMessages, ...reasonMessages } as const;
export type MessageCode = keyof typeof messages;

type Names<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Names<Rest>
  : never;

/** The parameters of a message. */
export type MessageParams<Code extends MessageCode> = Readonly<
  Record<Names<(typeof messages)[Code]>, string | number>
>;

export const messageCodes = Object.keys(messages) as [MessageCode, ...MessageCode[]];

export const messageSchema = z
  .object({
    code: z.enum(messageCodes),
    params: z
      .record(z.string(), z.union([z.string(), z.number()]))
      .describe('`text` is a sentence in English that is quoted; `cause` is a code of a device'),
  })
  .meta({ id: 'Message', description: 'A sentence as a code with parameters, for other languages' });
export type ApiMessage = z.output<typeof messageSchema>;

/** A message with exactly the parameters of its code. */
export function messageOf<Code extends MessageCode>(code: Code, params: MessageParams<Code>): ApiMessage {
  return { code, params: { ...params } };
}

const isCode = (value: unknown): value is MessageCode => messageCodes.some((code) => code === value);

/** The sentence of a message in English. The sentence of its cause replaces a text that adds nothing to it. */
export function englishOf({ code, params }: ApiMessage): string {
  const { cause, text } = params;
  const causeText = text === '' && isCode(cause) ? messages[cause] : '';
  return messages[code]
    .replaceAll('{cause}', causeText)
    .replaceAll(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ''))
    .replaceAll(/ +/g, ' ')
    .trim();
}
