// A queue of a print server instead of the printer itself: film → Hardcopy → CUPS with its filters → IPP printer. The sheet
// shows the film at its size, and the job ends when the queue reports that it was printed.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { cupsPrograms, startCups } from '../support/cups-server.ts';
import { needs } from '../support/external.ts';
import { ippPrinterPrograms, startIppPrinter } from '../support/ipp-printer.ts';
import { compose, open, print } from '../support/network-print.ts';
import { grayPage, type GrayPage } from '../support/pages.ts';
import { TestServer } from '../support/server.ts';

const skip = needs(...cupsPrograms, ...ippPrinterPrograms, 'pdftoppm');

/** A film that lies, as it is put on paper that stands: by CUPS: its left side at the top. */
function rotated({ width, height, pixels }: GrayPage): GrayPage {
  const at = (x: number, y: number) => pixels[(height - 1 - x) * width + y] ?? 0;
  const rotatedPixels = Uint8Array.from({ length: width * height }, (_, i) =>
    at(i % height, Math.floor(i / height)),
  );
  return { width: height, height: width, pixels: rotatedPixels };
}

test('films through a CUPS queue come out as they were rendered, each once', { skip }, async (context) => {
  const device = await startIppPrinter(context);
  const cups = await startCups(context);
  const queue = await cups.addQueue('films', device.uri);
  const server = await TestServer.start({
    config: `printers:
  - aeTitle: HARDCOPY
    resolution: 150
    destinations: [{ kind: ipp, name: queue, uri: '${queue}' }]
`,
  });
  context.after(() => server.stop());
  const connection = await open(server.dicomPort);
  for (const filmOrientation of ['PORTRAIT', 'LANDSCAPE']) {
    const { filmBox, filmSession } = await compose(connection, undefined, {
      FilmSizeID: 'A4',
      FilmOrientation: filmOrientation,
    });
    assert.equal((await print(connection, filmBox)).status, 0);
    await connection.client.request(1, {
      kind: 'N-DELETE-RQ',
      requestedSopClassUid: '1.2.840.10008.5.1.1.1',
      requestedSopInstanceUid: filmSession,
    });
  }
  await connection.association.release();
  const jobs = await server.jobsDone(2);
  const printed = await device.printed();
  assert.equal(printed.length, 2, await cups.log());
  for (const [index, job] of jobs.entries()) {
    const rendered = path.join(server.data, `${job.id}.pdf`);
    const answer = await server.get(`/api/jobs/${job.id}/film.pdf`);
    await writeFile(rendered, Buffer.from(await answer.arrayBuffer()));
    const film = await grayPage(rendered, 1, 50);
    const wanted = film.width > film.height ? rotated(film) : film;
    const found = await grayPage(printed[index] ?? '', 1, 50);
    // Paper is cut to whole points on the way.
    assert.ok(Math.abs(found.width - wanted.width) <= 1 && Math.abs(found.height - wanted.height) <= 1);
    const [width, height] = [Math.min(found.width, wanted.width), Math.min(found.height, wanted.height)];
    let difference = 0;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        difference += Math.abs(
          (found.pixels[y * found.width + x] ?? 0) - (wanted.pixels[y * wanted.width + x] ?? 0),
        );
      }
    }
    const mean = difference / (width * height);
    context.diagnostic(`${job.films[0]?.filmOrientation}: mean difference ${mean.toFixed(2)} of 255`);
    assert.ok(mean < 2, String(mean));
  }
});
