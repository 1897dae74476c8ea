// A film that prints on several sheets is shown as these sheets, page by page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { compose, open, print, setImage } from '../support/network-print.ts';
import { grayImage } from '../support/print-client.ts';
import { TestServer } from '../support/server.ts';

const plain = (value: number) => grayImage(64, 64, new Uint8Array(4096).fill(value));

test('a dense film has one picture per sheet', async (t) => {
  const server = await TestServer.start({
    config: 'printers: [{ aeTitle: HARDCOPY, splitAbove: { columns: 1, rows: 1 } }]\n',
  });
  t.after(() => server.stop());
  const connection = await open(server.dicomPort);
  const { filmBox, imageBoxes } = await compose(connection, plain(0), {
    ImageDisplayFormat: 'STANDARD\\1,2',
  });
  await setImage(connection, imageBoxes[1] ?? '', plain(255), 2);
  assert.equal((await print(connection, filmBox)).status, 0);
  await connection.association.release();
  const [job] = await server.jobsDone(1);
  assert.equal(job?.films.length, 1);

  const page = (number: number) => server.get(`/api/jobs/${job.id}/films/${number}.png?width=100`);
  /** Gray in the middle of a page, which is that of its only image. */
  const middleOf = async (number: number) => {
    const picture = sharp(await (await page(number)).arrayBuffer()).grayscale();
    const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
    return data[Math.floor(info.height / 2) * info.width * info.channels + 50 * info.channels];
  };
  assert.deepEqual([await middleOf(1), await middleOf(2)], [0, 255]);
  const third = await page(3);
  assert.equal(third.status, 404);
  assert.deepEqual(await third.json(), {
    error: { code: 'no-such-film', message: `job ${job.id} has 2 pages; there is no page 3` },
  });
});
