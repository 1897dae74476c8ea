// A record of the audit log as a line of a file: JSON whose last key is the hash of everything before it and of the record before. A
// changed, removed or inserted line breaks the chain. Pure. Start at `lineOf` and `recordOf`.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { auditEventSchema, type AuditEvent } from '../audit-event.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/);

const recordSchema = z.object({
  /** Rises by one from record to record. */
  seq: z.int().min(1),
  at: z.iso.datetime(),
  /** Hash of the record before. */
  prev: hash,
  event: auditEventSchema,
  /** The audit message (PS3.15 A.5) as it is sent. */
  message: z.string(),
  hash,
});

/** A record as kept. */
export type AuditRecord = z.output<typeof recordSchema>;

/** Where a chain is: the number and the hash of its last record. */
export interface ChainEnd {
  readonly seq: number;
  readonly hash: string;
}

/** Before the first record. */
export const chainStart: ChainEnd = { seq: 0, hash: '0'.repeat(64) };

const hashStart = ',"hash":"';
const hashLength = hashStart.length + 64 + '"}'.length;

const hashOf = (body: string): string => createHash('sha256').update(body).digest('hex');

/** The line of the record after `end`, without a line break, and where the chain is then. */
export function lineOf(
  end: ChainEnd,
  at: Date,
  event: AuditEvent,
  message: string,
): { readonly line: string; readonly end: ChainEnd } {
  const seq = end.seq + 1;
  const body = JSON.stringify({ seq, at: at.toISOString(), prev: end.hash, event, message }).slice(0, -1);
  const digest = hashOf(body);
  return { line: `${body}${hashStart}${digest}"}`, end: { seq, hash: digest } };
}

/** The record of a line; undefined for a line that is not as it was written. */
export function recordOf(line: string): AuditRecord | undefined {
  const body = line.slice(0, -hashLength);
  const rest = line.slice(-hashLength);
  if (rest !== `${hashStart}${hashOf(body)}"}`) return undefined;
  return shownRecordOf(line);
}

/** The same without comparing the hash: for lists, which are not proofs. */
export function shownRecordOf(line: string): AuditRecord | undefined {
  try {
    return recordSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
