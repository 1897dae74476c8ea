// Attributes of the VOI LUT Box SOP Class, retired (PS3.3-2004 C.11.2): a window, or a table in VOI LUT Sequence, which
// voi-lut-box.ts judges.
import { type AttributeRule } from '../rules/attribute-rules.ts';
import { status } from '../rules/status.ts';

/** A decimal number of at least `min`; the first of several counts. */
function decimalFrom(min: number): AttributeRule<number | undefined> {
  return {
    usage: 'U/MC',
    invalid: status.invalidAttributeValue,
    range: () => (Number.isFinite(min) ? `a number from ${min}` : 'a number'),
    fallback: () => undefined,
    read: (dataSet, keyword) => {
      const value = dataSet.number(keyword) ?? NaN;
      if (Number.isFinite(value) && value >= min) return { kind: 'ok', value };
      return { kind: 'substituted', value: undefined, reason: 'not a number of the range' };
    },
    show: (value) => value,
  };
}

export const voiLutBoxAttributes = {
  WindowCenter: decimalFrom(-Infinity),
  /** PS3.3 C.11.2.1.2.1: a linear window is at least 1 wide. */
  WindowWidth: decimalFrom(1),
} as const;
