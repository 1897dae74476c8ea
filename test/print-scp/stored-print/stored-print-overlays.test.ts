// Overlays of a Stored Print object: which image they are drawn over, and where.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { transferSyntaxes } from '../../../src/dicom/data-set/uids.ts';
import {
  first,
  second,
  client,
  storeGray,
  imageBox,
  storeFilm,
  plane,
  overlayBox,
  refersToOverlays,
} from './stored-print-objects.ts';

const overlays = {
  ImageOverlayBoxContentSequence: [
    overlayBox('1.2.3.60', [plane([0b1000_0001, 0b0111_1110])], { OverlayForegroundDensity: 'BLACK' }),
    overlayBox('1.2.3.61', [plane([1, 2], { OverlayOrigin: [1, 1] })], { MagnifyToNumberOfColumns: 4 }),
  ],
};

describe('overlays of a Stored Print object', () => {
  for (const [name, transferSyntax] of Object.entries(transferSyntaxes)) {
    for (const filmFirst of [false, true]) {
      test(`are drawn on the images that refer to them (${name}, film ${filmFirst ? 'first' : 'last'})`, async () => {
        const scu = client({ transferSyntax });
        const film = () =>
          storeFilm(
            scu,
            [imageBox(1, first, refersToOverlays('1.2.3.61', '1.2.3.60')), imageBox(2, second)],
            {},
            overlays,
          );
        if (filmFirst) assert.equal((await film()).status, 0);
        assert.equal((await storeGray(scu, first)).status, 0);
        assert.equal((await storeGray(scu, second)).status, 0);
        if (!filmFirst) assert.equal((await film()).status, 0);
        await scu.close();
        const [request, ...others] = scu.spool.accepted;
        assert.deepEqual([others.length, request?.substitutions], [0, []]);
        const [left, right] = request?.films[0]?.images ?? [];
        assert.deepEqual(
          left?.overlays?.map(({ data, ...described }) => ({
            ...described,
            bits: [...(scu.spool.blobs.get(data.key) ?? [])],
          })),
          [
            {
              rows: 2,
              columns: 8,
              top: 0,
              left: 0,
              pitch: 0.5,
              foregroundDensity: { kind: 'white' },
              bits: [1, 2],
            },
            {
              rows: 2,
              columns: 8,
              top: 1,
              left: 2,
              pitch: 1,
              foregroundDensity: { kind: 'black' },
              bits: [0b1000_0001, 0b0111_1110],
            },
          ],
        );
        assert.deepEqual(right?.overlays ?? [], []);
        // Two images and two planes, and nothing else, are the job's.
        assert.deepEqual([scu.spool.blobs.size, scu.spool.openBlobs], [4, 0]);
      });
    }
  }

  test('are left out, and recorded, by a printer without the retired classes', async () => {
    const scu = client({ printer: { retiredClasses: false } });
    await storeGray(scu, first);
    assert.equal((await storeFilm(scu, [imageBox(1, first)], {}, overlays)).status, 0);
    await scu.close();
    const [request] = scu.spool.accepted;
    assert.deepEqual(
      request?.substitutions.map(({ attribute, reason }) => [attribute, reason]),
      [['ImageOverlayBoxContentSequence', 'retired classes are switched off']],
    );
    assert.equal(scu.spool.blobs.size, 1);
  });

  test('leave nothing behind when the film never prints, or comes again', async () => {
    const scu = client();
    for (let time = 0; time < 2; time += 1) {
      assert.equal((await storeFilm(scu, [imageBox(1, first)], {}, overlays)).status, 0);
      assert.equal(scu.spool.blobs.size, 2);
    }
    await scu.lose();
    assert.deepEqual([scu.spool.blobs.size, scu.spool.openBlobs], [0, 0]);
  });
});
