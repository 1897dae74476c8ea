// IPP messages (RFC 8010): requests to bytes, answers from bytes. ipp-codec.ts implements the syntax, this file the meaning.
// Start at `encodeRequest` and `decodeResponse`.
import { IppAttributes } from './ipp-attributes.ts';
import { operationCode, readGroups, writeGroup } from './ipp-codec.ts';
import { endOfAttributes, groupTags } from './ipp-syntax.ts';
import { checkedMessage } from './message-check.ts';

/** Newest first. */
export const ippVersions = ['2.0', '1.1', '1.0'] as const;
export type IppVersion = (typeof ippVersions)[number];

export type IppOperation =
  | 'Print-Job'
  | 'Validate-Job'
  | 'Create-Job'
  | 'Send-Document'
  | 'Cancel-Job'
  | 'Get-Job-Attributes'
  | 'Get-Jobs'
  | 'Get-Printer-Attributes';

/** Values by attribute name: booleans and numbers, keywords, enum values by their names, collections, lists of those. */
export type AttributeValues = Readonly<Record<string, unknown>>;

export interface IppRequest {
  readonly operation: IppOperation;
  /** Operation attributes besides charset, language and printer-uri. */
  readonly attributes: AttributeValues;
  /** Job template attributes. */
  readonly job?: AttributeValues;
}

export interface IppResponse {
  readonly requestId: number;
  /** By its name (RFC 8011 B.1), or `0x0123` for one without. */
  readonly status: string;
  readonly statusMessage?: string;
  /** Names of the attributes that the printer did not accept. */
  readonly unsupported: readonly string[];
  readonly printer: IppAttributes;
  readonly jobs: readonly IppAttributes[];
}

/** Status codes of RFC 8011 B.1 that affect behavior here. */
const statusCodes = {
  0x0000: 'successful-ok',
  0x0001: 'successful-ok-ignored-or-substituted-attributes',
  0x0002: 'successful-ok-conflicting-attributes',
  0x0400: 'client-error-bad-request',
  0x0401: 'client-error-forbidden',
  0x0402: 'client-error-not-authenticated',
  0x0403: 'client-error-not-authorized',
  0x0404: 'client-error-not-possible',
  0x0405: 'client-error-timeout',
  0x0406: 'client-error-not-found',
  0x0407: 'client-error-gone',
  0x0408: 'client-error-request-entity-too-large',
  0x0409: 'client-error-request-value-too-long',
  0x040a: 'client-error-document-format-not-supported',
  0x040b: 'client-error-attributes-or-values-not-supported',
  0x040e: 'client-error-conflicting-attributes',
  0x0411: 'client-error-document-format-error',
  0x041b: 'client-error-document-unprintable-error',
  0x0500: 'server-error-internal-error',
  0x0501: 'server-error-operation-not-supported',
  0x0502: 'server-error-service-unavailable',
  0x0503: 'server-error-version-not-supported',
  0x0504: 'server-error-device-error',
  0x0505: 'server-error-temporary-error',
  0x0506: 'server-error-not-accepting-jobs',
  0x0507: 'server-error-busy',
  0x0508: 'server-error-job-canceled',
  0x0509: 'server-error-multiple-document-jobs-not-supported',
  0x050a: 'server-error-printer-is-deactivated',
  0x050b: 'server-error-too-many-jobs',
  0x050c: 'server-error-too-many-documents',
} as const satisfies Record<number, string>;

/**
 * The bytes before the document, if there is one. `printerUri` is the target of the request; `requestId` starts at 1.
 * @throws Error for attributes that are not in the codec's table, and values of another type: a defect.
 */
export function encodeRequest(
  { operation, attributes, job }: IppRequest,
  { version, printerUri, requestId }: { version: IppVersion; printerUri: string; requestId: number },
): Buffer {
  const head = Buffer.alloc(8);
  head.set(version.split('.').map(Number));
  head.writeUInt16BE(operationCode(operation), 2);
  head.writeUInt32BE(requestId, 4);
  return Buffer.concat([
    head,
    writeGroup('operation', {
      'attributes-charset': 'utf-8',
      'attributes-natural-language': 'en',
      'printer-uri': printerUri,
      ...attributes,
    }),
    ...(job && Object.keys(job).length > 0 ? [writeGroup('job', job)] : []),
    Buffer.of(endOfAttributes),
  ]);
}

/**
 * Decodes a printer's answer.
 * @throws IppSyntaxFailure for invalid bytes.
 */
export function decodeResponse(bytes: Buffer): IppResponse {
  const valid = checkedMessage(bytes);
  const all = readGroups(valid);
  const groups = (group: keyof typeof groupTags): readonly IppAttributes[] =>
    all.filter(({ tag }) => tag === groupTags[group]).map(({ values }) => new IppAttributes(values));
  const code = valid.readUInt16BE(2);
  const statusMessage = groups('operation')[0]?.string('status-message');
  return {
    requestId: valid.readUInt32BE(4),
    status: nameOfStatus(code),
    ...(statusMessage === undefined ? {} : { statusMessage: statusMessage.slice(0, 255) }),
    unsupported: groups('unsupported').flatMap((group) => group.names),
    printer: groups('printer')[0] ?? new IppAttributes({}),
    jobs: groups('job'),
  };
}

function nameOfStatus(code: number): string {
  const known = Object.entries(statusCodes).find(([key]) => Number(key) === code)?.[1];
  if (known !== undefined) return known;
  return code < 0x0100 ? `successful-${code}` : `0x${code.toString(16).padStart(4, '0')}`;
}
