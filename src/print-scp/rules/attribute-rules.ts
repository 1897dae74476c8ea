// The language of the attribute tables (film-session-attributes.ts and its neighbours). A rule says how one attribute of a
// SOP class is used (PS3.4 H.2.4), which values are allowed, what is used for a missing or invalid one, and which status an
// invalid one gets. N-CREATE and N-SET walk the tables (assign.ts), responses are made from them, and the documentation reads
// the same rows.
import { dataSetOf, type DataSet, type PlainValue } from '../../dicom/data-set/data-set.ts';
import type { Keyword } from '../../dicom/data-set/dictionary.ts';
import type { Printer } from '../../shared/film/printer.ts';
import type { ClientProfile } from '../clients/client-profile.ts';
import { nearTerm } from './near-spellings.ts';
import { status } from './status.ts';

/** The result of reading: a value as it was sent, or a substitute with the reason. */
export type Reading<T> =
  | { readonly kind: 'ok'; readonly value: T }
  /** Accepted without a warning, but without effect: that is recorded. */
  | {
      readonly kind: 'noted';
      readonly value: T;
      readonly reason: string;
      /** Clients that get every warning are warned: the value is outside the range. */
      readonly warned?: true;
    }
  | {
      readonly kind: 'substituted';
      readonly value: T;
      readonly reason: string;
      /** Recorded when the film is printed: what is used depends on other attributes (density-range.ts). */
      readonly recorded?: 'when printed';
      /** The status of this value; default: the rule's. */
      readonly invalid?: InvalidValueStatus;
    };

/**
 * Whether a film looks different when a value was replaced: another size or format, a text that is cut. `if less`: only when
 * the value used is the smaller number, such as fewer copies. Warnings about visible differences are sent to every client,
 * others only where the client's profile has `warnings: sent`; both are recorded on the job.
 */
export type Visibility = 'never' | 'always' | 'if less';

/** Status of a value that cannot be used: a failure, or a warning with a substitute. */
export type InvalidValueStatus =
  | typeof status.invalidAttributeValue
  | typeof status.attributeValueOutOfRange
  | typeof status.densityOutOfRange;

export interface AttributeRule<T> {
  /** SCU/SCP usage letters of PS3.4 H.4. */
  readonly usage: 'M/M' | 'U/M' | 'U/MC' | 'U/U' | '-/M';
  /** Values allowed, for people. */
  readonly range: (printer: Printer) => string;
  /** Used when the client sends nothing, or zero length. */
  readonly fallback: (printer: Printer) => T;
  readonly invalid: InvalidValueStatus;
  /** Default: `never`. */
  readonly visible?: Visibility;
  /** The value may name a patient: records give its length, never its content. */
  readonly personal?: true;
  /** The items are references: Referenced SOP Class UID and Referenced SOP Instance UID, of which the latter decides. */
  readonly refersTo?: 'instances';
  /**
   * Reads the attribute, which is present and not empty. `kindness` (default: kind): whether near spellings are understood.
   */
  readonly read: (
    dataSet: DataSet,
    keyword: Keyword,
    printer: Printer,
    kindness?: ClientProfile['reading'],
  ) => Reading<T>;
  /** The value as a response returns it; undefined: not returned. A method, so that rules of any T fit a table. */
  show(value: T): PlainValue;
}

export type AttributeTable = Readonly<Partial<Record<Keyword, AttributeRule<unknown>>>>;

/** The values that a table assigns: `Assigned<typeof filmSessionAttributes>['NumberOfCopies']` is a number. */
export type Assigned<Table> = {
  readonly [K in keyof Table]: Table[K] extends AttributeRule<infer T> ? T : never;
};

/** The rows of a table, typed. */
export function rowsOf<Table extends AttributeTable>(
  table: Table,
): readonly (readonly [Keyword & keyof Table, AttributeRule<unknown>])[] {
  // Object.entries widens keys to string; a table has no keys but keywords.
  return Object.entries(table) as unknown as [Keyword & keyof Table, AttributeRule<unknown>][];
}

/** The options of every kind of rule; `invalid` is 0116 by default. */
export type RuleOptions<T> = Pick<AttributeRule<T>, 'usage' | 'fallback' | 'visible' | 'personal'> & {
  readonly invalid?: InvalidValueStatus;
};

const withWarning = status.attributeValueOutOfRange;

/** Terms for a sentence; for very many (BIN_1 to BIN_99) the first and the last. */
function termsText(terms: readonly string[]): string {
  if (terms.length <= 16) return terms.join(', ');
  return [...terms.slice(0, 5), '…', terms.at(-1)].join(', ');
}

/** One of a list of terms. `aliases`: what real clients send for them, as near-spellings.ts has it. */
export function term<T extends string | undefined>(
  options: RuleOptions<T> & {
    readonly terms: (printer: Printer) => readonly NonNullable<T>[];
    readonly aliases?: Readonly<Record<string, NonNullable<T>>>;
  },
): AttributeRule<T> {
  return {
    invalid: withWarning,
    ...options,
    range: (printer) => options.terms(printer).join(', '),
    read: (dataSet, keyword, printer, kindness = 'kind') => {
      const text = dataSet.string(keyword) ?? '';
      const allowed = options.terms(printer);
      const exact = allowed.find((candidate) => candidate === text.toUpperCase());
      const found = exact ?? (kindness === 'kind' ? nearTerm(text, allowed, options.aliases) : undefined);
      if (found !== undefined) return { kind: 'ok', value: found };
      return {
        kind: 'substituted',
        value: options.fallback(printer),
        reason: `not one of ${termsText(allowed)}`,
      };
    },
    show: (value) => value,
  };
}

/** The meaning of the ends of a range, for reasons: "below 20, the lightest this printer prints". */
export interface RangeWords {
  readonly least: string;
  readonly most: string;
}

/** Why a number is not used: the specific reason, never a general sentence. */
export function numberReason(
  value: number,
  [min, max]: readonly [min: number, max: number],
  { least, most }: RangeWords = { least: 'the least allowed', most: 'the most allowed' },
): string {
  if (Number.isNaN(value)) return 'not a number';
  if (value < min) return `below ${min}, ${least}`;
  if (value > max) return `above ${max}, ${most}`;
  return 'not a whole number';
}

/** A whole number in a range; outside it `fallback`, or the nearer end if `clamp`. */
export function integer<T extends number | undefined>(
  options: RuleOptions<T> & {
    readonly min: (printer: Printer) => number;
    readonly max: (printer: Printer) => number;
    readonly clamp?: boolean;
    readonly words?: RangeWords;
  },
): AttributeRule<T | number> {
  return {
    invalid: withWarning,
    ...options,
    range: (printer) => `${options.min(printer)} to ${options.max(printer)}`,
    read: (dataSet, keyword, printer) => {
      const value = dataSet.number(keyword) ?? NaN;
      const min = options.min(printer);
      const max = options.max(printer);
      if (Number.isInteger(value) && value >= min && value <= max) return { kind: 'ok', value };
      const clamped =
        options.clamp === true && Number.isFinite(value) ? Math.min(Math.max(value, min), max) : undefined;
      return {
        kind: 'substituted',
        value: clamped ?? options.fallback(printer),
        reason: numberReason(value, [min, max], options.words),
      };
    },
    show: (value) => value,
  };
}

/** A positive decimal number up to a bound. */
export function decimal(
  options: RuleOptions<number | undefined> & {
    /** Default: all above 0. */
    readonly min?: number;
    readonly max: (printer: Printer) => number;
    readonly unit: string;
  },
): AttributeRule<number | undefined> {
  const { min = 0, unit } = options;
  return {
    invalid: withWarning,
    ...options,
    range: (printer) => `${min > 0 ? min : 'above 0,'} up to ${options.max(printer)} ${unit}`,
    read: (dataSet, keyword, printer) => {
      const value = dataSet.number(keyword) ?? NaN;
      const max = options.max(printer);
      if (value > 0 && value >= min && value <= max) return { kind: 'ok', value };
      const words = { least: `the least ${unit} allowed`, most: `the most ${unit} allowed` };
      const reason = value === 0 ? 'zero means not specified' : numberReason(value, [min, max], words);
      return { kind: 'substituted', value: options.fallback(printer), reason };
    },
    show: (value) => value,
  };
}

/** One of a few whole numbers, which cannot be substituted. */
export function oneOf(...allowed: readonly number[]): AttributeRule<number> {
  return {
    usage: 'M/M',
    invalid: status.invalidAttributeValue,
    range: () => allowed.join(' or '),
    fallback: () => allowed[0] ?? 0,
    read: (dataSet, keyword) => {
      const value = dataSet.number(keyword) ?? NaN;
      if (allowed.includes(value)) return { kind: 'ok', value };
      return { kind: 'substituted', value: NaN, reason: `not ${allowed.join(' or ')}` };
    },
    show: (value) => value,
  };
}

/** A whole number in a range, which cannot be substituted. */
export function count(min: number, max: number): AttributeRule<number> {
  return integer<number>({
    usage: 'M/M',
    invalid: status.invalidAttributeValue,
    min: () => min,
    max: () => max,
    fallback: () => min,
  });
}

/** Text with a maximum length; longer texts are cut. */
export function text(
  options: RuleOptions<string | undefined> & { readonly maxLength: number },
): AttributeRule<string | undefined> {
  return {
    invalid: withWarning,
    ...options,
    range: () => `up to ${options.maxLength} characters`,
    read: (dataSet, keyword) => {
      const value = dataSet.strings(keyword).join('\\');
      // By code point: a DICOM length counts characters, and a surrogate pair must not be cut.
      const characters = Array.from(value);
      if (characters.length <= options.maxLength) return { kind: 'ok', value };
      return {
        kind: 'substituted',
        value: characters.slice(0, options.maxLength).join(''),
        reason: `longer than ${options.maxLength} characters`,
      };
    },
    show: (value) => value,
  };
}

/** Reference to one instance of a class; the operation judges what it refers to. */
export interface InstanceReference {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
}

export function referenceItem(reference: InstanceReference): DataSet {
  return dataSetOf({
    ReferencedSOPClassUID: reference.sopClassUid,
    ReferencedSOPInstanceUID: reference.sopInstanceUid,
  });
}

function referenceIn(item: DataSet | undefined): InstanceReference {
  return {
    sopClassUid: item?.string('ReferencedSOPClassUID') ?? '',
    sopInstanceUid: item?.string('ReferencedSOPInstanceUID') ?? '',
  };
}

/** A sequence of one item with Referenced SOP Class and Instance UID. */
export function reference(
  usage: AttributeRule<unknown>['usage'],
): AttributeRule<InstanceReference | undefined> {
  return {
    usage,
    invalid: status.invalidAttributeValue,
    refersTo: 'instances',
    range: () => 'one item',
    fallback: () => undefined,
    read: (dataSet, keyword) => ({ kind: 'ok', value: referenceIn(dataSet.items(keyword)[0]) }),
    show: (value) => (value ? [referenceItem(value)] : undefined),
  };
}

/** The same instance twice is one reference; where the order matters, the last one determines its place. */
function eachOnce(all: readonly InstanceReference[]): readonly InstanceReference[] {
  const last = new Map(all.map((reference, index) => [reference.sopInstanceUid, index]));
  return all.filter((reference, index) => last.get(reference.sopInstanceUid) === index);
}

/** A sequence of references to at most `most` different instances. */
export function references(
  usage: AttributeRule<unknown>['usage'],
  most: number,
): AttributeRule<readonly InstanceReference[]> {
  const range = most === 1 ? 'one instance' : `up to ${most} instances`;
  return {
    usage,
    invalid: status.invalidAttributeValue,
    refersTo: 'instances',
    range: () => range,
    fallback: () => [],
    read: (dataSet, keyword) => {
      const value = eachOnce(dataSet.items(keyword).map(referenceIn));
      if (value.length <= most) return { kind: 'ok', value };
      return { kind: 'substituted', value: [], reason: `more than ${range}` };
    },
    show: (value) => (value.length > 0 ? value.map(referenceItem) : undefined),
  };
}

/** An attribute that is accepted, and neither used nor kept. */
export function unused(usage: AttributeRule<unknown>['usage'], why: string): AttributeRule<undefined> {
  return {
    usage,
    invalid: status.attributeValueOutOfRange,
    range: () => `any; ${why}`,
    fallback: () => undefined,
    read: () => ({ kind: 'ok', value: undefined }),
    show: () => undefined,
  };
}
