// Attribute tables of the statement, generated from the tables that the operations use: what a client may send
// (print-scp/rules/attribute-rules.ts), and what N-GET returns (print-scp/operations/status-objects.ts).
import type { PlainValue } from '../../dicom/data-set/data-set.ts';
import type { Keyword } from '../../dicom/data-set/dictionary.ts';
import { plainText } from '../../print-scp/tables/assign.ts';
import {
  rowsOf,
  type AttributeRule,
  type AttributeTable,
  type Visibility,
} from '../../print-scp/rules/attribute-rules.ts';
import { status } from '../../print-scp/rules/status.ts';
import type { Printer } from '../../shared/film/printer.ts';
import { table, type Table } from '../formats/document.ts';
import { attributeCells } from './names.ts';

function defaultText(rule: AttributeRule<unknown>, printer: Printer): string {
  if (rule.usage === 'M/M') return 'Mandatory, no default';
  return plainText(rule.show(rule.fallback(printer))) || 'No default';
}

/** The name of a response to a value. */
export const failsWith = { invalidValue: 'Failure (0106)' } as const;

const codes = {
  [status.attributeValueOutOfRange]: '0116',
  [status.densityOutOfRange]: 'B605',
} as const;

/** "Recorded": the warning is sent only to clients that are sent every warning (application-entity.ts explains the word). */
const responses: Readonly<Record<Visibility, (code: string) => string>> = {
  always: (code) => `Warning (${code})`,
  'if less': (code) => `Warning (${code}) if the value used is less; else recorded`,
  never: (code) => `Recorded (${code})`,
};

/** Any value is accepted for an attribute that is not used (attribute-rules.ts, `unused`). */
function invalidText(
  { range, invalid, visible = 'never' }: AttributeRule<unknown>,
  printer: Printer,
): string {
  if (range(printer).startsWith('any;')) return 'None';
  if (invalid === status.invalidAttributeValue) return failsWith.invalidValue;
  return responses[visible](codes[invalid]);
}

/** The items of a sequence of references. Only the instance is checked: it determines the class. */
function referenceRows(depth: number): readonly RequestRow[] {
  return [
    [
      ...attributeCells('ReferencedSOPClassUID', depth),
      'M/M',
      'a UID; the instance decides',
      'No default',
      'None',
    ],
    [
      ...attributeCells('ReferencedSOPInstanceUID', depth),
      'M/M',
      'of an instance of this association',
      'No default',
      failsWith.invalidValue,
    ],
  ];
}

/** The cells of one attribute: name, tag, VR, usage, range, default, response to an invalid value. */
export type RequestRow = readonly string[];

/** A table of rules, and how deep its attributes are nested. */
interface RuleRows {
  readonly table: AttributeTable;
  /** Sequence that holds the attributes; default: the data set itself. */
  readonly sequence?: readonly [Keyword, range: string, invalid: string];
  /** Data accepted with the attributes but not by the rules: attribute, and its requirements. */
  readonly bytes?: readonly [Keyword, range: string];
}

function ruleRows({ table, sequence, bytes }: RuleRows, printer: Printer): readonly RequestRow[] {
  const mandatory = 'Mandatory, no default';
  const depth = sequence ? 1 : 0;
  return [
    ...(sequence ? [[...attributeCells(sequence[0]), 'M/M', sequence[1], mandatory, sequence[2]]] : []),
    ...rowsOf(table).flatMap(([keyword, rule]) => [
      [
        ...attributeCells(keyword, depth),
        rule.usage,
        rule.range(printer),
        defaultText(rule, printer),
        invalidText(rule, printer),
      ],
      ...(rule.refersTo ? referenceRows(depth + 1) : []),
    ]),
    ...(bytes
      ? [[...attributeCells(bytes[0], depth), 'M/M', bytes[1], mandatory, failsWith.invalidValue]]
      : []),
  ];
}

/** What a client may send with an operation: attributes with rules, and attributes checked without them. */
export function requestTable(
  title: string,
  parts: readonly (RuleRows | { readonly rows: readonly RequestRow[] })[],
  printer: Printer,
): Table {
  const columns = ['Attribute', 'Tag', 'VR', 'Usage', 'Valid range', 'Default if not sent or invalid'];
  return table(
    title,
    [...columns, 'Response to an invalid value'],
    parts.flatMap((part) => ('rows' in part ? part.rows : ruleRows(part, printer))),
  );
}

/** What N-GET computes from a source. */
interface GetRows<Source> {
  readonly table: Readonly<Partial<Record<Keyword, (source: Source) => PlainValue>>>;
  /** An example from which values that never change are computed. */
  readonly source: Source;
  /** The description of values that change. */
  readonly values?: Readonly<Partial<Record<Keyword, string>>>;
  readonly depth?: number;
}

/** One row for each attribute: name, tag, VR, value. */
export function getRows<Source>({
  table,
  source,
  values = {},
  depth = 0,
}: GetRows<Source>): readonly string[][] {
  // Object.entries widens keys to string; a table has no keys but keywords.
  return (Object.entries(table) as [Keyword, (source: Source) => PlainValue][]).map(([keyword, valueOf]) => {
    const plain = valueOf(source);
    const value = values[keyword] ?? plainText(plain);
    const empty = plain === undefined ? 'EMPTY, if asked for by its tag' : 'EMPTY';
    return [...attributeCells(keyword, depth), value || 'Zero length', value ? 'ALWAYS' : empty];
  });
}

/** The attributes that a client receives from N-GET or with an event. */
export function answerTable(title: string, rows: readonly (readonly string[])[]): Table {
  return table(title, ['Attribute', 'Tag', 'VR', 'Value', 'Presence of value'], rows);
}
