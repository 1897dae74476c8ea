// Stored Print objects and images that are refused, each with its status.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dataSetOf, type DataSet } from '../../../src/dicom/data-set/data-set.ts';
import { sopClasses } from '../../../src/dicom/data-set/uids.ts';
import {
  colorImage,
  grayImage,
  type PrintClient,
  type Answer,
  type ClientOptions,
} from '../../support/print-client.ts';
import {
  filmUid,
  first,
  second,
  pixels,
  client,
  store,
  storeGray,
  imageBox,
  storedPrint,
  storeFilm,
  plane,
  overlayBox,
  refersToOverlays,
} from './stored-print-objects.ts';

describe('refused with', () => {
  /** A film whose answer this is; nothing may be printed. */
  async function refused(
    status: number,
    comment: RegExp,
    act: (scu: PrintClient) => Promise<Answer>,
    options: ClientOptions = {},
  ): Promise<void> {
    const scu = client(options);
    const answer = await act(scu);
    assert.equal(answer.status.toString(16), status.toString(16));
    assert.match(answer.command.errorComment ?? '', comment);
    assert.equal(scu.spool.accepted.length, 0);
    await scu.close();
    assert.deepEqual([scu.spool.blobs.size, scu.spool.openBlobs], [0, 0]);
  }

  test('0122: a class other than films, or a printer without Stored Print', async () => {
    await refused(0x0122, /images are not stored here; print them by DICOM Print/, (scu) =>
      store(scu, '1.2.840.10008.5.1.4.1.1.2', first, dataSetOf({})),
    );
    await refused(0x0122, /SOP class/, (scu) => storeGray(scu, first), { printer: { storedPrint: false } });
  });

  test('A700: an image too large, a full disk, too many images', async () => {
    await refused(0xa700, /64 bytes, at most 10/, (scu) => storeGray(scu, first), {
      limits: { imageBytes: 10 },
    });
    await refused(0xa700, /disk full/, (scu) => {
      scu.spool.failWrite = Object.assign(new Error('no space'), { code: 'ENOSPC' });
      return storeGray(scu, first);
    });
    await refused(0xa700, /no room to keep images/, async (scu) => {
      for (let index = 0; index < 64; index += 1) {
        assert.equal((await storeGray(scu, `1.2.3.${index + 1}`)).status, 0);
      }
      return storeGray(scu, '1.2.3.65');
    });
  });

  test('A700: bytes of all images together', () =>
    refused(
      0xa700,
      /no room to keep images/,
      async (scu) => {
        for (let index = 0; index < 4; index += 1) {
          assert.equal((await storeGray(scu, `1.2.3.${index + 1}`)).status, 0);
        }
        return storeGray(scu, '1.2.3.65');
      },
      { limits: { imageBytes: 64 } },
    ));

  test('A700: the spool takes no job; a film that waits for too many', async () => {
    await refused(0xa700, /ENOSPC/, async (scu) => {
      await storeGray(scu, first);
      scu.spool.failAccept = Object.assign(new Error('no space'), { code: 'ENOSPC' });
      return storeFilm(scu, [imageBox(1, first)]);
    });
    await refused(0xa700, /wait for images/, async (scu) => {
      for (let index = 0; index < 16; index += 1) {
        const film = storedPrint([imageBox(1, first)], {}, { SOPInstanceUID: `1.2.4.${index + 1}` });
        assert.equal((await store(scu, sopClasses.StoredPrint, `1.2.4.${index + 1}`, film)).status, 0);
      }
      return storeFilm(scu, [imageBox(1, first)]);
    });
  });

  test('A900: another class or instance inside, or no pixels', async () => {
    await refused(0xa900, /SOP class/, (scu) =>
      store(scu, sopClasses.HardcopyGrayscaleImage, filmUid, storedPrint([])),
    );
    await refused(0xa900, /a different SOP Instance UID/, (scu) =>
      store(scu, sopClasses.StoredPrint, second, storedPrint([])),
    );
    await refused(0xa900, /no SOP Instance UID/, (scu) =>
      store(scu, sopClasses.HardcopyGrayscaleImage, undefined, grayImage(8, 8, pixels)),
    );
    await refused(0xa900, /the image has no Rows/, (scu) => storeGray(scu, first, { Rows: undefined }));
    await refused(0xa900, /the image has no PixelData/, (scu) =>
      storeGray(scu, first, { PixelData: undefined }),
    );
  });

  test('C000: pixels that contradict their description', async () => {
    await refused(0xc000, /64 bytes, not 72/, (scu) => storeGray(scu, first, { Rows: 9 }));
    await refused(0xc000, /BitsAllocated 12/, (scu) => storeGray(scu, first, { BitsAllocated: 12 }));
  });

  test('C000: a film that cannot be composed', async () => {
    const film =
      (...parameters: Parameters<typeof storedPrint>) =>
      async (scu: PrintClient) => {
        await storeGray(scu, first);
        return storeFilm(scu, ...parameters);
      };
    await refused(
      0xc000,
      /Film Box Content Sequence/,
      film([imageBox(1, first)], {}, { FilmBoxContentSequence: [] }),
    );
    await refused(0xc000, /ImageDisplayFormat/, film([imageBox(1, first)], { ImageDisplayFormat: '' }));
    await refused(0xc000, /not printed/, film([]));
    const more = [1, 2, 7].map((position) => imageBox(position, first));
    await refused(0xc000, /more than 2 images/, film(more));
    const tooWide = { RequestedImageSize: '200', RequestedDecimateCropBehavior: 'FAIL' };
    await refused(0xc000, /^image 8 x 8, box 1 has \d+ x \d+ pixels$/, film([imageBox(1, first, tooWide)]));
    await refused(
      0xc000,
      /unknown presentation LUT/,
      film([
        imageBox(1, first, {
          ReferencedPresentationLUTSequence: [dataSetOf({ ReferencedSOPInstanceUID: '1.2.3.50' })],
        }),
      ]),
    );
    await refused(0xc000, /gray and color/, async (scu) => {
      await storeGray(scu, first);
      await store(scu, sopClasses.HardcopyColorImage, second, colorImage(8, 8, new Uint8Array(192)));
      return storeFilm(scu, [imageBox(1, first), imageBox(2, second)]);
    });
  });

  test('C000 and A700: overlays that cannot be drawn', async () => {
    const film =
      (boxes: readonly DataSet[], reference = '1.2.3.60') =>
      async (scu: PrintClient) => {
        await storeGray(scu, first);
        return storeFilm(
          scu,
          [imageBox(1, first, refersToOverlays(reference))],
          {},
          { ImageOverlayBoxContentSequence: boxes },
        );
      };
    const box = overlayBox('1.2.3.60', [plane([1, 2])]);
    await refused(0xc000, /unknown overlay box/, film([box], '1.2.3.99'));
    await refused(
      0xc000,
      /more than one plane/,
      film([overlayBox('1.2.3.60', [plane([1, 2]), plane([3, 4])])]),
    );
    await refused(
      0xc000,
      /Overlay Data/,
      film([overlayBox('1.2.3.60', [plane([1, 2], { OverlayRows: 9 })])]),
    );
    await refused(0xc000, /in use/, film([box, box]));
    const many = Array.from({ length: 3 }, (_, index) => overlayBox(`1.2.3.${index + 60}`, [plane([1, 2])]));
    await refused(0xa700, /at most 2 overlay boxes/, film(many), { limits: { boxesPerFilm: 2 } });
    await refused(
      0xa700,
      /bytes/,
      film([box, overlayBox('1.2.3.61', [plane(new Array<number>(66).fill(0), { OverlayRows: 66 })])]),
      { limits: { imageBytes: 64 } },
    );
  });

  test('C000: a data set that breaks off', () =>
    refused(0xc000, /./, (scu) =>
      scu.request(
        {
          kind: 'C-STORE-RQ',
          affectedSopClassUid: sopClasses.HardcopyGrayscaleImage,
          affectedSopInstanceUid: first,
          priority: 0,
        },
        Uint8Array.of(0xe0, 0x7f, 0x10, 0x00, 0x4f, 0x57, 0, 0, 0x40, 0, 0, 0, 1, 2, 3),
      ),
    ));

  test('the response to the last image says that the film it completes does not print', () =>
    refused(0xc000, /ImageDisplayFormat/, async (scu) => {
      assert.equal((await storeFilm(scu, [imageBox(1, first)], { ImageDisplayFormat: 'MOSAIC' })).status, 0);
      return storeGray(scu, first);
    }));
});
