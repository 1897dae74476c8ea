// Findings of a request whose attributes are partly in a sequence: one list, in which an attribute of the item is shown
// inside its sequence, as it came.
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
