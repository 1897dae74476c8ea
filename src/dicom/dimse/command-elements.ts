// The elements of a command set (PS3.7 E.1) and how each is encoded: always implicit VR little endian. The table of
// dimse-commands.ts says which command has which of them; start there.
import { WireFailure } from '../../shared/errors/errors.ts';
import { tagText } from '../data-set/dictionary.ts';
import type { Tag } from '../data-set/vr.ts';

/** Values of a command set by their field names; a command has some of them. */
export interface CommandFields {
  affectedSopClassUid: string;
  requestedSopClassUid: string;
  commandField: number;
  messageId: number;
  messageIdBeingRespondedTo: number;
  priority: number;
  commandDataSetType: number;
  status: number;
  offendingElements: readonly Tag[];
  errorComment: string;
  errorId: number;
  affectedSopInstanceUid: string;
  requestedSopInstanceUid: string;
  eventTypeId: number;
  attributeIdentifierList: readonly Tag[];
  actionTypeId: number;
}
export type FieldName = keyof CommandFields;

interface CommandElement<T> {
  readonly tag: Tag;
  /** The value; undefined if there is none. */
  readonly decode: (bytes: Buffer) => T | undefined;
  readonly encode: (value: T) => Buffer;
}

const even = (text: string, padding: string) =>
  Buffer.from(text.length % 2 === 0 ? text : text + padding, 'latin1');

// Absent, empty and padding mean the same: clients pad UIDs with NULs or spaces, or send nothing but padding.
const uid = (tag: Tag): CommandElement<string> => ({
  tag,
  decode: (bytes) => bytes.toString('latin1').replace(/[\0 ]+$|^ +/g, '') || undefined,
  encode: (value) => even(value, '\0'),
});

// LO of at most 64 characters; a command set does not have a character set, so only the default repertoire (PS3.5 6.1.2.1).
const comment = (tag: Tag): CommandElement<string> => ({
  tag,
  decode: (bytes) => bytes.toString('latin1').replace(/[\0 ]+$/, '') || undefined,
  encode: (value) =>
    even(
      value
        .replace(/[^ -~]/g, '?')
        .replaceAll('\\', '/')
        .slice(0, 64),
      ' ',
    ),
});

const number = (tag: Tag): CommandElement<number> => ({
  tag,
  decode: (bytes) => (bytes.length < 2 ? undefined : bytes.readUInt16LE(0)),
  encode: (value) => {
    const bytes = Buffer.alloc(2);
    bytes.writeUInt16LE(value & 0xffff);
    return bytes;
  },
});

const tags = (tag: Tag): CommandElement<readonly Tag[]> => ({
  tag,
  decode: (bytes) =>
    bytes.length < 4
      ? undefined
      : Array.from({ length: bytes.length >>> 2 }, (_, index) => readTag(bytes, index * 4)),
  encode: (value) => Buffer.concat(value.map(tagBytes)),
});

function readTag(bytes: Buffer, offset: number): Tag {
  return bytes.readUInt16LE(offset) * 0x10000 + bytes.readUInt16LE(offset + 2);
}

function tagBytes(tag: Tag): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt16LE(tag >>> 16, 0);
  bytes.writeUInt16LE(tag & 0xffff, 2);
  return bytes;
}

/** In ascending order of tags, as they are written. */
const elements: { readonly [N in FieldName]: CommandElement<CommandFields[N]> } = {
  affectedSopClassUid: uid(0x00000002),
  requestedSopClassUid: uid(0x00000003),
  commandField: number(0x00000100),
  messageId: number(0x00000110),
  messageIdBeingRespondedTo: number(0x00000120),
  priority: number(0x00000700),
  commandDataSetType: number(0x00000800),
  status: number(0x00000900),
  offendingElements: tags(0x00000901),
  errorComment: comment(0x00000902),
  errorId: number(0x00000903),
  affectedSopInstanceUid: uid(0x00001000),
  requestedSopInstanceUid: uid(0x00001001),
  eventTypeId: number(0x00001002),
  attributeIdentifierList: tags(0x00001005),
  actionTypeId: number(0x00001008),
};

function isFieldName(name: string): name is FieldName {
  return Object.hasOwn(elements, name);
}

/** The names among an object's keys that are fields of a command set. */
export function fieldNamesOf(keys: object): readonly FieldName[] {
  return Object.keys(keys).filter(isFieldName);
}
const fieldNames = fieldNamesOf(elements);
const nameOfTag: ReadonlyMap<Tag, FieldName> = new Map(fieldNames.map((name) => [elements[name].tag, name]));

/** The tag of a field in the usual notation: (0000,0100). */
export function fieldText(name: FieldName): string {
  return `${name} ${tagText(elements[name].tag)}`;
}

/** Sets a field if it has a value. */
export function setField<N extends FieldName>(
  fields: Partial<CommandFields>,
  name: N,
  value: CommandFields[N] | undefined,
): void {
  if (value !== undefined) fields[name] = value;
}

/** The fields of a command set; elements that no command has are skipped. Throws WireFailure `dimse-invalid`. */
export function readFields(bytes: Uint8Array): Partial<CommandFields> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fields: Partial<CommandFields> = {};
  let offset = 0;
  while (offset < buffer.length) {
    if (buffer.length - offset < 8)
      throw new WireFailure('dimse-invalid', 'the command set ends inside an element');
    const tag = readTag(buffer, offset);
    const length = buffer.readUInt32LE(offset + 4);
    offset += 8;
    if (length > buffer.length - offset) {
      throw new WireFailure(
        'dimse-invalid',
        `command element ${tagText(tag)} declares ${length} bytes, ${buffer.length - offset} follow`,
      );
    }
    const name = nameOfTag.get(tag);
    if (name !== undefined)
      setField(fields, name, elements[name].decode(buffer.subarray(offset, offset + length)));
    offset += length;
  }
  return fields;
}

/** A command set of these fields: group length first, tags ascending. */
export function writeFields(fields: Partial<CommandFields>): Uint8Array {
  const body = Buffer.concat(fieldNames.map((name) => fieldBytes(name, fields[name])));
  const groupLength = Buffer.alloc(4);
  groupLength.writeUInt32LE(body.length);
  return Buffer.concat([elementBytes(0x00000000, groupLength), body]);
}

function fieldBytes<N extends FieldName>(name: N, value: CommandFields[N] | undefined): Buffer {
  return value === undefined
    ? Buffer.alloc(0)
    : elementBytes(elements[name].tag, elements[name].encode(value));
}

function elementBytes(tag: Tag, value: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(value.length);
  return Buffer.concat([tagBytes(tag), length, value]);
}
