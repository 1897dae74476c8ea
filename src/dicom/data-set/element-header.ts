// Headers of data elements (PS3.5 7.1) in the three encodings, and the VR that a value is read with: the VR that was sent,
// except where the dictionary overrides it. data-set-reader.ts and data-set-writer.ts start here.
import { entryOf, tagOf } from './dictionary.ts';
import { readTag } from './element-values.ts';
import type { TransferSyntax } from './uids.ts';
import { transferSyntaxes } from './uids.ts';
import type { Tag, VR } from './vr.ts';
import { isVR, rulesOf } from './vr.ts';

/** How elements are written; UN sequences are implicit little endian inside any other (PS3.5 6.2.2). */
export interface Encoding {
  readonly explicitVR: boolean;
  readonly bigEndian: boolean;
}

export const implicitLittle: Encoding = { explicitVR: false, bigEndian: false };

export function encodingOf(syntax: TransferSyntax): Encoding {
  switch (syntax) {
    case transferSyntaxes.implicitLittle:
      return implicitLittle;
    case transferSyntaxes.explicitLittle:
      return { explicitVR: true, bigEndian: false };
    case transferSyntaxes.explicitBig:
      return { explicitVR: true, bigEndian: true };
  }
}

export const undefinedLength = 0xffffffff;

/** Tags without VR that structure sequences (PS3.5 7.5). */
export const itemTag = 0xfffee000;
export const itemDelimitationTag = 0xfffee00d;
export const sequenceDelimitationTag = 0xfffee0dd;

export function isStructure(tag: Tag): boolean {
  return tag >>> 16 === 0xfffe;
}

export interface ElementHeader {
  readonly tag: Tag;
  readonly vr: VR;
  /** Bytes of the value, or `undefinedLength`. */
  readonly length: number;
  /** How the value is written. */
  readonly encoding: Encoding;
}

/** The contents of the first eight bytes of an element. */
export type HeaderStart =
  | { readonly kind: 'complete'; readonly header: ElementHeader }
  /** Explicit VR with a 32-bit length, which is in the next four bytes. */
  | { readonly kind: 'length follows'; readonly withLength: (bytes: Buffer) => ElementHeader };

const viewOf = (bytes: Buffer) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

export function readHeaderStart(bytes: Buffer, encoding: Encoding): HeaderStart {
  const view = viewOf(bytes);
  const little = !encoding.bigEndian;
  const tag = readTag(view, 0, little);
  const complete = (sent: VR | undefined, length: number): HeaderStart => ({
    kind: 'complete',
    header: headerOf(tag, sent, length, encoding),
  });
  if (isStructure(tag)) {
    return { kind: 'complete', header: { tag, vr: 'UN', length: view.getUint32(4, little), encoding } };
  }
  if (!encoding.explicitVR) return complete(undefined, view.getUint32(4, little));
  const name = bytes.toString('latin1', 4, 6);
  if (!/^([!-~ ]{2}|\0\0)$/.test(name)) {
    // No VR at all: an implicit element in an explicit data set, sent by some gateways.
    return complete(undefined, view.getUint32(4, little));
  }
  const sent = isVR(name) ? name : undefined;
  // VRs that a later edition adds have the long form (PS3.5 6.2); an invalid VR ("??", spaces) has the short one.
  const long = sent === undefined ? /^[A-Z]{2}$/.test(name) : rulesOf(sent).longLength;
  if (!long) return complete(sent, view.getUint16(6, little));
  return {
    kind: 'length follows',
    withLength: (rest) => headerOf(tag, sent, viewOf(rest).getUint32(0, little), encoding),
  };
}

/** Attributes whose VR clients get wrong, or may choose: see dictionary.ts. */
const pinned: ReadonlySet<Tag> = new Set(
  (['ImageDisplayFormat', 'ConfigurationInformation', 'LUTDescriptor', 'LUTData', 'PixelData'] as const).map(
    tagOf,
  ),
);

function headerOf(tag: Tag, sent: VR | undefined, length: number, encoding: Encoding): ElementHeader {
  const known = entryOf(tag)?.vr;
  if (sent === undefined || sent === 'UN') {
    // UN is implicit little endian inside, whatever encloses it (PS3.5 6.2.2).
    const inner = sent === 'UN' ? implicitLittle : encoding;
    const vr = known ?? 'UN';
    return vr === 'UN' && length === undefinedLength
      ? { tag, vr: 'SQ', length, encoding: implicitLittle }
      : { tag, vr, length, encoding: inner };
  }
  const dictionaryWins =
    known !== undefined && pinned.has(tag) && rulesOf(known).wordBytes === rulesOf(sent).wordBytes;
  return { tag, vr: dictionaryWins ? known : sent, length, encoding };
}
