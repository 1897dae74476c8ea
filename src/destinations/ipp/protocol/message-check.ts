// Makes a printer's answer safe for the message codec: keeps only attributes whose values have the length of their syntax,
// because after any other value the rest would be read at the wrong position. Start at `checkedMessage`. RFC 8010, 3.1 to 3.9.
import { IppSyntaxFailure } from '../../../shared/errors/device-failures.ts';
import { endOfAttributes, firstValueTag, groupTags, maxLength, tags, valueLengthOf } from './ipp-syntax.ts';

/** Maximum number of attributes in a message; real printers send some hundreds. */
const maxAttributes = 20_000;
/** Maximum depth of nested collections. */
const maxDepth = 16;
/** Maximum number of invalid attributes in one message. */
const maxRecoveries = 16;

interface Entry {
  readonly tag: number;
  readonly nameLength: number;
  readonly value: Buffer;
  readonly end: number;
}

function entryAt(bytes: Buffer, start: number): Entry {
  if (start + 5 > bytes.length) throw new IppSyntaxFailure('an attribute is cut short');
  const nameLength = bytes.readUInt16BE(start + 1);
  const valueAt = start + 3 + nameLength;
  if (nameLength > maxLength || valueAt + 2 > bytes.length)
    throw new IppSyntaxFailure('an attribute is cut short');
  const valueLength = bytes.readUInt16BE(valueAt);
  const end = valueAt + 2 + valueLength;
  if (valueLength > maxLength || end > bytes.length)
    throw new IppSyntaxFailure('a value is longer than the answer');
  return { tag: bytes[start] ?? 0, nameLength, value: bytes.subarray(valueAt + 2, end), end };
}

/** Whether the inner lengths of a value with a language agree with its outer length. */
function isLanguageValue(value: Buffer): boolean {
  if (value.length < 4 || value[0] !== 0) return false;
  const language = value.readUInt16BE(0);
  return language + 4 <= value.length && language + 4 + value.readUInt16BE(language + 2) === value.length;
}

function isValid({ tag, value }: Entry): boolean {
  const length = valueLengthOf(tag);
  if (length === 'any') return true;
  return length === 'language' ? isLanguageValue(value) : length === value.length;
}

/** Reads one value, for a collection with all its members. */
function valueAt(
  bytes: Buffer,
  start: number,
  depth: number,
): { readonly valid: boolean; readonly end: number } {
  const entry = entryAt(bytes, start);
  if (entry.tag !== tags.collection) return { valid: isValid(entry), end: entry.end };
  if (depth >= maxDepth) throw new IppSyntaxFailure('collections are nested too deeply');
  let valid = entry.value.length === 0;
  let position = entry.end;
  // A member is a name, followed by its values; the codec accepts nothing else.
  let [named, valued] = [false, true];
  for (;;) {
    const member = entryAt(bytes, position);
    if (member.nameLength !== 0) valid = false;
    if (member.tag === tags.endCollection || member.tag === tags.member) {
      if (!valued) valid = false;
      position = member.end;
      if (member.tag === tags.endCollection)
        return { valid: valid && member.value.length === 0, end: position };
      [named, valued] = [true, false];
    } else if (member.tag < firstValueTag) {
      throw new IppSyntaxFailure('a collection does not end');
    } else {
      const inner = valueAt(bytes, position, depth + 1);
      if (!inner.valid || !named) valid = false;
      valued = true;
      position = inner.end;
    }
  }
}

/**
 * The message with only valid attributes, and without data after it.
 * @throws IppSyntaxFailure when its structure cannot be followed to the end.
 */
export function checkedMessage(bytes: Buffer): Buffer {
  if (bytes.length < 9) throw new IppSyntaxFailure('the answer is too short');
  const kept: Buffer[] = [bytes.subarray(0, 8)];
  let position = 8;
  let count = 0;
  let recoveries = 0;
  while (bytes[position] !== endOfAttributes) {
    const delimiter = bytes[position];
    if (delimiter === undefined) throw new IppSyntaxFailure('the answer does not end');
    if (delimiter === 0 || delimiter >= 0x0a)
      throw new IppSyntaxFailure('the answer has no attribute groups');
    kept.push(bytes.subarray(position, position + 1));
    position += 1;
    while ((bytes[position] ?? 0) >= firstValueTag) {
      count += 1;
      if (count > maxAttributes) throw new IppSyntaxFailure('the answer has too many attributes');
      const unframed = valueWithoutLength(bytes, position);
      if (unframed !== undefined) {
        kept.push(unframed.framed);
        position = unframed.end;
        continue;
      }
      try {
        const { valid, end } = attributeAt(bytes, position);
        if (valid) kept.push(bytes.subarray(position, end));
        position = end;
      } catch (error) {
        // An attribute that cannot be followed costs only itself, if the start of a later attribute can be found.
        const next = recoveries < maxRecoveries ? nextAttribute(bytes, position + 1) : undefined;
        recoveries += 1;
        if (next !== undefined) position = next;
        // Attributes that a printer did not accept come last, and are only shown to users.
        else if (delimiter === groupTags.unsupported && error instanceof IppSyntaxFailure) {
          kept.push(Buffer.of(endOfAttributes));
          return Buffer.concat(kept);
        } else throw error;
      }
    }
  }
  kept.push(Buffer.of(endOfAttributes));
  return Buffer.concat(kept);
}

/**
 * A text or name with language whose total length is missing, as some HP printers send job-name: tag, name, then language and
 * text with their own lengths. Undefined for every other attribute; `framed` is the corrected attribute.
 */
function valueWithoutLength(
  bytes: Buffer,
  start: number,
): { readonly framed: Buffer; readonly end: number } | undefined {
  if (valueLengthOf(bytes[start] ?? 0) !== 'language' || start + 3 > bytes.length) return undefined;
  const valueAt = start + 3 + bytes.readUInt16BE(start + 1);
  if (valueAt + 2 > bytes.length) return undefined;
  const languageEnd = valueAt + 2 + bytes.readUInt16BE(valueAt);
  if (languageEnd + 2 > bytes.length) return undefined;
  if (!/^[a-z]{2,3}(-[a-z0-9]{2,8})?$/i.test(bytes.toString('latin1', valueAt + 2, languageEnd)))
    return undefined;
  const end = languageEnd + 2 + bytes.readUInt16BE(languageEnd);
  if (end >= bytes.length || !beginsSomething(bytes, end)) return undefined;
  const length = Buffer.alloc(2);
  length.writeUInt16BE(end - valueAt);
  return {
    framed: Buffer.concat([bytes.subarray(start, valueAt), length, bytes.subarray(valueAt, end)]),
    end,
  };
}

/** The start of the next attribute with a plausible name. */
function nextAttribute(bytes: Buffer, from: number): number | undefined {
  for (let at = from; at < bytes.length; at += 1) {
    if ((bytes[at] ?? 0) >= firstValueTag && isNamed(bytes, at)) return at;
  }
  return undefined;
}

function isNamed(bytes: Buffer, at: number): boolean {
  const tag = bytes[at] ?? 0;
  if (tag > tags.member || at + 5 > bytes.length) return false;
  const length = bytes.readUInt16BE(at + 1);
  if (length < 3 || length > 127 || at + 5 + length > bytes.length) return false;
  return /^[a-z][a-z0-9._-]+$/.test(bytes.toString('latin1', at + 3, at + 3 + length));
}

/** The end of the message, a group, an attribute, or another value. */
function beginsSomething(bytes: Buffer, at: number): boolean {
  const tag = bytes[at] ?? 0;
  if (tag === endOfAttributes) return true;
  if (tag > 0 && tag < 0x0a) return bytes[at + 1] === endOfAttributes || isNamed(bytes, at + 1);
  return isNamed(bytes, at) || (tag >= firstValueTag && bytes[at + 1] === 0 && bytes[at + 2] === 0);
}

/** Reads an attribute with all its values: if one is invalid, the attribute is dropped. */
function attributeAt(bytes: Buffer, start: number): { readonly valid: boolean; readonly end: number } {
  const first = entryAt(bytes, start);
  let { valid, end } = valueAt(bytes, start, 0);
  if (first.nameLength === 0) valid = false;
  while ((bytes[end] ?? 0) >= firstValueTag && bytes[end + 1] === 0 && bytes[end + 2] === 0) {
    const next = valueAt(bytes, end, 0);
    if (!next.valid) valid = false;
    end = next.end;
  }
  return { valid, end };
}
