// The records of a trace, one JSON value per line: every PDU (recorded-pdu.ts), the negotiated contexts, every DIMSE message,
// and how the association ended. The server writes them, `hardcopy trace` shows them, `hardcopy replay` sends the requests again.
// One schema serves the writer and the readers.
import { z } from 'zod';
import { recordedPdu } from './recorded-pdu.ts';

const number = z.number().int().min(0).max(0xffffffff);

/** Attribute with its value: exactly one of the keys after `vr` is present. */
export interface RecordedElement {
  readonly tag: number;
  readonly vr: string;
  readonly text?: readonly string[] | undefined;
  readonly numbers?: readonly number[] | undefined;
  /** Byte values other than pixels, in base64. */
  readonly bytes?: string | undefined;
  readonly items?: readonly (readonly RecordedElement[])[] | undefined;
  /** Length of a value that was withheld because it could identify a patient: characters, bytes or items. */
  readonly withheld?: number | undefined;
  /** Length of pixel data, and its bytes if they were recorded. */
  readonly pixels?: { readonly byteLength: number; readonly base64?: string | undefined } | undefined;
}

const element: z.ZodType<RecordedElement> = z.object({
  tag: number,
  vr: z.string().length(2),
  text: z.array(z.string()).optional(),
  numbers: z.array(z.number()).optional(),
  bytes: z.base64().optional(),
  get items() {
    return z.array(z.array(element)).optional();
  },
  withheld: number.optional(),
  pixels: z.object({ byteLength: number, base64: z.base64().optional() }).optional(),
});

/** Milliseconds since the first PDU. */
const ms = z.number().min(0);

const pdu = z.object({ kind: z.literal('pdu'), ms, from: z.enum(['client', 'server']), pdu: recordedPdu });

/** The association was negotiated: the values that a replay needs. */
const opened = z.object({
  kind: z.literal('association'),
  ms,
  at: z.iso.datetime(),
  calling: z.string(),
  called: z.string(),
  peer: z.string(),
  implementation: z.string(),
  contexts: z
    .array(z.object({ id: number, abstractSyntax: z.string(), transferSyntax: z.string() }))
    .max(128),
});

const message = z.object({
  kind: z.literal('message'),
  ms,
  from: z.enum(['client', 'server']),
  contextId: number,
  command: z.looseObject({ kind: z.string() }),
  dataSet: z.array(element).readonly().optional(),
  /** Why the data set was not recorded. */
  problem: z.string().optional(),
  /** The trace includes pixels, but these exceed the maximum size. */
  pixelsMissing: z.boolean().optional(),
});

const ended = z.object({ kind: z.literal('end'), ms, how: z.string() });
/** Number of records missing at this place, because the disk was too slow. */
const dropped = z.object({ kind: z.literal('dropped'), ms, records: z.number() });
/** The trace has reached its maximum length; no further record follows. */
const full = z.object({ kind: z.literal('full'), ms, maxBytes: z.number() });

/** The first record of a finished trace that is incomplete: what is missing. */
const incomplete = z.object({
  kind: z.literal('incomplete'),
  ms,
  /** Records that were dropped because the disk was too slow. */
  records: z.number(),
  /** Images whose pixels exceed the maximum size. */
  images: z.number(),
  /** The trace reached its maximum length before its association ended. */
  full: z.boolean(),
});

export const traceRecord = z.discriminatedUnion('kind', [
  pdu,
  opened,
  message,
  ended,
  dropped,
  full,
  incomplete,
]);
export type TraceMissing = Omit<z.output<typeof incomplete>, 'kind' | 'ms'>;

/** The totals after one more record. */
export function withMissing(missing: TraceMissing, record: TraceRecord): TraceMissing {
  if (record.kind === 'dropped') return { ...missing, records: missing.records + record.records };
  if (record.kind === 'full') return { ...missing, full: true };
  if (record.kind === 'message' && record.pixelsMissing) return { ...missing, images: missing.images + 1 };
  return missing;
}

export const nothingMissing: TraceMissing = { records: 0, images: 0, full: false };

/** What is missing, for users; undefined for a complete trace. */
export function missingText({ records, images, full: isFull }: TraceMissing): string | undefined {
  const parts = [
    ...(records > 0 ? [`${records} record${records === 1 ? '' : 's'}, because the disk was too slow`] : []),
    ...(images > 0
      ? [`the pixels of ${images} image${images === 1 ? '' : 's'}, too large to be recorded`]
      : []),
    ...(isFull ? ['everything after the trace reached its maximum length'] : []),
  ];
  return parts.length === 0 ? undefined : `this trace is not complete: missing are ${parts.join('; ')}`;
}
export type TraceRecord = z.output<typeof traceRecord>;
export type TraceMessage = z.output<typeof message>;
export type TraceOpened = z.output<typeof opened>;
