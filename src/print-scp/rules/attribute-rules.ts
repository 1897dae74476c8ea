// The types of the attribute tables (film-session-attributes.ts and its neighbors). A rule defines the usage of one attribute
// of a SOP class (PS3.4 H.2.4), the allowed values, the substitute for a missing or invalid value, and the status of an
// invalid one. N-CREATE and N-SET apply the tables (assign.ts); responses and the conformance statement are made from the same
// rows. The rules themselves are in value-rules.ts and reference-rules.ts. Start at `AttributeRule`.
import type { DataSet, PlainValue } from '../../dicom/data-set/data-set.ts';
import type { Keyword } from '../../dicom/data-set/dictionary.ts';
import type { Printer } from '../../shared/film/printer.ts';
import type { ClientProfile } from '../clients/client-profile.ts';
import type { status } from './status.ts';

/** The result of reading: a value as it was sent, or a substitute with the reason. */
export type Reading<T> =
  | { readonly kind: 'ok'; readonly value: T }
  /** Accepted without a warning but without effect; recorded. */
  | {
      readonly kind: 'noted';
      readonly value: T;
      readonly reason: string;
      /** Clients that get every warning get one, because the value is outside the range. */
      readonly warned?: true;
    }
  | {
      readonly kind: 'substituted';
      readonly value: T;
      readonly reason: string;
      /** Recorded when the film is printed, because the value in use depends on other attributes (density-range.ts). */
      readonly recorded?: 'when printed';
      /** The status of this value; default: the rule's. */
      readonly invalid?: InvalidValueStatus;
    };

/**
 * Whether a replaced value is visible on the film, such as another size or format, or a text that is cut. `if less`: only when
 * the value in use is smaller, such as fewer copies. Warnings about visible differences are sent to every client, others only
 * where the client's profile has `warnings: sent`; both are recorded on the job.
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
  /** Allowed values, as text for messages and documentation. */
  readonly range: (printer: Printer) => string;
  /** Value to use when the attribute is absent or has zero length. */
  readonly fallback: (printer: Printer) => T;
  readonly invalid: InvalidValueStatus;
  /** Default: `never`. */
  readonly visible?: Visibility;
  /** The value can name a patient: records contain its length only. */
  readonly personal?: true;
  /** The items are references by Referenced SOP Class UID and Referenced SOP Instance UID; the instance UID decides. */
  readonly refersTo?: 'instances';
  /**
   * Reads the attribute, which is present and not empty. `leniency` (default: lenient): whether near spellings are understood.
   */
  readonly read: (
    dataSet: DataSet,
    keyword: Keyword,
    printer: Printer,
    leniency?: ClientProfile['reading'],
  ) => Reading<T>;
  /** The value as a response returns it; undefined: not returned. A method, so that rules of any T fit a table. */
  show(value: T): PlainValue;
}

export type AttributeTable = Readonly<Partial<Record<Keyword, AttributeRule<unknown>>>>;

/** The values of a table's attributes: `Assigned<typeof filmSessionAttributes>['NumberOfCopies']` is a number. */
export type Assigned<Table> = {
  readonly [K in keyof Table]: Table[K] extends AttributeRule<infer T> ? T : never;
};

/** The rows of a table, typed. */
export function rowsOf<Table extends AttributeTable>(
  table: Table,
): readonly (readonly [Keyword & keyof Table, AttributeRule<unknown>])[] {
  // Object.entries widens keys to string; all keys of a table are keywords.
  return Object.entries(table) as unknown as [Keyword & keyof Table, AttributeRule<unknown>][];
}

/** The options of every kind of rule; `invalid` is 0116 by default. */
export type RuleOptions<T> = Pick<AttributeRule<T>, 'usage' | 'fallback' | 'visible' | 'personal'> & {
  readonly invalid?: InvalidValueStatus;
};
