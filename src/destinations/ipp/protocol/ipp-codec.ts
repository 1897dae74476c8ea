// Converts IPP attribute groups (RFC 8010, 3.1 to 3.9) between bytes and values. Writes only the attributes of the table
// below. Reads messages that `checkedMessage` has checked, and still checks every length. Start at `writeGroup` and
// `readGroups`.
import { IppSyntaxFailure } from '../../../shared/errors/device-failures.ts';
import { endOfAttributes, firstValueTag, groupTags, maxLength, tags } from './ipp-syntax.ts';

/** Names of enum values (RFC 8011, 5.3.7, 5.4.12, 5.4.15, 5.2.13), by the attributes that use them. */
const operationNames = {
  2: 'Print-Job',
  4: 'Validate-Job',
  5: 'Create-Job',
  6: 'Send-Document',
  8: 'Cancel-Job',
  9: 'Get-Job-Attributes',
  10: 'Get-Jobs',
  11: 'Get-Printer-Attributes',
} as const;
const qualityNames = { 3: 'draft', 4: 'normal', 5: 'high' } as const;
const enums: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  'printer-state': { 3: 'idle', 4: 'processing', 5: 'stopped' },
  'job-state': {
    3: 'pending',
    4: 'pending-held',
    5: 'processing',
    6: 'processing-stopped',
    7: 'canceled',
    8: 'aborted',
    9: 'completed',
  },
  'operations-supported': operationNames,
  'print-quality': qualityNames,
  'print-quality-default': qualityNames,
  'print-quality-supported': qualityNames,
};

function enumCode(name: string, value: unknown): number {
  const found = Object.entries(enums[name] ?? {}).find(([, known]) => known === value)?.[0];
  if (found === undefined) throw new Error(`${name} has no value ${String(value)}`);
  return Number(found);
}

export const operationCode = (operation: string): number => enumCode('operations-supported', operation);

/** Attributes to send, by syntax. */
const syntaxes: Readonly<Record<string, number>> = {
  'attributes-charset': tags.charset,
  'attributes-natural-language': tags.language,
  'printer-uri': tags.uri,
  'requesting-user-name': tags.name,
  'job-name': tags.name,
  'job-id': tags.integer,
  limit: tags.integer,
  copies: tags.integer,
  'my-jobs': tags.boolean,
  'last-document': tags.boolean,
  'ipp-attribute-fidelity': tags.boolean,
  'document-format': tags.mimeType,
  'requested-attributes': tags.keyword,
  'which-jobs': tags.keyword,
  media: tags.keyword,
  sides: tags.keyword,
  'output-bin': tags.keyword,
  'print-scaling': tags.keyword,
  'print-color-mode': tags.keyword,
  'output-mode': tags.keyword,
  'print-quality': tags.enum,
  'media-col': tags.collection,
  'media-size': tags.collection,
  'media-type': tags.keyword,
  'media-source': tags.keyword,
  'x-dimension': tags.integer,
  'y-dimension': tags.integer,
};

/** RFC 8011, 5.1.4; some printers send and expect upper case. */
const keyword = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

const u16 = (value: number): Buffer => {
  if (value > maxLength) throw new Error(`${value} bytes are too long for a value of IPP`);
  return Buffer.of(value >> 8, value & 0xff);
};

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

const entry = (tag: number, name: string, value: Buffer): Buffer =>
  Buffer.concat([Buffer.of(tag), u16(Buffer.byteLength(name)), Buffer.from(name), u16(value.length), value]);

/** An attribute with one value; `label` is its name, or none for members and further values. */
function writeValue(name: string, label: string, value: unknown): Buffer {
  const tag = syntaxes[name];
  if (tag === tags.enum) return entry(tag, label, int32(enumCode(name, value)));
  if (tag === tags.integer && typeof value === 'number') return entry(tag, label, int32(value));
  if (tag === tags.boolean && typeof value === 'boolean') return entry(tag, label, Buffer.of(value ? 1 : 0));
  if (tag === tags.collection && typeof value === 'object' && value !== null) {
    const members = Object.entries(value).flatMap(([member, one]) => [
      entry(tags.member, '', Buffer.from(member)),
      writeValue(member, '', one),
    ]);
    const none = Buffer.alloc(0);
    return Buffer.concat([entry(tag, label, none), ...members, entry(tags.endCollection, '', none)]);
  }
  if (tag === undefined || tag < tags.text || typeof value !== 'string')
    throw new Error(`${name} cannot be written as ${typeof value}`);
  // A printer-specific name, such as of a tray or a paper, is not a keyword.
  const isName = tag === tags.keyword && !keyword.test(value);
  return entry(isName ? tags.name : tag, label, Buffer.from(value));
}

/** @throws Error for attributes that are not in the table, or have values of another type: a defect. */
export function writeGroup(group: keyof typeof groupTags, values: Readonly<Record<string, unknown>>): Buffer {
  const attributes = Object.entries(values).flatMap(([name, value]) =>
    (Array.isArray(value) ? (value as readonly unknown[]) : [value]).map((one, index) =>
      writeValue(name, index === 0 ? name : '', one),
    ),
  );
  return Buffer.concat([Buffer.of(groupTags[group]), ...attributes]);
}

export interface AttributeGroup {
  readonly tag: number;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Reads a message step by step; no read goes past its end. */
class Reader {
  readonly #bytes: Buffer;
  #at: number;

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  get next(): number {
    return this.#bytes[this.#at] ?? endOfAttributes;
  }

  byte(): number {
    return this.take(1)[0] ?? 0;
  }

  take(length: number): Buffer {
    if (this.#at + length > this.#bytes.length) throw new IppSyntaxFailure('an attribute is cut short');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  /** A byte string with a length prefix. */
  sized(): Buffer {
    return this.take(this.take(2).readUInt16BE());
  }

  /** Whether another value of the same attribute follows: it has no name. */
  hasAnother(): boolean {
    const { next } = this;
    return (
      next >= firstValueTag &&
      next !== tags.member &&
      next !== tags.endCollection &&
      this.#bytes[this.#at + 1] === 0 &&
      this.#bytes[this.#at + 2] === 0
    );
  }
}

/** Separates the language of a text from the text. */
const languageEnd = '\u001e';

function withLanguage(bytes: Buffer): string {
  const reader = new Reader(bytes, 0);
  return `${reader.sized().toString('utf8')}${languageEnd}${reader.sized().toString('utf8')}`;
}

/** Values of which only the presence matters: dates and out-of-band values. */
const noText = '';

function readValue(reader: Reader, tag: number, name: string): unknown {
  const bytes = reader.sized();
  switch (tag) {
    case tags.integer:
      return bytes.readInt32BE();
    case tags.enum: {
      const code = bytes.readInt32BE();
      return enums[name]?.[code] ?? code;
    }
    case tags.boolean:
      return bytes[0] !== 0;
    case tags.range:
      return [bytes.readInt32BE(0), bytes.readInt32BE(4)];
    case tags.resolution:
      return [bytes.readInt32BE(0), bytes.readInt32BE(4), bytes[8] === 3 ? 'dpi' : 'dpcm'];
    case tags.collection:
      return readCollection(reader);
    case tags.textWithLanguage:
    case tags.nameWithLanguage:
      return withLanguage(bytes);
    case tags.dateTime:
      return noText;
    default:
      return tag >= tags.octetString ? bytes.toString('utf8') : noText;
  }
}

/** A value, or a list where there are several. */
function readValues(reader: Reader, tag: number, name: string): unknown {
  const first = readValue(reader, tag, name);
  if (!reader.hasAnother()) return first;
  const values = [first];
  while (reader.hasAnother()) {
    const another = reader.byte();
    reader.sized();
    values.push(readValue(reader, another, name));
  }
  return values;
}

/** Members are names, then values. The names come from the printer, so the object has no prototype. */
function readCollection(reader: Reader): Readonly<Record<string, unknown>> {
  const members: [string, unknown][] = [];
  while (reader.next === tags.member) {
    reader.byte();
    reader.sized();
    const name = reader.sized().toString('utf8');
    const tag = reader.byte();
    reader.sized();
    members.push([name, readValues(reader, tag, name)]);
  }
  if (reader.byte() !== tags.endCollection) throw new IppSyntaxFailure('a collection does not end');
  reader.sized();
  reader.sized();
  return Object.fromEntries(members);
}

/**
 * The groups of a message returned by `checkedMessage`, in order.
 * @throws IppSyntaxFailure, or RangeError for a value that is shorter than its syntax requires: both only for other messages.
 */
export function readGroups(message: Buffer): readonly AttributeGroup[] {
  const reader = new Reader(message, 8);
  const groups: AttributeGroup[] = [];
  for (let tag = reader.byte(); tag !== endOfAttributes; tag = reader.byte()) {
    const attributes: [string, unknown][] = [];
    while (reader.next >= firstValueTag) {
      const syntax = reader.byte();
      const name = reader.sized().toString('utf8');
      attributes.push([name, readValues(reader, syntax, name)]);
    }
    groups.push({ tag, values: Object.fromEntries(attributes) });
  }
  return groups;
}
