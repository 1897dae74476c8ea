// Reads the data set of an N-request; pixels and ICC profiles in it are streamed to blobs. Start at `RequestReceiver`.
import type { IncomingMessage } from '../../dicom/dimse/association.ts';
import { readDataSet } from '../../dicom/data-set/data-set-reader.ts';
import { DataSet } from '../../dicom/data-set/data-set.ts';
import type { BlobRef } from '../../shared/film/film.ts';
import { blobsIn } from './object-receiver.ts';
import type { ReceivedDataSet } from '../film/operation.ts';
import { PixelReceiver } from '../receive/pixel-receiver.ts';
import type { PrintScpPorts } from '../ports.ts';
import { ProfileReceiver } from '../receive/profile-receiver.ts';
import { redactedDataSet, type Redaction } from '../clients/redaction.ts';

/** The blobs that were received with a request. */
export function blobsWith({ pixels, iccProfile = { kind: 'none' } }: ReceivedDataSet): readonly BlobRef[] {
  return blobsIn([pixels, iccProfile]);
}

export class RequestReceiver {
  readonly #pixels: PixelReceiver;
  readonly #profiles: ProfileReceiver;
  readonly #redact: Redaction;

  /** `imageBytes`: maximum bytes of an image. */
  constructor(
    ports: Pick<PrintScpPorts, 'openBlob' | 'discardBlobs'>,
    imageBytes: number,
    redact: Redaction,
  ) {
    this.#redact = redact;
    this.#pixels = new PixelReceiver(ports.openBlob, imageBytes, { rectangles: redact.rectangles });
    this.#profiles = new ProfileReceiver(ports);
  }

  /** The received blobs, even if the data set could not be read to its end. They belong to the caller. */
  get blobs(): readonly BlobRef[] {
    return blobsIn([this.#pixels.result, this.#profiles.result]);
  }

  /**
   * Reads the data set of a message; `characterSets` apply where it declares none. Throws the errors of readDataSet; the caller
   * must then call `abandon`.
   */
  async read({ data, context }: IncomingMessage, characterSets: readonly string[]): Promise<ReceivedDataSet> {
    const received = data
      ? await readDataSet(data, {
          transferSyntax: context.transferSyntax,
          sinkFor: async (header) => (await this.#profiles.sinkFor(header)) ?? this.#pixels.sinkFor(header),
          characterSets,
        })
      : new DataSet([]);
    const dataSet = redactedDataSet(received, this.#redact.attributes);
    return { dataSet, pixels: this.#pixels.result, iccProfile: this.#profiles.result };
  }

  /** Discards blobs whose data set was not read to its end. */
  async abandon(): Promise<void> {
    await this.#pixels.abandon();
    await this.#profiles.abandon();
  }
}
