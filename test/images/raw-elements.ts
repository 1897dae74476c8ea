// Elements as bytes, for invalid files: any tag, any VR, any length.
import type { Element } from '../../src/dicom/data-set/data-set.ts';
import type { VR } from '../../src/dicom/data-set/vr.ts';

const u16 = (value: number): Buffer => Buffer.from([value & 0xff, value >> 8]);
const u32 = (value: number): Buffer => Buffer.concat([u16(value & 0xffff), u16(value >>> 16)]);
const tagBytes = (tag: number): Buffer => Buffer.concat([u16(tag >>> 16), u16(tag & 0xffff)]);

/** Explicit VR little endian with a length of 32 bits. */
export const longElement = (tag: number, vr: string, value: Uint8Array): Buffer =>
  Buffer.concat([tagBytes(tag), Buffer.from(vr), u16(0), u32(value.length), value]);

/** Explicit VR little endian with a length of 16 bits. */
export const shortElement = (tag: number, vr: string, value: Uint8Array): Buffer =>
  Buffer.concat([tagBytes(tag), Buffer.from(vr), u16(value.length), value]);

export const implicitElement = (tag: number, value: Uint8Array): Buffer =>
  Buffer.concat([tagBytes(tag), u32(value.length), value]);

/** An item of defined length. */
export const item = (value: Uint8Array): Buffer => implicitElement(0xfffee000, value);

/** An element of text or numbers that the dictionary does not know. */
export const text = (tag: number, vr: VR, ...values: readonly string[]): Element => ({
  tag,
  vr,
  value: { kind: 'text', values },
});
export const numbers = (tag: number, vr: VR, ...values: readonly number[]): Element => ({
  tag,
  vr,
  value: { kind: 'numbers', values },
});
export const bytes = (tag: number, vr: VR, value: Uint8Array): Element => ({
  tag,
  vr,
  value: { kind: 'bytes', bytes: value },
});
