// Applies an attribute table to the data set of a request (PS3.4 H.2.4): finds missing, empty, invalid and unknown attributes,
// and the values to use. N-CREATE and N-SET judge the attributes of a request only here. Start at `assign`, then `verdictOf`.
import { unreachable } from '../../shared/errors/errors.ts';
import { DataSet, dataSetOf, type Element, type PlainValue } from '../../dicom/data-set/data-set.ts';
import { keywordOf, tagOf, type Keyword } from '../../dicom/data-set/dictionary.ts';
import type { Tag } from '../../dicom/data-set/vr.ts';
import type { Substitution } from '../../shared/film/film.ts';
import type { Printer } from '../../shared/film/printer.ts';
import { rowsOf, type Assigned, type AttributeRule, type AttributeTable } from '../rules/attribute-rules.ts';
import type { ClientProfile } from '../clients/client-profile.ts';
import { ignoredAttribute } from './ignored-attributes.ts';
import { status, statusMeanings, type Status } from '../rules/status.ts';

/** Attributes that were not used as sent, in a request that is performed nevertheless. */
export interface AttributeWarnings {
  /** Replaced by a default: 0116. */
  readonly outOfRange: readonly Element[];
  /** Densities clamped to the printer's range: B605. */
  readonly clamped: readonly Element[];
  /** Not in the table: 0107, skipped. */
  readonly unknown: readonly Tag[];
}

/** The findings about the attributes of a request. */
export interface Findings {
  /** Mandatory and default: 0120. */
  readonly missing: readonly Tag[];
  /** Mandatory and zero length: 0121. */
  readonly empty: readonly Element[];
  /** Not usable: 0106. */
  readonly invalid: readonly Element[];
  /** For each unusable attribute: its keyword, value, and the reason. */
  readonly refusals: readonly string[];
  /** The film will look different: reported to every client. */
  readonly visible: AttributeWarnings;
  /** The film will not look different: reported only to clients that get every warning. */
  readonly recorded: AttributeWarnings;
  readonly substitutions: readonly Substitution[];
}

export interface Assignment<Table> {
  /** Every attribute of the table: as sent, as substituted, or as it was before. */
  readonly values: Assigned<Table>;
  readonly findings: Findings;
}

/** Allowed in any data set, without effect on the other attributes (PS3.5 7.2, PS3.3 C.12.1). */
const alwaysAllowed: ReadonlySet<Tag> = new Set(
  (['SpecificCharacterSet', 'SOPClassUID', 'SOPInstanceUID', 'TimezoneOffsetFromUTC'] as const).map(tagOf),
);

/** Private attributes are ignored, because only their vendors know the meaning (PS3.5 7.8). */
const isPrivate = (tag: Tag) => (tag >>> 16) % 2 === 1;

/** An element's value as text, for records. */
export function valueText(element: Element): string {
  const { value } = element;
  switch (value.kind) {
    case 'text':
      return value.values.join('\\');
    case 'numbers':
      return value.values.join('\\');
    case 'bigints':
      return value.values.join('\\');
    case 'bytes':
      return `${value.bytes.length} bytes`;
    case 'streamed':
      return `${value.byteLength} bytes`;
    case 'items':
      return `${value.items.length} items`;
    default:
      throw unreachable(value);
  }
}

/** Maximum length of a recorded value. */
const maxRequestedLength = 200;

function requestedText(element: Element): string {
  const text = valueText(element);
  return text.length > maxRequestedLength ? `${text.slice(0, maxRequestedLength)}… (${text.length})` : text;
}

const lengthText = (text: string): string => `${Array.from(text).length} characters`;

/** Maximum unknown attributes of one request that are recorded. */
const maxUnknown = 32;

const noWarnings = () => ({ outOfRange: [] as Element[], clamped: [] as Element[], unknown: [] as Tag[] });

/** Whether the film looks different with the substitute than with the requested value. */
function isVisible({ visible = 'never' }: AttributeRule<unknown>, requested: number, used: unknown): boolean {
  return visible === 'if less' ? typeof used === 'number' && used < requested : visible === 'always';
}

/** A plain value as text; empty for bytes and items. */
export function plainText(plain: PlainValue): string {
  if (typeof plain === 'string' || typeof plain === 'number') return String(plain);
  return Array.isArray(plain) ? plain.filter((value) => !(value instanceof DataSet)).join('\\') : '';
}

export interface AssignOptions<Table> {
  /** N-SET: values of the existing instance, used for attributes that are not sent. Default (N-CREATE): the table's defaults. */
  readonly previous?: Assigned<Table> | undefined;
  /** Whether near spellings of terms are understood; default: `kind`. */
  readonly reading?: ClientProfile['reading'];
}

/** Assigns the attributes of `dataSet` by `table`. */
export function assign<Table extends AttributeTable>(
  table: Table,
  dataSet: DataSet,
  printer: Printer,
  { previous, reading: leniency = 'lenient' }: AssignOptions<Table> = {},
): Assignment<Table> {
  const values: Partial<Record<Keyword, unknown>> = {};
  const missing: Tag[] = [];
  const empty: Element[] = [];
  const invalid: Element[] = [];
  const refusals: string[] = [];
  const [visible, recorded] = [noWarnings(), noWarnings()];
  const substitutions: Substitution[] = [];
  const known = new Set<Tag>(alwaysAllowed);

  for (const [keyword, rule] of rowsOf(table)) {
    const tag = tagOf(keyword);
    known.add(tag);
    const element = dataSet.get(tag);
    const before = previous ? previous[keyword] : rule.fallback(printer);
    if (!element || dataSet.isEmpty(tag)) {
      values[keyword] = before;
      if (rule.usage === 'M/M') {
        if (element) empty.push(element);
        else missing.push(tag);
      }
      continue;
    }
    const reading = rule.read(dataSet, keyword, printer, leniency);
    values[keyword] = reading.value;
    if (reading.kind === 'ok') continue;
    if (reading.kind === 'noted') {
      const requested = requestedText(element);
      substitutions.push({ attribute: keyword, requested, used: 'not used', reason: reading.reason });
      if (reading.warned) recorded.outOfRange.push(element);
      continue;
    }
    const requested = dataSet.number(keyword) ?? NaN;
    const warnings = isVisible(rule, requested, reading.value) ? visible : recorded;
    const code = reading.invalid ?? rule.invalid;
    switch (code) {
      case status.invalidAttributeValue:
        invalid.push(element);
        refusals.push(`${keyword} ${requestedText(element)} is ${reading.reason}`);
        continue;
      case status.attributeValueOutOfRange:
        warnings.outOfRange.push(element);
        break;
      case status.densityOutOfRange:
        warnings.clamped.push(element);
        break;
      default:
        throw unreachable(code);
    }
    if (reading.recorded === 'when printed') continue;
    const used = plainText(rule.show(reading.value));
    substitutions.push({
      attribute: keyword,
      ...(rule.personal
        ? { requested: lengthText(valueText(element)), used: `the first ${lengthText(used)}` }
        : { requested: requestedText(element), used }),
      reason: reading.reason,
    });
  }
  const unknown = [...dataSet]
    .map((element) => element.tag)
    .filter((tag) => !known.has(tag) && !isPrivate(tag));
  for (const tag of unknown) (ignoredAttribute(tag).visible ? visible : recorded).unknown.push(tag);
  for (const tag of unknown.slice(0, maxUnknown)) {
    const { reason, kept } = ignoredAttribute(tag);
    if (kept) continue;
    substitutions.push({ attribute: keywordOf(tag), requested: 'sent', used: 'not used', reason });
  }
  return {
    // The loop above assigned a value to every row of the table.
    values: values as Assigned<Table>,
    findings: { missing, empty, invalid, refusals, visible, recorded, substitutions },
  };
}

/** A status with its accompanying values (print-spec 3.1). */
export interface Verdict {
  readonly status: Status;
  readonly attributeIdentifierList?: readonly Tag[];
  /** The offending values; absent with success, B605, 0107 and 0120. */
  readonly offending?: DataSet;
  readonly errorComment?: string;
}

/** An Error Comment is LO of ASCII (PS3.7 6.3.1). */
function plainComment(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 64);
}

function commentOf(words: string, tags: readonly Tag[]): string {
  return `${words}: ${tags.map(keywordOf).join(', ')}`.slice(0, 64);
}

/** Both lists of warnings, merged. */
function together(some: AttributeWarnings, more: AttributeWarnings): AttributeWarnings {
  return {
    outOfRange: [...some.outOfRange, ...more.outOfRange],
    clamped: [...some.clamped, ...more.clamped],
    unknown: [...some.unknown, ...more.unknown],
  };
}

/**
 * The status for the findings of a request: failures first, in the order in which a client can correct them. The client's
 * profile decides which warnings are sent; the response has no trace of the others.
 */
export function verdictOf(findings: Findings, profile: Pick<ClientProfile, 'warnings'>): Verdict {
  const warnings =
    profile.warnings === 'visible' ? findings.visible : together(findings.visible, findings.recorded);
  const tagsOf = (elements: readonly Element[]) => elements.map((element) => element.tag);
  if (findings.missing.length > 0) {
    return {
      status: status.missingAttribute,
      attributeIdentifierList: findings.missing,
      errorComment: commentOf('missing', findings.missing),
    };
  }
  const byValue = (
    [
      [findings.empty, status.missingAttributeValue, 'zero length'],
      [findings.invalid, status.invalidAttributeValue, 'invalid'],
      [warnings.outOfRange, status.attributeValueOutOfRange, 'out of range'],
      [warnings.clamped, status.densityOutOfRange, 'clamped'],
    ] as const
  ).find(([elements]) => elements.length > 0);
  if (byValue) {
    const [elements, code, words] = byValue;
    const refused = code === status.invalidAttributeValue ? findings.refusals.join('; ') : '';
    return {
      status: code,
      // With B605 every attribute in use is returned, so that the client gets the densities of its film.
      ...(code === status.densityOutOfRange ? {} : { offending: new DataSet(elements) }),
      errorComment: refused === '' ? commentOf(words, tagsOf(elements)) : plainComment(refused),
    };
  }
  if (warnings.unknown.length > 0) {
    return {
      status: status.attributeListError,
      attributeIdentifierList: warnings.unknown,
      errorComment: commentOf('not supported', warnings.unknown),
    };
  }
  return { status: status.success };
}

/** A success as a warning that is not due to a single attribute; other verdicts are unchanged. */
export function withWarning(verdict: Verdict, warning: Status | undefined, errorComment?: string): Verdict {
  if (warning === undefined || verdict.status !== status.success) return verdict;
  return { ...verdict, status: warning, errorComment: errorComment ?? statusMeanings[warning].slice(0, 64) };
}

/** The attributes of a table with their values, as a response returns them. */
export function shown<Table extends AttributeTable>(table: Table, values: Assigned<Table>): DataSet {
  const plain: Partial<Record<Keyword, PlainValue>> = {};
  for (const [keyword, rule] of rowsOf(table)) {
    plain[keyword] = rule.show(values[keyword]);
  }
  return dataSetOf(plain);
}
