// The server's messages in the language of the user: a catalog for each language, loaded when it is used. The server sends a
// code with values beside each English sentence; a code that a catalog lacks is shown in English. Start at `messageParts`.
import { IntlMessageFormat } from 'intl-messageformat';
import type { MessageCode } from '../../../src/api/messages/messages.ts';
import type { ApiErrorCode } from '../../../src/shared/errors/api-error-table.ts';

/** Every code of the server, and further sentences of some errors. */
export type MessageKey =
  | MessageCode
  | `error.${ApiErrorCode}`
  | 'error.not-permitted.role'
  | 'error.not-possible.by'
  | 'error.not-possible.state'
  | 'error.queue-full.jobs';
export type MessageCatalog = Readonly<Record<MessageKey, string>>;

/** A message as the API has it. */
export interface Said {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

/** A piece of a sentence: in the language of the user, a value from outside, or a quoted text in English. */
export interface MessagePart {
  readonly kind: 'text' | 'value' | 'quote' | 'english';
  readonly text: string;
}

/** Formats of values. */
export interface MessageForms {
  readonly locale: string;
  /** Undefined until it is loaded. */
  readonly catalog: MessageCatalog | undefined;
  readonly time: (at: string) => string;
  /** The word of a state of a job, and of a priority. */
  readonly state: (name: string) => string;
  readonly priority: (name: string) => string;
}

const day = /^\d{4}-\d{2}-\d{2}$/;
const formats = new Map<string, IntlMessageFormat>();

function formatOf(text: string, locale: string): IntlMessageFormat {
  const key = `${locale} ${text}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const made = new IntlMessageFormat(text, locale);
  formats.set(key, made);
  return made;
}

/** The values that a message names; literal text (0) names none. */
const namesOf = (format: IntlMessageFormat): readonly string[] =>
  format.getAst().flatMap((element) => {
    const kind: number = element.type;
    return 'value' in element && kind !== 0 ? [element.value] : [];
  });

const nothing: MessagePart = { kind: 'text', text: '' };

/** @param english the sentence of the server, used if the catalog lacks the message */
export function messageParts(
  forms: MessageForms,
  { code, params }: Said,
  english: string,
): readonly MessagePart[] {
  const { locale, catalog } = forms;
  const inEnglish: readonly MessagePart[] = [{ kind: 'english', text: english }];
  const template = textOf(catalog, code);
  if (template === undefined) return inEnglish;
  const format = formatOf(template, locale);
  const names = namesOf(format);
  if (!names.every((name) => Object.hasOwn(params, name))) return inEnglish;
  const values = names.map((name) => [name, valueOf(forms, code, name, params[name] ?? '')] as const);
  const parts = format
    .formatToParts(Object.fromEntries(values))
    .map((part): MessagePart =>
      isPart(part.value)
        ? part.value
        : { kind: 'text', text: typeof part.value === 'string' ? part.value : '' },
    );
  // The text of a device in addition to the defined term.
  const more = String(params.text ?? '');
  if (more === '' || names.includes('text') || !code.startsWith('device.')) return parts;
  return [...parts, { kind: 'text', text: ' ' }, { kind: 'quote', text: more }];
}

const isPart = (value: unknown): value is MessagePart =>
  typeof value === 'object' && value !== null && 'kind' in value;

function textOf(catalog: MessageCatalog | undefined, code: string): string | undefined {
  return catalog !== undefined && Object.hasOwn(catalog, code) ? catalog[code as MessageKey] : undefined;
}

function valueOf(
  forms: MessageForms,
  code: string,
  name: string,
  value: string | number,
): MessagePart | number {
  if (typeof value === 'number') return value;
  switch (name) {
    case 'text':
      return value === '' ? nothing : { kind: 'quote', text: value };
    case 'cause':
      // `device.text` has no message of its own: the text beside it says why.
      return value === 'device.text' ? nothing : { kind: 'text', text: textOf(forms.catalog, value) ?? '' };
    case 'at':
      return { kind: 'text', text: day.test(value) ? dayText(value, forms.locale) : forms.time(value) };
    case 'state':
      return { kind: 'text', text: forms.state(value) };
    case 'from':
    case 'to':
      return code === 'history.priority'
        ? { kind: 'text', text: forms.priority(value) }
        : { kind: 'value', text: value };
    default:
      return { kind: 'value', text: value };
  }
}

/** A day has no time zone. */
const dayText = (value: string, locale: string) =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(value));

/** One line, with values and quotations isolated, so that they do not reorder a text that runs from right to left. */
export function plainMessage(parts: readonly MessagePart[]): string {
  return parts
    .map(({ kind, text }) => (kind === 'value' || kind === 'quote' ? `\u2068${text}\u2069` : text))
    .join('')
    .replaceAll(/ +/g, ' ')
    .trim();
}
