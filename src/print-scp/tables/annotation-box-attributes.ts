// Attributes of the Basic Annotation Box SOP Class, N-SET (PS3.4 H.4.4.2.1, table H.4-13; ranges as in PS3.2 table
// E.4.2-32).
import type { AttributeRule } from '../rules/attribute-rules.ts';
import { integer, text } from '../rules/value-rules.ts';
import type { ClientProfile } from '../clients/client-profile.ts';
import { status } from '../rules/status.ts';

/**
 * The table for a format whose positions are between `first` and `last`. Lenient reading accepts any position and a missing one;
 * annotation-box.ts decides whether it is used.
 */
export function annotationBoxAttributes(
  [first, last]: readonly [first: number, last: number],
  reading: ClientProfile['reading'] = 'lenient',
) {
  const strict = integer<number | undefined>({
    usage: 'M/M',
    invalid: status.invalidAttributeValue,
    min: () => first,
    max: () => last,
    fallback: () => undefined,
  });
  const kind: AttributeRule<number | undefined> = {
    ...strict,
    usage: 'U/M',
    range: () => 'any; used where it is a position of the format that no other text has',
    read: (dataSet, keyword) => {
      const value = dataSet.number(keyword);
      return { kind: 'ok', value: Number.isInteger(value) ? value : undefined };
    },
  };
  return {
    AnnotationPosition: reading === 'strict' ? strict : kind,
    TextString: text({
      usage: 'U/M',
      visible: 'always',
      personal: true,
      maxLength: 64,
      fallback: () => undefined,
    }),
  } as const;
}
