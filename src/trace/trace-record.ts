// What a trace holds, one JSON value a line: every PDU (recorded-pdu.ts), what was agreed, every DIMSE message, and how it
// ended. The server writes these, `hardcopy trace` shows them and `hardcopy replay` plays them; a file is checked by the same schema.
import { z } from 'zod';
import { recordedPdu } from './recorded-pdu.ts';

const number = z.number().int().min(0).max(0xffffffff);

/** Attribute with its value; exactly one of the keys after `vr` says what became of it. */
export interface RecordedElement {
  readonly tag: number;
  readonly vr: string;
  readonly text?: readonly string[] | undefined;
  readonly numbers?: readonly number[] | undefined;
  /** Byte values other than pixels, in base64. */
  readonly bytes?: string | undefined;
  readonly items?: readonly (readonly RecordedElement[])[] | undefined;
  /** Length of what was left out because it could identify a patient: characters, bytes or items. */
  readonly withheld?: number | undefined;
  /** Length of pixel data, and where its bytes are, if they were recorded. */
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

/** The association is open: what a replay needs of it. */
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
  /** Why the data set is not here. */
  problem: z.string().optional(),
  /** Pixels were to be recorded, and are larger than is recorded. */
  pixelsMissing: z.boolean().optional(),
});

const ended = z.object({ kind: z.literal('end'), ms, how: z.string() });
/** So many records are missing here: they came faster than the disk took them. */
const dropped = z.object({ kind: z.literal('dropped'), ms, records: z.number() });
/** The trace is as long as it may be; nothing follows. */
const full = z.object({ kind: z.literal('full'), ms, maxBytes: z.number() });

/** The first record of a trace that is over and not complete: what is missing in it. */
const incomplete = z.object({
  kind: z.literal('incomplete'),
  ms,
  /** Records that the disk was too slow for. */
  records: z.number(),
  /** Images whose pixels are too large to be recorded. */
  images: z.number(),
  /** It was as long as it may be before its association was over. */
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

/** Counts what is missing, record by record. */
export function withMissing(missing: TraceMissing, record: TraceRecord): TraceMissing {
  if (record.kind === 'dropped') return { ...missing, records: missing.records + record.records };
  if (record.kind === 'full') return { ...missing, full: true };
  if (record.kind === 'message' && record.pixelsMissing) return { ...missing, images: missing.images + 1 };
  return missing;
}

export const nothingMissing: TraceMissing = { records: 0, images: 0, full: false };

/** What is missing, for people; undefined for a complete trace. */
export function missingText({ records, images, full: isFull }: TraceMissing): string | undefined {
  const parts = [
    ...(records > 0 ? [`${records} record${records === 1 ? '' : 's'}, for the disk was too slow`] : []),
    ...(images > 0
      ? [`the pixels of ${images} image${images === 1 ? '' : 's'}, too large to be recorded`]
      : []),
    ...(isFull ? ['what came after it was as long as it may be'] : []),
  ];
  return parts.length === 0 ? undefined : `this trace is not complete: missing are ${parts.join('; ')}`;
}
export type TraceRecord = z.output<typeof traceRecord>;
export type TraceMessage = z.output<typeof message>;
export type TraceOpened = z.output<typeof opened>;
