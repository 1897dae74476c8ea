// A job for the print client, and the scripted printers that it is sent to; they are closed after each test.
import { afterEach } from 'node:test';
import type { DataSet } from '../../src/dicom/data-set/data-set.ts';
import { keywordOf } from '../../src/dicom/data-set/dictionary.ts';
import { sopClasses } from '../../src/dicom/data-set/uids.ts';
import type { PlannedFilm, PlannedImage, PrintJobPlan } from '../../src/print-scu/job/print-job.ts';
import type { PreparedGray } from '../../src/images/pixels/prepared-image.ts';
import { ScriptedPrinter, type Received, type Script } from './scripted-printer.ts';

const printers: ScriptedPrinter[] = [];

afterEach(async () => {
  await Promise.all(printers.splice(0).map((printer) => printer.close()));
});

export async function printerWith(script: Script = {}): Promise<ScriptedPrinter> {
  const printer = await ScriptedPrinter.start(script);
  printers.push(printer);
  return printer;
}

export const gray = (data: readonly number[], more: Partial<PreparedGray> = {}): PreparedGray => ({
  kind: 'gray',
  rows: 1,
  columns: data.length,
  pixelAspectRatio: [1, 1],
  photometricInterpretation: 'MONOCHROME2',
  bitsAllocated: 8,
  bitsStored: 8,
  highBit: 7,
  signed: false,
  data: Uint8Array.from(data),
  ...more,
});

export const image = (position: number, more: Partial<PlannedImage> = {}): PlannedImage => ({
  position,
  name: `i${position}`,
  prepare: () => Promise.resolve(gray([position, 0])),
  ...more,
});

export const film = (images: readonly PlannedImage[], more: Partial<PlannedFilm> = {}): PlannedFilm => ({
  color: 'never',
  imageDisplayFormat: { kind: 'STANDARD', columns: 1, rows: 2 },
  filmOrientation: 'PORTRAIT',
  annotations: [],
  images,
  ...more,
});

export const job = (films: readonly PlannedFilm[], more: Partial<PrintJobPlan> = {}): PrintJobPlan => ({
  session: { numberOfCopies: 1 },
  sessionPrint: false,
  films,
  ...more,
});

const classNames = new Map(Object.entries(sopClasses).map(([name, uid]) => [uid as string, name]));

/** `N-SET BasicGrayscaleImageBox 2.25.1000.1` */
export const line = ({ kind, sopClass, sopInstance }: Received, withInstance = false) =>
  [kind.slice(0, -3), classNames.get(sopClass), ...(withInstance ? [sopInstance] : [])].join(' ');

/** A data set as an object by keyword: text and numbers as they are, sequences as lists. */
export function plain(dataSet: DataSet | undefined): unknown {
  if (!dataSet) return undefined;
  return Object.fromEntries(
    [...dataSet].map(({ tag, value }) => {
      const name = keywordOf(tag);
      switch (value.kind) {
        case 'items':
          return [name, value.items.map(plain)];
        case 'bytes':
          return [name, [...value.bytes]];
        case 'streamed':
          return [name, value.byteLength];
        default:
          return [name, value.values.length === 1 ? value.values[0] : value.values];
      }
    }),
  );
}
