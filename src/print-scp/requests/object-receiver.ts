// Streams the large values of a C-STORE object to blobs: pixels and ICC profile of a Hardcopy image, and the planes of a Stored
// Print object's overlay boxes, with one receiver for each. Planes are assigned to boxes by their order. Start at
// `ObjectReceiver`.
import type { ValueHeader, ValueSink } from '../../dicom/data-set/data-set-reader.ts';
import type { BlobRef } from '../../shared/film/film.ts';
import type { PrintScpLimits } from '../film/operation.ts';
import { isStoredOverlay, nowhere, PixelReceiver, type ReceivedPixels } from '../receive/pixel-receiver.ts';
import type { PrintScpPorts } from '../ports.ts';
import type { RedactedRectangle } from '../clients/redaction.ts';
import { ProfileReceiver, type ReceivedProfile } from '../receive/profile-receiver.ts';

type Limits = Pick<PrintScpLimits, 'imageBytes' | 'boxesPerFilm'>;

export class ObjectReceiver {
  readonly #openBlob: PrintScpPorts['openBlob'];
  readonly #profile: ProfileReceiver;
  readonly #limits: Limits;
  readonly #rectangles: readonly RedactedRectangle[];
  readonly #pixels: PixelReceiver;
  readonly #overlays: PixelReceiver[] = [];

  /**
   * `limits`: maximum bytes of an image, and of the overlays of a film together; maximum overlays of a film.
   * `rectangles`: parts of images and overlays that are made blank.
   */
  constructor(
    ports: Pick<PrintScpPorts, 'openBlob' | 'discardBlobs'>,
    limits: Limits,
    rectangles: readonly RedactedRectangle[],
  ) {
    this.#rectangles = rectangles;
    const { openBlob } = ports;
    this.#openBlob = openBlob;
    this.#profile = new ProfileReceiver(ports);
    this.#limits = limits;
    this.#pixels = new PixelReceiver(openBlob, limits.imageBytes, { place: 'object', rectangles });
  }

  /** The result for the image's pixels, once the data set was read. */
  get pixels(): ReceivedPixels {
    return this.#pixels.result;
  }

  /** The result for the image's ICC profile. */
  get iccProfile(): ReceivedProfile {
    return this.#profile.result;
  }

  /** The result for each overlay plane, in the order of the data set. */
  get overlays(): readonly ReceivedPixels[] {
    return this.#overlays.map(({ result }) => result);
  }

  /** Every blob that was received; they belong to the caller. */
  get blobs(): readonly BlobRef[] {
    return blobsIn([this.pixels, this.iccProfile, ...this.overlays]);
  }

  /** For readDataSet. */
  readonly sinkFor = async (header: ValueHeader): Promise<ValueSink | undefined> => {
    if (!isStoredOverlay(header)) {
      return (await this.#profile.sinkFor(header)) ?? this.#pixels.sinkFor(header);
    }
    // The N-CREATE of a box beyond the maximum is refused, so its plane is not needed.
    if (this.#overlays.length >= this.#limits.boxesPerFilm) return nowhere;
    const used = blobsIn(this.overlays).reduce((sum, { byteLength }) => sum + byteLength, 0);
    const overlay = new PixelReceiver(this.#openBlob, this.#limits.imageBytes - used, {
      place: 'overlay of an object',
      rectangles: this.#rectangles,
    });
    this.#overlays.push(overlay);
    return overlay.sinkFor(header);
  };

  /** Discards a blob whose data set was not read to its end. */
  async abandon(): Promise<void> {
    for (const receiver of [this.#pixels, this.#profile, ...this.#overlays]) await receiver.abandon();
  }
}

/** The blobs among what was received. */
export function blobsIn(received: readonly (ReceivedPixels | ReceivedProfile)[]): readonly BlobRef[] {
  return received.flatMap((value) => (value.kind === 'received' ? [value.blob] : []));
}
