// The demonstration's film: a series of 20 slices of a synthetic chest phantom, as a CT would print it. The anatomy consists of
// ellipsoids with densities in Hounsfield units and scanner noise, windowed for soft tissue. No data of a person is used.
// Start at `phantomPlan`.
import type { PlannedImage, PrintJobPlan } from '../../print-scu/job/print-job.ts';
import { preparedGray } from '../../images/pixels/prepared-image.ts';

const slices = 20;
/** Width and height of a slice in pixels, and the size of a pixel in mm. */
const size = 256;
const pixelMm = 1.5;
const sliceMm = 15;
const window = { center: 40, width: 500 } as const;

interface Ellipsoid {
  readonly hounsfield: number;
  /** Center, mm from the center of the body: to the right on the picture, down (posterior), along the body (toward the feet). */
  readonly at: readonly [x: number, y: number, z: number];
  readonly radii: readonly [x: number, y: number, z: number];
}

const both = (one: Ellipsoid): readonly Ellipsoid[] => [
  one,
  { ...one, at: [-one.at[0], one.at[1], one.at[2]] },
];

const air = -1000;
const bone = 550;

/** Painted in this order, each over the earlier ones. */
const anatomy: readonly Ellipsoid[] = [
  // Skin and fat, muscle, the chest wall.
  { hounsfield: -95, at: [0, 0, 0], radii: [172, 118, 600] },
  { hounsfield: 55, at: [0, 2, 0], radii: [160, 105, 500] },
  { hounsfield: -80, at: [0, -2, 0], radii: [138, 86, 300] },
  // Lungs, the left one smaller; mediastinum; heart with its chambers.
  { hounsfield: -850, at: [-66, 4, -20], radii: [58, 74, 135] },
  { hounsfield: -845, at: [68, 6, -20], radii: [54, 72, 130] },
  { hounsfield: 45, at: [0, 2, -20], radii: [24, 74, 260] },
  { hounsfield: 50, at: [22, -18, 40], radii: [56, 46, 62] },
  { hounsfield: 120, at: [36, -14, 42], radii: [24, 22, 38] },
  { hounsfield: 110, at: [2, -28, 38], radii: [20, 16, 36] },
  // Liver and spleen come up under the diaphragm; stomach with a bubble of gas.
  { hounsfield: 62, at: [-62, -6, 145], radii: [72, 76, 72] },
  { hounsfield: 52, at: [82, 34, 140], radii: [36, 34, 54] },
  { hounsfield: 25, at: [46, -26, 140], radii: [38, 30, 44] },
  { hounsfield: air, at: [48, -42, 138], radii: [22, 10, 28] },
  // A cyst and a dense lesion in the liver, a nodule in the right lung.
  { hounsfield: 5, at: [-84, -22, 128], radii: [10, 10, 10] },
  { hounsfield: 95, at: [-48, 20, 132], radii: [8, 8, 8] },
  { hounsfield: 40, at: [-88, 24, -15], radii: [8, 8, 8] },
  // Trachea and main bronchi, esophagus, aortic arch and aorta.
  { hounsfield: air, at: [0, 4, -100], radii: [9, 10, 95] },
  ...both({ hounsfield: air, at: [18, 10, -2], radii: [12, 6, 12] }),
  { hounsfield: 30, at: [6, 30, -20], radii: [7, 6, 260] },
  { hounsfield: 150, at: [8, -6, -62], radii: [20, 32, 11] },
  { hounsfield: 150, at: [22, 44, 60], radii: [12, 12, 150] },
  { hounsfield: 150, at: [-8, -24, -40], radii: [14, 14, 30] },
  { hounsfield: 140, at: [-26, -18, -50], radii: [9, 9, 60] },
  // Sternum, spine with its canal, shoulder blades.
  { hounsfield: bone, at: [0, -90, -40], radii: [17, 7, 110] },
  { hounsfield: 250, at: [0, -90, -40], radii: [13, 4, 105] },
  { hounsfield: bone, at: [0, 66, 0], radii: [21, 17, 600] },
  { hounsfield: 220, at: [0, 66, 0], radii: [18, 14, 600] },
  { hounsfield: bone, at: [0, 92, 0], radii: [13, 11, 600] },
  { hounsfield: 35, at: [0, 87, 0], radii: [8, 8, 600] },
  ...both({ hounsfield: bone, at: [92, 72, -95], radii: [34, 7, 70] }),
];

/** Ribs: the intersections of a shell around the lungs with sloping bands; their inner part is marrow. */
function ribAt(x: number, y: number, z: number): number | undefined {
  const shell = Math.hypot(x / 145, (y - 1) / 93);
  if (shell < 0.955 || shell > 1.045 || Math.abs(x) < 22) return undefined;
  const along = z - y * 0.55;
  const across = Math.abs((((along % 26) + 26) % 26) - 13);
  if (across > 6) return undefined;
  return Math.abs(shell - 1) < 0.022 && across < 3 ? 260 : bone;
}

/** Reproducible noise: the sum of two uniform numbers approximates a normal distribution. */
function* noise(seed: number): Generator<number, never, undefined> {
  let state = seed >>> 0;
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  for (;;) yield (uniform() + uniform() + uniform()) * 28;
}

const inside = ({ at, radii }: Ellipsoid, x: number, y: number, z: number) =>
  ((x - at[0]) / radii[0]) ** 2 + ((y - at[1]) / radii[1]) ** 2 + ((z - at[2]) / radii[2]) ** 2 <= 1;

/** A slice as gray values of 8 bits, windowed. */
function phantomSlice(slice: number): Uint8Array {
  const z = (slice - (slices - 1) / 2) * sliceMm;
  const here = anatomy.filter(({ at, radii }) => Math.abs(z - at[2]) <= radii[2]);
  const grain = noise(slice + 1);
  return Uint8Array.from({ length: size * size }, (_, index) => {
    const x = ((index % size) - size / 2 + 0.5) * pixelMm;
    const y = (Math.floor(index / size) - size / 2 + 0.5) * pixelMm;
    const tissue = here.findLast((each) => inside(each, x, y, z))?.hounsfield ?? air;
    // The table under the patient is a thin curved shell.
    const table = Math.abs(Math.hypot(x, y + 360) - 492) < 2.2 && Math.abs(x) < 165 ? -120 : air;
    const body = tissue === air && Math.hypot(x / 172, y / 118) > 1 ? table : tissue;
    const rib = body > air && body !== bone ? ribAt(x, y, z) : undefined;
    const hounsfield = (rib ?? body) + grain.next().value;
    const part = (hounsfield - window.center) / window.width + 0.5;
    return Math.round(Math.min(1, Math.max(0, part)) * 255);
  });
}

function phantomImage(slice: number): PlannedImage {
  return {
    position: slice + 1,
    name: `slice ${slice + 1}`,
    prepare: () => Promise.resolve(preparedGray({ rows: size, columns: size }, 8, phantomSlice(slice))),
  };
}

export const phantomTitle = 'A CT series of a synthetic chest phantom, 4 × 5';

/** The series on one film of 14 × 17 inches: a title, and under each slice its number, position and window. */
export function phantomPlan(): PrintJobPlan {
  const first = -Math.round(((slices - 1) / 2) * sliceMm);
  const under = (slice: number) =>
    `Im ${slice + 1}/${slices}   ${first + slice * sliceMm} mm   W ${window.width} C ${window.center}`;
  return {
    session: { numberOfCopies: 1, filmSessionLabel: 'Phantom CT' },
    sessionPrint: false,
    films: [
      {
        color: 'never',
        filmOrientation: 'PORTRAIT',
        filmSizeId: '14INX17IN',
        imageDisplayFormat: { kind: 'STANDARD', columns: 4, rows: 5 },
        magnificationType: 'CUBIC',
        borderDensity: 'BLACK',
        emptyImageDensity: 'BLACK',
        annotationDisplayFormatId: 'COMBINED',
        annotations: [
          { position: 0, text: 'PHANTOM^CHEST   ID DEMO-1   CT thorax, axial, every 15 mm' },
          ...Array.from({ length: slices }, (_, slice) => ({ position: slice + 1, text: under(slice) })),
        ],
        presentationLut: { kind: 'IDENTITY' },
        images: Array.from({ length: slices }, (_, slice) => phantomImage(slice)),
      },
    ],
  };
}
