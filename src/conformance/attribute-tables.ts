// Attribute tables of the statement, made from the tables that the operations walk: what a client may send
// (print-scp/attribute-rules.ts), and what N-GET answers (print-scp/status-objects.ts).
import type { PlainValue } from '../dicom/data-set.ts';
import type { Keyword } from '../dicom/dictionary.ts';
import { plainText } from '../print-scp/assign.ts';
import { rowsOf, type AttributeRule, type AttributeTable } from '../print-scp/attribute-rules.ts';
import { status } from '../print-scp/status.ts';
import type { Printer } from '../printer.ts';
import { table, type Table } from './document.ts';
import { attributeCells } from './names.ts';

function defaultText(rule: AttributeRule<unknown>, printer: Printer): string {
  if (rule.usage === 'M/M') return 'Mandatory, no default';
  return plainText(rule.show(rule.fallback(printer))) || 'No default';
}

const invalidTexts = {
  [status.invalidAttributeValue]: 'Failure (0106)',
  [status.attributeValueOutOfRange]: 'Warning (0116)',
  [status.densityOutOfRange]: 'Warning (B605), nearest value used',
} as const;

/** Anything goes for an attribute that is not used (attribute-rules.ts, `unused`). */
function invalidText(rule: AttributeRule<unknown>, printer: Printer): string {
  return rule.range(printer).startsWith('any;') ? 'None' : invalidTexts[rule.invalid];
}

/** What the items of a sequence of references hold. Only the instance is looked at: it says its class by itself. */
function referenceRows(depth: number): readonly (readonly string[])[] {
  return [
    [
      ...attributeCells('ReferencedSOPClassUID', depth),
      ...['M/M', 'a UID; the instance decides', 'No default', 'None'],
    ],
    [
      ...attributeCells('ReferencedSOPInstanceUID', depth),
      ...['M/M', 'of an instance of this association', 'No default', 'Failure (0106)'],
    ],
  ];
}

/** A table of rules, and how deep its attributes are nested. */
export interface RuleRows {
  readonly table: AttributeTable;
  /** Sequence that holds the attributes; absent: the data set itself. */
  readonly sequence?: readonly [Keyword, range: string, invalid: string];
  /** Bytes that go with the attributes but not through the rules: attribute, what it must be. */
  readonly bytes?: readonly [Keyword, range: string];
}

/** What a client may send with an operation. */
export function requestTable(title: string, parts: readonly RuleRows[], printer: Printer): Table {
  const rows = parts.flatMap((part) => {
    const { sequence } = part;
    const depth = sequence ? 1 : 0;
    const head = sequence
      ? [[...attributeCells(sequence[0]), 'M/M', sequence[1], 'Mandatory, no default', sequence[2]]]
      : [];
    const below = rowsOf(part.table).flatMap(([keyword, rule]) => [
      [
        ...attributeCells(keyword, depth),
        ...[rule.usage, rule.range(printer), defaultText(rule, printer), invalidText(rule, printer)],
      ],
      ...(rule.refersTo ? referenceRows(depth + 1) : []),
    ]);
    const { bytes } = part;
    const data = bytes
      ? [[...attributeCells(bytes[0], depth), 'M/M', bytes[1], 'Mandatory, no default', 'Failure (0106)']]
      : [];
    return [...head, ...below, ...data];
  });
  const columns = ['Attribute', 'Tag', 'VR', 'Usage', 'Valid range', 'Default if not sent or invalid'];
  return table(title, [...columns, 'Response to an invalid value'], rows);
}

/** What N-GET computes from a source. */
export interface GetRows<Source> {
  readonly table: Readonly<Partial<Record<Keyword, (source: Source) => PlainValue>>>;
  /** An example to compute values from that do not change. */
  readonly source: Source;
  /** What is said of values that do. */
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

/** What a client gets from N-GET or with an event. */
export function answerTable(title: string, rows: readonly (readonly string[])[]): Table {
  return table(title, ['Attribute', 'Tag', 'VR', 'Value', 'Presence of value'], rows);
}
