// Received values in the text of a trace: without control characters, and cut to the length of a line.
import { visible } from '../shared/log/visible-text.ts';
import { sopClasses } from '../dicom/data-set/uids.ts';

const names = new Map<string, string>(Object.entries(sopClasses).map(([name, uid]) => [uid, name]));

export function shown(text: string, maxLength = 100): string {
  const plain = visible(text.replace(/[\t\r\n]+/g, ' '));
  return plain.length > maxLength ? `${plain.slice(0, maxLength)}… (${plain.length})` : plain;
}

/** A UID, followed by its name if it identifies a SOP class. */
export function namedUid(uid: string): string {
  const name = names.get(uid);
  return name === undefined ? shown(uid) : `${uid} ${name}`;
}

/** Whether `namedUid` has a name for it. */
export const isNamed = (uid: string): boolean => names.has(uid);
