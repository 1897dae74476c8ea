// Hand-made ICC profiles (ICC.1:2001-04, version 2), and the sRGB values of their colors by formula.

/** Columns of the matrix to XYZ under D50: the positions of red, green and blue. */
export type Primaries = readonly [red: readonly number[], green: readonly number[], blue: readonly number[]];

/** Adobe RGB (1998), adapted to D50. */
export const widePrimaries: Primaries = [
  [0.60974, 0.31111, 0.01947],
  [0.20528, 0.62567, 0.06087],
  [0.14919, 0.06322, 0.74457],
];

function tagged(type: string, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(type, 'latin1'), Buffer.alloc(4), body]);
}

function xyz(values: readonly number[]): Buffer {
  const body = Buffer.alloc(12);
  for (const [index, value] of values.entries()) body.writeInt32BE(Math.round(value * 65536), index * 4);
  return tagged('XYZ ', body);
}

/** curveType with one u8Fixed8Number. */
function gammaCurve(gamma: number): Buffer {
  const body = Buffer.alloc(8);
  body.writeUInt32BE(1, 0);
  body.writeUInt16BE(Math.round(gamma * 256), 4);
  return tagged('curv', body);
}

export interface ProfileChanges {
  /** Color space of the header: four characters. */
  readonly colorSpace?: string;
  readonly profileClass?: string;
  /** Tags to omit. */
  readonly without?: readonly string[];
}

/** A profile with a matrix and one gamma. */
export function matrixProfile(primaries: Primaries, gamma: number, changes: ProfileChanges = {}): Buffer {
  const tags: (readonly [string, Buffer])[] = [
    ['cprt', tagged('text', Buffer.from('none\0   ', 'latin1'))] as const,
    ['wtpt', xyz([0.9642, 1, 0.8249])] as const,
    ['rXYZ', xyz(primaries[0])] as const,
    ['gXYZ', xyz(primaries[1])] as const,
    ['bXYZ', xyz(primaries[2])] as const,
    ['rTRC', gammaCurve(gamma)] as const,
    ['gTRC', gammaCurve(gamma)] as const,
    ['bTRC', gammaCurve(gamma)] as const,
  ].filter(([signature]) => !changes.without?.includes(signature));
  const table = Buffer.alloc(4 + tags.length * 12);
  table.writeUInt32BE(tags.length, 0);
  let end = 128 + table.length;
  for (const [index, [signature, data]] of tags.entries()) {
    table.write(signature, 4 + index * 12, 'latin1');
    table.writeUInt32BE(end, 8 + index * 12);
    table.writeUInt32BE(data.length, 12 + index * 12);
    end += data.length;
  }
  const header = Buffer.alloc(128);
  header.writeUInt32BE(end, 0);
  header.writeUInt32BE(0x02400000, 8);
  header.write(`${changes.profileClass ?? 'mntr'}${changes.colorSpace ?? 'RGB '}XYZ `, 12, 'latin1');
  header.write('acsp', 36, 'latin1');
  xyz([0.9642, 1, 0.8249]).copy(header, 68, 8);
  return Buffer.concat([header, table, ...tags.map(([, data]) => data)]);
}

/** A profile with all tags, in which the curve of blue has an unknown type: only lcms detects that. */
export function unknownCurve(primaries: Primaries, gamma: number): Buffer {
  const profile = matrixProfile(primaries, gamma);
  // The last tag is a curveType of 16 bytes.
  profile.write('none', profile.length - 16, 'latin1');
  return profile;
}

/** XYZ under D50 to linear sRGB (IEC 61966-2-1, Bradford). */
const toSrgb = [
  [3.1338561, -1.6168667, -0.4906146],
  [-0.9787684, 1.9161415, 0.033454],
  [0.0719453, -0.2289914, 1.4052427],
] as const;

/** Red, green and blue of 8 bits in the profile's space as 8-bit sRGB, clipped to its gamut. */
export function srgbByFormula(
  color: readonly number[],
  primaries: Primaries,
  gamma: number,
): readonly number[] {
  const light = color.map((value) => (value / 255) ** (Math.round(gamma * 256) / 256));
  const connection = [0, 1, 2].map((axis) =>
    light.reduce((sum, value, channel) => sum + value * (primaries[channel]?.[axis] ?? 0), 0),
  );
  return toSrgb.map((row) => {
    const linear = row.reduce<number>((sum, factor, axis) => sum + factor * (connection[axis] ?? 0), 0);
    const unit = Math.min(1, Math.max(0, linear));
    return 255 * (unit <= 0.0031308 ? 12.92 * unit : 1.055 * unit ** (1 / 2.4) - 0.055);
  });
}
