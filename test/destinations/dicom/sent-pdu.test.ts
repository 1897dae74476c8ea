// The length of PDUs that our requestor sends, for the print SCU and `dicom` destinations: at most the peer's Maximum Length and
// the configured maximum (PS3.8 D.1; PS3.2 table E.4.4-2). A relay between the two measures them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dicomDeviceSchema, resolveDicom } from '../../../src/destinations/dicom/dicom-settings.ts';
import { imagerAddress } from '../../../src/destinations/dicom/imager-address.ts';
import { sopClasses } from '../../../src/dicom/data-set/uids.ts';
import { PrintAssociation } from '../../../src/print-scu/print-association.ts';
import { acceptor } from '../../support/associations.ts';
import { surroundings } from '../../support/configured-destination.ts';
import { grayImage } from '../../support/print-client.ts';
import { relay } from '../../support/relay.ts';
import { dataSetOf } from '../../../src/dicom/data-set/data-set.ts';

const bytes = 600_000;

for (const [peer, configured, maxSent] of [
  [16_384, undefined, 16_384],
  [16_384, 4096, 4096],
  [16_384, 1_048_576, 16_384],
  [1_048_576, undefined, 131_072],
  [1_048_576, 262_144, 262_144],
  [0, 65_536, 65_536],
] as const) {
  test(`a peer that accepts ${peer || 'any length'}, ${configured ?? 'nothing'} configured: up to ${maxSent} bytes`, async (t) => {
    const opened = await acceptor(t, { maxPduLength: peer });
    const { port, sent } = await relay(t, opened.port);
    const keys = { kind: 'dicom', host: '127.0.0.1', port, aeTitle: 'HARDCOPY', maxPduSent: configured };
    const destination = resolveDicom(dicomDeviceSchema.parse(keys), surroundings);
    // The options of a forwarding association.
    const link = await PrintAssociation.open(
      imagerAddress({ name: 'imager', required: true, ...destination }),
      [sopClasses.BasicGrayscalePrintManagementMeta],
    );
    await link.perform('N-SET', {
      contextId: 1,
      command: {
        kind: 'N-SET-RQ',
        requestedSopClassUid: sopClasses.BasicGrayscaleImageBox,
        requestedSopInstanceUid: '1.2.3',
      },
      data: dataSetOf({
        ImageBoxPosition: 1,
        BasicGrayscaleImageSequence: [grayImage(600, 1000, new Uint8Array(bytes))],
      }),
    });
    await link.close();
    assert.equal(Math.max(...sent), maxSent);
  });
}
