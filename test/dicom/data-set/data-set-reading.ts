// Reads data sets given as bytes, and expects refusals, for the tests of the reader.
import assert from 'node:assert/strict';
import type { DataSetReaderOptions, ValueSink } from '../../../src/dicom/data-set/data-set-reader.ts';
import { readDataSet } from '../../../src/dicom/data-set/data-set-reader.ts';
import type { TransferSyntax } from '../../../src/dicom/data-set/uids.ts';
import { WireFailure } from '../../../src/shared/errors/errors.ts';
import type { PlainElement } from '../../support/data-set-bytes.ts';
import { plain, stream } from '../../support/data-set-bytes.ts';

export async function read(
  transferSyntax: TransferSyntax,
  data: Uint8Array | AsyncIterable<Uint8Array>,
  options: Omit<DataSetReaderOptions, 'transferSyntax'> = {},
): Promise<PlainElement[]> {
  const chunks = data instanceof Uint8Array ? stream(data) : data;
  return plain(await readDataSet(chunks, { ...options, transferSyntax }));
}

export async function refuses(
  transferSyntax: TransferSyntax,
  data: Uint8Array,
  message: RegExp,
  options: Omit<DataSetReaderOptions, 'transferSyntax'> = {},
): Promise<void> {
  await assert.rejects(read(transferSyntax, data, options), (error) => {
    assert.ok(error instanceof WireFailure, String(error));
    assert.equal(error.code, 'data-set-invalid');
    assert.match(error.message, message);
    return true;
  });
}

/** A sink that keeps what it is given. */
export function collector(): ValueSink & { readonly pieces: Uint8Array[]; ended: number } {
  return {
    pieces: [],
    ended: 0,
    write(chunk) {
      this.pieces.push(new Uint8Array(chunk));
    },
    end() {
      this.ended += 1;
    },
  };
}
