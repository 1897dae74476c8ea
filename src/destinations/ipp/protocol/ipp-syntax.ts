// The syntax of IPP messages (RFC 8010, 3.5): the tags of groups and of values, and how many bytes a value has. ipp-codec.ts
// writes and reads it, message-check.ts checks it.

export const groupTags = { operation: 0x01, job: 0x02, printer: 0x04, unsupported: 0x05 } as const;
export const endOfAttributes = 0x03;
/** Tags below this are groups, the others are values. */
export const firstValueTag = 0x10;

export const tags = {
  integer: 0x21,
  boolean: 0x22,
  enum: 0x23,
  octetString: 0x30,
  dateTime: 0x31,
  resolution: 0x32,
  range: 0x33,
  collection: 0x34,
  textWithLanguage: 0x35,
  nameWithLanguage: 0x36,
  endCollection: 0x37,
  text: 0x41,
  name: 0x42,
  keyword: 0x44,
  uri: 0x45,
  uriScheme: 0x46,
  charset: 0x47,
  language: 0x48,
  mimeType: 0x49,
  member: 0x4a,
} as const;

/** unsupported, default, unknown, no-value, not-settable, delete-attribute, admin-define: no bytes. */
const outOfBand = [0x10, 0x11, 0x12, 0x13, 0x15, 0x16, 0x17] as const;

/** A number: every value of the syntax has this many bytes. `language`: a language and a text, each with its length. */
export type ValueLength = number | 'any' | 'language';

const lengths: ReadonlyMap<number, ValueLength> = new Map<number, ValueLength>([
  ...outOfBand.map((tag) => [tag, 0] as const),
  ...[
    ...([tags.octetString, tags.text, tags.name, tags.keyword, tags.uri, tags.uriScheme] as const),
    ...([tags.charset, tags.language, tags.mimeType] as const),
  ].map((tag) => [tag, 'any'] as const),
  [tags.integer, 4],
  [tags.boolean, 1],
  [tags.enum, 4],
  [tags.dateTime, 11],
  [tags.resolution, 9],
  [tags.range, 8],
  [tags.textWithLanguage, 'language'],
  [tags.nameWithLanguage, 'language'],
]);

/** Length of a value; undefined for an unknown syntax, or a collection, which is more than one value. */
export function valueLengthOf(tag: number): ValueLength | undefined {
  return lengths.get(tag);
}

/** Lengths of names and values are signed 16-bit numbers in RFC 8010: this is the maximum. */
export const maxLength = 0x7fff;
