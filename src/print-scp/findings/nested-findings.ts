// Merges the findings of a request with those of the item in its sequence: attributes of the item are listed inside their
// sequence, as they were sent.
import { DataSet, type Element } from '../../dicom/data-set/data-set.ts';
import type { AttributeWarnings, Findings } from '../tables/assign.ts';

/** Findings of a box and of the item in its sequence, as findings of one data set. */
export function merged(box: Findings, item: Findings, sequence: Element): Findings {
  const nested = (elements: readonly Element[]): readonly Element[] =>
    elements.length === 0 ? [] : [{ ...sequence, value: { kind: 'items', items: [new DataSet(elements)] } }];
  const warnings = (of: 'visible' | 'recorded'): AttributeWarnings => ({
    outOfRange: [...box[of].outOfRange, ...nested(item[of].outOfRange)],
    clamped: box[of].clamped,
    unknown: [...box[of].unknown, ...item[of].unknown],
  });
  return {
    missing: [...box.missing, ...item.missing],
    empty: [...box.empty, ...nested(item.empty)],
    invalid: [...box.invalid, ...nested(item.invalid)],
    refusals: [...box.refusals, ...item.refusals],
    visible: warnings('visible'),
    recorded: warnings('recorded'),
    substitutions: [...box.substitutions, ...item.substitutions],
  };
}
