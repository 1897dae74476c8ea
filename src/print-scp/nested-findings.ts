// What was wrong with a request whose attributes lie partly in a sequence: one account, in which an attribute of the item is
// shown inside its sequence, as it came.
import { DataSet, type Element } from '../dicom/data-set.ts';
import type { Findings } from './assign.ts';

export const noFindings: Findings = {
  missing: [],
  empty: [],
  invalid: [],
  outOfRange: [],
  clamped: [],
  unknown: [],
  substitutions: [],
};

/** Findings of a box and of the item in its sequence, as findings of one data set. */
export function merged(box: Findings, item: Findings, sequence: Element): Findings {
  const nested = (elements: readonly Element[]): readonly Element[] =>
    elements.length === 0 ? [] : [{ ...sequence, value: { kind: 'items', items: [new DataSet(elements)] } }];
  return {
    missing: [...box.missing, ...item.missing],
    empty: [...box.empty, ...nested(item.empty)],
    invalid: [...box.invalid, ...nested(item.invalid)],
    outOfRange: [...box.outOfRange, ...nested(item.outOfRange)],
    clamped: box.clamped,
    unknown: [...box.unknown, ...item.unknown],
    substitutions: [...box.substitutions, ...item.substitutions],
  };
}
