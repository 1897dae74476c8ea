// Two small ICC profiles (ICC.1:2004-10, version 4.2) with the sRGB transfer curve: gray and RGB. They define the device
// values in a document, so that every viewer and every printer shows the same grays.

/** D50, the white of the profile connection space. */
const d50 = [0.9642, 1, 0.8249] as const;

/**
 * The sRGB primaries adapted to D50, and the adaptation matrix (Bradford) that was used: IEC 61966-2-1, ICC.1 annex
 * E.
 */
const primaries = [
  [0.43607, 0.22249, 0.01392],
  [0.38515, 0.71687, 0.09708],
  [0.14307, 0.06061, 0.7141],
] as const;
const adaptation = [
  1.04788, 0.02292, -0.0502, 0.02959, 0.99048, -0.01706, -0.00923, 0.01508, 0.75168,
] as const;

const fixed = (values: readonly number[]) => {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeInt32BE(Math.round(value * 65536), index * 4);
  return bytes;
};

const tagged = (type: string, body: Buffer) =>
  Buffer.concat([Buffer.from(type, 'latin1'), Buffer.alloc(4), body]);

const xyz = (values: readonly number[]) => tagged('XYZ ', fixed(values));

/** parametricCurveType 3: Y = (aX + b)^g for X ≥ d, cX below. */
const srgbCurve = tagged(
  'para',
  Buffer.concat([Buffer.from([0, 3, 0, 0]), fixed([2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045])]),
);

/** multiLocalizedUnicodeType with one text, English. */
function text(content: string): Buffer {
  const utf16 = Buffer.from(content, 'utf16le').swap16();
  const header = Buffer.alloc(20);
  header.writeUInt32BE(1, 0);
  header.writeUInt32BE(12, 4);
  header.write('enUS', 8, 'latin1');
  header.writeUInt32BE(utf16.length, 12);
  header.writeUInt32BE(28, 16);
  return tagged('mluc', Buffer.concat([header, utf16]));
}

function profile(
  colorSpace: 'GRAY' | 'RGB ',
  tags: readonly (readonly [signature: string, data: Buffer])[],
): Buffer {
  const table = Buffer.alloc(4 + tags.length * 12);
  table.writeUInt32BE(tags.length, 0);
  const data: Buffer[] = [];
  const offsets = new Map<Buffer, number>();
  let end = 128 + table.length;
  for (const [index, [signature, element]] of tags.entries()) {
    const offset = offsets.get(element) ?? end;
    if (offset === end) {
      offsets.set(element, offset);
      const padded = Buffer.concat([element, Buffer.alloc((4 - (element.length % 4)) % 4)]);
      data.push(padded);
      end += padded.length;
    }
    table.write(signature, 4 + index * 12, 'latin1');
    table.writeUInt32BE(offset, 8 + index * 12);
    table.writeUInt32BE(element.length, 12 + index * 12);
  }
  const header = Buffer.alloc(128);
  header.writeUInt32BE(end, 0);
  header.writeUInt32BE(0x04200000, 8);
  header.write(`mntr${colorSpace}XYZ `, 12, 'latin1');
  // The date of the profile is fixed, so that equal films result in equal documents.
  for (const [index, part] of [2025, 1, 1, 0, 0, 0].entries()) header.writeUInt16BE(part, 24 + index * 2);
  header.write('acsp', 36, 'latin1');
  fixed(d50).copy(header, 68);
  return Buffer.concat([header, table, ...data]);
}

const license = text('No copyright, use freely');

/** Gray with the transfer curve of sRGB. */
export const grayProfile: Buffer = profile('GRAY', [
  ['desc', text('Gray with the sRGB transfer curve')],
  ['cprt', license],
  ['wtpt', xyz(d50)],
  ['kTRC', srgbCurve],
]);

/** sRGB. */
export const rgbProfile: Buffer = profile('RGB ', [
  ['desc', text('sRGB')],
  ['cprt', license],
  ['wtpt', xyz(d50)],
  ['chad', tagged('sf32', fixed(adaptation))],
  ['rXYZ', xyz(primaries[0])],
  ['gXYZ', xyz(primaries[1])],
  ['bXYZ', xyz(primaries[2])],
  ['rTRC', srgbCurve],
  ['gTRC', srgbCurve],
  ['bTRC', srgbCurve],
]);
