// HTML from templates: every value is escaped, so that a text from outside stays a text. Start at `markup`.

/** A piece of HTML that is safe to send. Only `markup` makes it. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Value = string | number | Markup | readonly Markup[] | false;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For text and for attributes in quotes. Control characters, which HTML does not allow, are replaced. */
export function escaped(text: string): string {
  return text
    .replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')
    .replaceAll(/[^\P{Cc}\t\n]/gu, '\u{FFFD}');
}

function markupOf(value: Value): string {
  if (value === false) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'object') return value.map(({ text }) => text).join('');
  return escaped(String(value));
}

/** Tag for templates: values are escaped unless they are `Markup`; `false` is left out. */
export function markup(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return new Markup(
    parts.map((part, index) => part + (index < values.length ? markupOf(values[index] ?? '') : '')).join(''),
  );
}
