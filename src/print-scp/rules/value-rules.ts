// Rules for attribute values: terms, numbers, texts, and attributes that are not used. Each function makes an `AttributeRule`
// (attribute-rules.ts) from its options.
import type { Printer } from '../../shared/film/printer.ts';
import type { AttributeRule, RuleOptions } from './attribute-rules.ts';
import { nearTerm } from './near-spellings.ts';
import { status } from './status.ts';

const withWarning = status.attributeValueOutOfRange;

/** Terms as text; of a long list (BIN_1 to BIN_99) only the first and the last. */
function termsText(terms: readonly string[]): string {
  if (terms.length <= 16) return terms.join(', ');
  return [...terms.slice(0, 5), '…', terms.at(-1)].join(', ');
}

/** One of a list of terms. `aliases`: other spellings of real clients, as in near-spellings.ts. */
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
    read: (dataSet, keyword, printer, leniency = 'lenient') => {
      const text = dataSet.string(keyword) ?? '';
      const allowed = options.terms(printer);
      const exact = allowed.find((candidate) => candidate === text.toUpperCase());
      const found = exact ?? (leniency === 'lenient' ? nearTerm(text, allowed, options.aliases) : undefined);
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

/** Words for the ends of a range, for reasons: "below 20, the minimum density of this printer". */
export interface RangeWords {
  readonly least: string;
  readonly most: string;
}

/** The specific reason why a number is not used. */
export function numberReason(
  value: number,
  [min, max]: readonly [min: number, max: number],
  { least, most }: RangeWords = { least: 'the minimum', most: 'the maximum' },
): string {
  if (Number.isNaN(value)) return 'not a number';
  if (value < min) return `below ${min}, ${least}`;
  if (value > max) return `above ${max}, ${most}`;
  return 'not a whole number';
}

/** A whole number in a range. A number outside it is replaced by `fallback`, or by the nearer end if `clamp`. */
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
    /** Default: any number above 0. */
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
      const words = { least: `the minimum in ${unit}`, most: `the maximum in ${unit}` };
      const reason = value === 0 ? 'zero means not specified' : numberReason(value, [min, max], words);
      return { kind: 'substituted', value: options.fallback(printer), reason };
    },
    show: (value) => value,
  };
}

/** One of a few whole numbers, which is not a valid combination substituted. */
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

/** A whole number in a range, which is not a valid combination substituted. */
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

/** An attribute that is accepted but neither used nor stored. */
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
