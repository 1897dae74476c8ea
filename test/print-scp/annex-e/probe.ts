// A probe of PS3.2 annex E: one request or event on an association, the answer that the annex requires, and the actual answer.
// The rows are in the files beside this one, by kind; annex-e-probes.test.ts runs them and keeps the table.
import assert from 'node:assert/strict';
import type { dataSetOf } from '../../../src/dicom/data-set/data-set.ts';
import { keywordOf } from '../../../src/dicom/data-set/dictionary.ts';
import type { Answer } from '../../support/print-client.ts';
import type { TcpPrintClient } from '../../support/tcp-print-client.ts';

export type Values = Parameters<typeof dataSetOf>[0];
export type Sent = string | number;

export interface Probe {
  readonly table: string;
  readonly attribute: string;
  readonly sent: string;
  /** What the annex answers, for people. */
  readonly annex: string;
  /** Whether an answer is what the annex says; default: when the texts are equal. */
  readonly fits?: (answered: string) => boolean;
  readonly run: (client: TcpPrintClient) => Promise<string>;
}

export const hex = (status: number): string => status.toString(16).toUpperCase().padStart(4, '0');

/** Long values by their length. */
const short = (value: Sent): string => {
  const text = String(value);
  if (text === '') return '(empty)';
  return text.length > 32 ? `${text.length} characters` : text;
};

/** Attributes of an answer besides what names instances and boxes. */
export function keywordsIn({ dataSet }: Answer): readonly string[] {
  return [...dataSet]
    .map(({ tag }) => keywordOf(tag))
    .filter(
      (keyword) => !/^(SOP(Class|Instance)UID|SpecificCharacterSet|Referenced.*Sequence)$/.test(keyword),
    );
}

/** The status; with 0116 the attribute in question, or its sequence, must be the only one returned (E.4.2-21, -23, -27). */
function statusOf(answer: Answer, attribute: string, sequence = attribute): string {
  if (answer.status === 0x0116) assert.deepEqual(keywordsIn(answer), [sequence], attribute);
  return hex(answer.status);
}

export interface Row {
  readonly attribute: string;
  readonly legal: readonly Sent[];
  readonly illegal: readonly Sent[];
  /** What the annex answers to the illegal ones. */
  readonly answer: number;
  /** What it answers to an empty value. */
  readonly empty: number;
  /** What it answers where the attribute is missing; default: not probed. */
  readonly missing?: number;
  /** Values whose answer is another, and by which table. */
  readonly others?: readonly (readonly [value: Sent, answer: number, why: string])[];
}

/** Optional: an invalid value is 0116, an empty one as good as none. */
export const warned = (
  attribute: string,
  legal: readonly Sent[],
  illegal: readonly Sent[],
  others: Row['others'] = [],
): Row => ({ attribute, legal, illegal, answer: 0x0116, empty: 0, others });

/** Mandatory: an invalid value is 0106, an empty one 0121, none 0120. */
export const mandatory = (attribute: string, legal: readonly Sent[], illegal: readonly Sent[]): Row => ({
  attribute,
  legal,
  illegal,
  answer: 0x0106,
  empty: 0x0121,
  missing: 0x0120,
});

/** Sends a request with the value of one attribute; undefined: without the attribute. */
export type Send = (client: TcpPrintClient, values: Values) => Promise<Answer>;

/** The probes of a request's attributes. `sequence`: where the attributes are, if not in the data set itself. */
export function probesOf(table: string, send: Send, rows: readonly Row[], sequence?: string): Probe[] {
  return rows.flatMap((row) => {
    const { attribute, legal, illegal, answer, empty, missing, others = [] } = row;
    const probe = (sent: string, value: Sent | undefined, wanted: number, why = ''): Probe => ({
      table,
      attribute,
      sent,
      annex: `${hex(wanted)}${why}`,
      fits: (answered) => answered === hex(wanted),
      run: async (client) =>
        statusOf(await send(client, { [attribute]: value === '' ? [] : value }), attribute, sequence),
    });
    return [
      ...legal.map((value) => probe(short(value), value, 0)),
      ...illegal.map((value) => probe(short(value), value, answer)),
      ...others.map(([value, wanted, why]) => probe(short(value), value, wanted, ` (${why})`)),
      probe('(empty)', '', empty),
      ...(missing === undefined ? [] : [probe('(missing)', undefined, missing)]),
    ];
  });
}

/** A probe whose row is written out. */
export function probe(
  table: string,
  [attribute, sent]: readonly [attribute: string, sent: string],
  annex: string,
  run: (client: TcpPrintClient) => Promise<Answer | string>,
): Probe {
  return {
    table,
    attribute,
    sent,
    annex,
    run: async (client) => {
      const answer = await run(client);
      return typeof answer === 'string' ? answer : hex(answer.status);
    },
  };
}
