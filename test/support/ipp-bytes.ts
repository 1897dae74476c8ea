// Recorded attributes in the encoding of printers, syntax by syntax (RFC 8010, 3.9). Start at `answerOf`.
type Tagged = readonly [tag: string, value: unknown];

const tagCodes: Readonly<Record<string, number>> = {
  unsupported: 0x10,
  unknown: 0x12,
  'no-value': 0x13,
  integer: 0x21,
  boolean: 0x22,
  enum: 0x23,
  octetString: 0x30,
  dateTime: 0x31,
  resolution: 0x32,
  rangeOfInteger: 0x33,
  collection: 0x34,
  textWithLanguage: 0x35,
  nameWithLanguage: 0x36,
  textWithoutLanguage: 0x41,
  nameWithoutLanguage: 0x42,
  keyword: 0x44,
  uri: 0x45,
  uriScheme: 0x46,
  charset: 0x47,
  naturalLanguage: 0x48,
  mimeMediaType: 0x49,
};

const u16 = (value: number) => Buffer.of(value >> 8, value & 0xff);
const entry = (tag: number, name: string, value: Buffer) =>
  Buffer.concat([Buffer.of(tag), u16(Buffer.byteLength(name)), Buffer.from(name), u16(value.length), value]);
const ints = (...values: readonly number[]) => {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, index) => bytes.writeInt32BE(value, 4 * index));
  return bytes;
};

function valueBytes(tag: string, value: unknown): Buffer {
  if (tag === 'boolean') return Buffer.of(value === true ? 1 : 0);
  if (tag === 'integer' || tag === 'enum') return ints(value as number);
  if (tag === 'rangeOfInteger') return ints(...(value as readonly number[]));
  if (tag === 'resolution') {
    const [x, y, unit] = value as readonly [number, number, string];
    return Buffer.concat([ints(x, y), Buffer.of(unit === 'dpcm' ? 4 : 3)]);
  }
  if (tag === 'dateTime') return Buffer.alloc(11, 1);
  if (tag.endsWith('WithLanguage')) {
    const parts = (value as readonly string[]).map((part) => Buffer.from(part));
    return Buffer.concat(parts.flatMap((part) => [u16(part.length), part]));
  }
  return (tagCodes[tag] ?? 0) < 0x20 ? Buffer.alloc(0) : Buffer.from(String(value));
}

function attribute(label: string, [tag, value]: Tagged): Buffer {
  if (tag !== 'collection') return entry(tagCodes[tag] ?? 0x13, label, valueBytes(tag, value));
  const none = Buffer.alloc(0);
  const members = Object.entries(value as Record<string, readonly Tagged[]>).flatMap(([name, values]) => [
    entry(0x4a, '', Buffer.from(name)),
    ...values.map((one) => attribute('', one)),
  ]);
  return Buffer.concat([entry(0x34, label, none), ...members, entry(0x37, '', none)]);
}

/** A successful response with one group of printer attributes. */
export function answerOf(tagged: Readonly<Record<string, readonly Tagged[]>>): Buffer {
  const attributes = Object.entries(tagged).flatMap(([name, values]) =>
    values.map((value, index) => attribute(index === 0 ? name : '', value)),
  );
  return Buffer.concat([Buffer.from('0200000000000001', 'hex'), Buffer.of(4), ...attributes, Buffer.of(3)]);
}
