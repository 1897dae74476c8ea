// Attributes of the Basic Annotation Box SOP Class, N-SET (PS3.4 H.4.4.2.1, table H.4-13; ranges as in PS3.2 table
// E.4.2-32).
import { integer, text } from './attribute-rules.ts';
import { status } from './status.ts';

/** For a format whose positions lie between `first` and `last`. */
export function annotationBoxAttributes([first, last]: readonly [first: number, last: number]) {
  return {
    AnnotationPosition: integer<number>({
      usage: 'M/M',
      invalid: status.invalidAttributeValue,
      min: () => first,
      max: () => last,
      fallback: () => first,
    }),
    TextString: text({ usage: 'U/M', visible: 'always', maxLength: 64, fallback: () => undefined }),
  } as const;
}
