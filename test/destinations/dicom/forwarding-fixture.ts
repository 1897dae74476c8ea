// Films with their pixels on disk, and a delivery of them that records receipts and progress.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { DeliveryProgress, DeliveryTask } from '../../../src/destinations/destination.ts';
import type { BlobRef, Film, GrayPixels, ImageBox, RgbPixels } from '../../../src/shared/film/film.ts';
import type { DicomDestination } from '../../../src/destinations/dicom/dicom-settings.ts';
import { deliveryTask } from '../../support/delivery-task.ts';

export class ForwardingFixture {
  readonly folder: string;
  readonly receipts: string[] = [];
  readonly progress: DeliveryProgress[] = [];
  #blobs = 0;

  constructor(folder: string) {
    this.folder = folder;
  }

  blob(bytes: Uint8Array): BlobRef {
    const key = `blob${this.#blobs++}`;
    writeFileSync(path.join(this.folder, key), bytes);
    return { key, byteLength: bytes.length };
  }

  /** 8 bits gray, 4 × 6 pixels of different values, unless changed. */
  gray(
    changes: Partial<GrayPixels> = {},
    bytes = Uint8Array.from({ length: 24 }, (_, at) => at * 10),
  ): GrayPixels {
    return {
      kind: 'gray',
      rows: 4,
      columns: 6,
      pixelAspectRatio: [1, 1],
      data: this.blob(bytes),
      photometricInterpretation: 'MONOCHROME2',
      bitsAllocated: 8,
      bitsStored: 8,
      highBit: 7,
      signed: false,
      ...changes,
    };
  }

  rgb(changes: Partial<RgbPixels>, bytes: Uint8Array): RgbPixels {
    return {
      kind: 'rgb',
      rows: 2,
      columns: 2,
      pixelAspectRatio: [1, 1],
      data: this.blob(bytes),
      planarConfiguration: 1,
      bitsAllocated: 8,
      bitsStored: 8,
      ...changes,
    };
  }

  image(changes: Partial<ImageBox> = {}): ImageBox {
    return {
      kind: 'image',
      sopInstanceUid: '2.25.5',
      position: 1,
      pixels: changes.pixels ?? this.gray(),
      polarity: 'NORMAL',
      magnificationType: 'CUBIC',
      presentationLut: { kind: 'IDENTITY' },
      minDensity: 20,
      maxDensity: 320,
      requestedDecimateCropBehavior: 'DECIMATE',
      ...changes,
    };
  }

  film(changes: Partial<Film> = {}): Film {
    return {
      kind: 'film',
      sopInstanceUid: '2.25.4',
      filmOrientation: 'PORTRAIT',
      filmSizeId: '14INX17IN',
      imageDisplayFormat: { kind: 'STANDARD', columns: 1, rows: 1 },
      borderDensity: { kind: 'black' },
      emptyImageDensity: { kind: 'white' },
      minDensity: 20,
      maxDensity: 320,
      trim: false,
      requestedResolutionId: 'STANDARD',
      images: changes.images ?? [this.image()],
      annotations: [],
      ...changes,
    };
  }

  task(films: readonly Film[], changes: Partial<DeliveryTask> = {}): DeliveryTask {
    const document = { path: '/nowhere', pages: films.length, byteLength: 0 };
    return deliveryTask(document, {
      films: () => Promise.resolve(films),
      withBlobFiles: (blobs, use) =>
        use(Object.fromEntries(blobs.map(({ key }) => [key, path.join(this.folder, key)]))),
      keepReceipt: (receipt) => {
        this.receipts.push(receipt);
        return Promise.resolve();
      },
      progress: (progress) => {
        this.progress.push(progress);
        return Promise.resolve();
      },
      ...changes,
    });
  }
}

export function imagerAt(port: number, changes: Partial<DicomDestination> = {}): DicomDestination {
  return {
    name: 'imager',
    host: '127.0.0.1',
    port,
    aeTitle: 'SCRIPT',
    callingAeTitle: 'HARDCOPY',
    required: true,
    print: 'film-box',
    timeouts: { connect: 5_000, association: 5_000, response: 5_000, release: 5_000, betweenPackets: 5_000 },
    followMs: 5_000,
    densities: { min: 20, max: 320 },
    ...changes,
  };
}
