// Table E.4.2-38: presentation LUTs, every item of the sequence, the shape, and both or none.
import { dataSetOf } from '../../../src/dicom/data-set/data-set.ts';
import { sopClasses } from '../../../src/dicom/data-set/uids.ts';
import { probe, type Probe, type Values } from './probe.ts';

const { PresentationLut } = sopClasses;

/** A presentation LUT of entries that rise. */
const table = (
  descriptor: readonly [entries: number, first: number, bits: number],
  sent = descriptor[0],
  more: Values = {},
) =>
  dataSetOf({
    LUTDescriptor: [...descriptor],
    LUTData: new Uint8Array(Uint16Array.from({ length: sent }, (_, index) => index).buffer),
    ...more,
  });
const ofLut = (attribute: string, sent: string, annex: string, values: Values): Probe =>
  probe('E.4.2-38 presentation LUT N-CREATE', [attribute, sent], annex, (client) =>
    client.create(PresentationLut, values),
  );
const sequenceOf = (...items: readonly ReturnType<typeof dataSetOf>[]): Values => ({
  PresentationLUTSequence: [...items],
});

export const luts: readonly Probe[] = [
  ...['IDENTITY', 'LIN OD'].map((shape) =>
    ofLut('PresentationLUTShape', shape, '0000', { PresentationLUTShape: shape }),
  ),
  ...['CURVED', '1'].map((shape) =>
    ofLut('PresentationLUTShape', shape, '0107', { PresentationLUTShape: shape }),
  ),
  ...([2, 256, 4096] as const).map((entries) =>
    ofLut('>LUTDescriptor', `${entries}\\0\\12`, '0000', sequenceOf(table([entries, 0, 12]))),
  ),
  ...([10, 11, 13, 14, 15, 16] as const).map((bits) =>
    ofLut('>LUTDescriptor', `256\\0\\${bits}`, '0000', sequenceOf(table([256, 0, bits]))),
  ),
  ...([8, 9, 17] as const).map((bits) =>
    ofLut('>LUTDescriptor', `256\\0\\${bits}`, '0106', sequenceOf(table([256, 0, bits]))),
  ),
  ofLut('>LUTDescriptor', '256\\1\\12', '0106', sequenceOf(table([256, 1, 12]))),
  ofLut('>LUTDescriptor', '256\\0\\12, 255 entries sent', '0106', sequenceOf(table([256, 0, 12], 255))),
  ofLut('>LUTDescriptor', '(empty)', '0106', sequenceOf(table([256, 0, 12], 256, { LUTDescriptor: [] }))),
  ofLut(
    '>LUTExplanation',
    'a curve',
    '0000',
    sequenceOf(table([256, 0, 12], 256, { LUTExplanation: 'a curve' })),
  ),
  ofLut('>LUTData', '(empty)', '0106', sequenceOf(table([256, 0, 12], 0))),
  ofLut('PresentationLUTSequence', 'two items', '0106', sequenceOf(table([2, 0, 12]), table([2, 0, 12]))),
  ofLut('PresentationLUTSequence', 'and PresentationLUTShape', '0108', {
    ...sequenceOf(table([256, 0, 12])),
    PresentationLUTShape: 'IDENTITY',
  }),
  {
    ...ofLut('PresentationLUTSequence', 'nor PresentationLUTShape', 'an error', {}),
    fits: (got) => got !== '0000',
  },
  ofLut('MaxDensity', '999', 'B605', { PresentationLUTShape: 'IDENTITY', MaxDensity: 999 }),
];
