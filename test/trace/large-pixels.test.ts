// Pixels in a trace are limited, because writing a large image at once would delay every association.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Association, IncomingMessage } from '../../src/dicom/dimse/association.ts';
import { encodeDataSet } from '../../src/dicom/data-set/data-set-writer.ts';
import { DataSet } from '../../src/dicom/data-set/data-set.ts';
import { tagOf } from '../../src/dicom/data-set/dictionary.ts';
import { sopClasses, transferSyntaxes } from '../../src/dicom/data-set/uids.ts';
import type { TraceRecord } from '../../src/trace/trace-record.ts';
import { maxPixelBytes, tracedAssociation } from '../../src/trace/traced-association.ts';
import type { WireTrace } from '../../src/trace/wire-trace.ts';

const context = {
  id: 1,
  abstractSyntax: sopClasses.BasicGrayscaleImageBox,
  transferSyntax: transferSyntaxes.explicitLittle,
};

/** What a trace with pixels has of one N-SET with so many bytes of pixels. */
async function recordedPixels(byteLength: number) {
  const bytes = Buffer.alloc(byteLength, 7);
  const dataSet = new DataSet([{ tag: tagOf('PixelData'), vr: 'OW', value: { kind: 'bytes', bytes } }]);
  const message: IncomingMessage = {
    context,
    command: {
      kind: 'N-SET-RQ',
      messageId: 1,
      hasDataSet: true,
      requestedSopClassUid: context.abstractSyntax,
      requestedSopInstanceUid: '1.2',
    },
    data: (async function* () {
      await Promise.resolve();
      yield encodeDataSet(dataSet, context.transferSyntax);
    })(),
  };
  const records: TraceRecord[] = [];
  const trace = {
    ms: 0,
    record: (record: TraceRecord) => {
      records.push(record);
    },
  } as unknown as WireTrace;
  const association = {
    id: 'a',
    callingAeTitle: 'CT',
    calledAeTitle: 'FILM',
    peer: { address: '127.0.0.1', port: 1 },
    peerImplementation: { classUid: '1.2' },
    contexts: new Map([[1, context]]),
    async *messages() {
      await Promise.resolve();
      yield message;
    },
  } as unknown as Association;
  const options = { pixels: true, patientData: false, maxBytes: 1_000_000_000 };
  for await (const { data } of tracedAssociation(association, options, trace).messages()) {
    for await (const _ of data ?? []);
  }
  const recorded = records.find((record) => record.kind === 'message');
  return recorded?.dataSet?.[0]?.pixels;
}

test('an image as large as may be is recorded, a larger one only by its length', async () => {
  const whole = await recordedPixels(maxPixelBytes);
  assert.equal(whole?.byteLength, maxPixelBytes);
  assert.equal(Buffer.from(whole.base64 ?? '', 'base64').length, maxPixelBytes);
  assert.deepEqual(await recordedPixels(maxPixelBytes + 2), { byteLength: maxPixelBytes + 2 });
});
