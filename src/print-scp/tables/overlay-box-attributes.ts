// Attributes of the Basic Print Image Overlay Box SOP Class, retired (PS3.3-2004 C.9.5), and of the overlay plane in its
// sequence (PS3.3 C.9.2), of whatever group 6000 to 601E: it is read as 6000.
import type { MagnificationType } from '../../shared/film/film.ts';
import { magnificationTypes } from '../../shared/film/film.ts';
import type { AttributeRule } from '../rules/attribute-rules.ts';
import { count, integer, oneOf, term, text, unused } from '../rules/value-rules.ts';
import { density } from '../rules/density-rule.ts';
import { status } from '../rules/status.ts';

const graphics = 'the plane is drawn as it is';

export const overlayBoxAttributes = {
  /** How overlay and image are matched where Magnify to Number of Columns is absent. */
  OverlayOrImageMagnification: term<'OVERLAY' | 'IMAGE' | undefined>({
    usage: 'U/U',
    terms: () => ['OVERLAY', 'IMAGE'],
    fallback: () => undefined,
  }),
  /** Columns of the image that the overlay's columns are magnified to; default: one for one. */
  MagnifyToNumberOfColumns: integer<number | undefined>({
    usage: 'U/U',
    visible: 'always',
    min: () => 1,
    max: () => 65_535,
    fallback: () => undefined,
  }),
  OverlayMagnificationType: term<MagnificationType | undefined>({
    usage: 'U/U',
    terms: () => magnificationTypes,
    fallback: () => undefined,
  }),
  OverlaySmoothingType: text({ usage: 'U/U', maxLength: 16, fallback: () => undefined }),
  OverlayForegroundDensity: density({ usage: 'U/U', fallback: () => ({ kind: 'white' }) }),
  // The zeros of a plane are never painted, because they would hide the image.
  OverlayBackgroundDensity: unused('U/U', 'zeros are transparent'),
} as const;

/** Row and column of the overlay's first pixel in the image, from 1; can be left of or above the image. */
const overlayOrigin: AttributeRule<readonly [row: number, column: number]> = {
  usage: 'U/M',
  invalid: status.attributeValueOutOfRange,
  visible: 'always',
  range: () => 'two whole numbers of -32768 to 32767',
  fallback: () => [1, 1],
  read: (dataSet, keyword) => {
    const [row = NaN, column = NaN, ...rest] = dataSet.numbers(keyword);
    const fits = [row, column].every((at) => Number.isInteger(at) && at >= -32_768 && at <= 32_767);
    if (fits && rest.length === 0) return { kind: 'ok', value: [row, column] };
    return { kind: 'substituted', value: [1, 1], reason: 'not two whole numbers of -32768 to 32767' };
  },
  show: (value) => [...value],
};

export const overlayPlaneAttributes = {
  OverlayRows: count(1, 65_535),
  OverlayColumns: count(1, 65_535),
  OverlayOrigin: overlayOrigin,
  OverlayBitsAllocated: { ...oneOf(1), usage: 'U/M' },
  OverlayBitPosition: { ...oneOf(0), usage: 'U/M' },
  OverlayType: unused('U/U', graphics),
  OverlaySubtype: unused('U/U', graphics),
  OverlayDescription: unused('U/U', graphics),
  OverlayLabel: unused('U/U', graphics),
} as const;
