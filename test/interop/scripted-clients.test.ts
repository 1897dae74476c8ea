// Real print clients, scripted as their sources send, against a running server over the network: every answer is 0000, and the
// films show every image upright, in its box, in its gray or color.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import sharp from 'sharp';
import { TestServer, type JobAnswer } from '../support/server.ts';
import { clearCanvas } from './scripted-clients/clearcanvas.ts';
import { filmPrintTool } from './scripted-clients/film-print-tool.ts';
import { foDicom } from './scripted-clients/fo-dicom.ts';
import { ginkgoCadx } from './scripted-clients/ginkgo-cadx.ts';
import { pynetdicom } from './scripted-clients/pynetdicom.ts';
import { play, troubles } from './scripted-clients/run.ts';
import { imageSide, shadeOf, type ClientScript, type PrintCase } from './scripted-clients/script.ts';
import { weasis } from './scripted-clients/weasis.ts';

interface Page {
  readonly width: number;
  readonly height: number;
  readonly at: (x: number, y: number) => readonly [red: number, green: number, blue: number];
}

/** How bright a value of shade 0 to 255 comes out on paper without calibration: darker values are not brighter. */
const resolution = 100;
const a4Mm = 210;
const eightInchesMm = 203.2;

const isDark = (value: number) => value < 40;
const isWhite = (value: number) => value > 235;

describe('scripted clients', () => {
  let server: TestServer;
  /** Jobs seen so far; the server lists the newest first. */
  let seen = 0;
  before(async () => {
    server = await TestServer.start({
      config: `printers: [{ aeTitle: HARDCOPY, resolution: ${resolution}, margin: 0, gap: 0 }]\n`,
    });
  });
  after(async () => {
    assert.equal(await server.stop(), 0);
  });

  /** Plays a script and gives its jobs, once they are printed. */
  async function jobsOf(script: ClientScript, jobs: number): Promise<readonly JobAnswer[]> {
    assert.deepEqual(troubles(await play(script, server.dicomPort)), []);
    seen += jobs;
    return (await server.jobsDone(seen)).slice(-jobs);
  }

  async function pageOf(job: JobAnswer, film: number): Promise<Page> {
    const response = await server.get(`/api/jobs/${job.id}/films/${film}.png?width=600`);
    assert.equal(response.status, 200);
    const picture = sharp(Buffer.from(await response.arrayBuffer()));
    const { data, info } = await picture
      .toColorspace('srgb')
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const sample = (x: number, y: number, channel: number) =>
      data[(Math.round(y) * info.width + Math.round(x)) * info.channels + channel] ?? 0;
    return {
      width: info.width,
      height: info.height,
      at: (x, y) => [sample(x, y, 0), sample(x, y, 1), sample(x, y, 2)],
    };
  }

  /**
   * The images of a film: square, in the middle of equal boxes; or, `composed`, together one image of the whole page. With
   * magnification NONE, on a film `oneToOneMm` wide, a sample is a device pixel.
   */
  function assertFilm(
    page: Page,
    { columns, rows, color }: PrintCase,
    { composed = false, oneToOneMm }: { readonly composed?: boolean; readonly oneToOneMm?: number } = {},
  ): void {
    const [boxWidth, boxHeight] = [page.width / columns, page.height / rows];
    const filled = Math.min(boxWidth, boxHeight);
    const imageMm = (imageSide / resolution) * 25.4;
    const side = oneToOneMm === undefined ? filled : (imageMm / oneToOneMm) * page.width;
    const grays: number[] = [];
    for (let image = 1; image <= columns * rows; image += 1) {
      const [column, row] = [(image - 1) % columns, Math.floor((image - 1) / columns)];
      const middle = composed
        ? [
            page.width / 2 + (column + 0.5 - columns / 2) * side,
            page.height / 2 + (row + 0.5 - rows / 2) * side,
          ]
        : [(column + 0.5) * boxWidth, (row + 0.5) * boxHeight];
      const [x = 0, y = 0] = middle;
      // A fifth of the image off its middle: inside its quarters, whatever margin and gap take.
      const off = side / 5;
      const what = `image ${image} of ${columns} × ${rows}`;
      const [upper, upperGreen] = page.at(x - off, y - off);
      const [other] = page.at(x + off, y - off);
      assert.ok(Math.abs(upper - other) <= 12, `${what}: upper half ${upper} and ${other}`);
      assert.ok(
        isDark(page.at(x - off, y + off)[0]),
        `${what}: lower left ${page.at(x - off, y + off).join()}`,
      );
      const [white] = page.at(x + off, y + off);
      assert.ok(isWhite(white), `${what}: lower right ${white}`);
      if (color) assert.ok(upper - upperGreen > 20, `${what}: red ${upper}, green ${upperGreen}`);
      grays.push(upper);
    }
    // Brighter from image to image, as the shades are.
    for (const [index, gray] of grays.entries()) {
      const before = grays[index - 1];
      if (before !== undefined) assert.ok(gray > before, `grays ${grays.join()}`);
      assert.ok(gray > 5 && gray < 250, `shade ${shadeOf(index + 1, grays.length)} is ${gray}`);
    }
  }

  const layouts = [
    [1, 1],
    [2, 2],
    [3, 4],
  ] as const;
  const gray = layouts.map(([columns, rows]): PrintCase => ({ columns, rows, color: false }));
  const color = layouts.map(([columns, rows]): PrintCase => ({ columns, rows, color: true }));
  const nameOf = (film: PrintCase) => `${film.columns} × ${film.rows} ${film.color ? 'in color' : 'gray'}`;
  const both = [...gray, ...color];

  for (const film of both) {
    test(`fo-dicom’s sample, ${nameOf(film)}`, async () => {
      const [job] = await jobsOf(foDicom([film]), 1);
      assert.ok(job);
      assert.deepEqual([job.films[0]?.filmSizeId, job.films[0]?.images], ['A4', film.columns * film.rows]);
      assertFilm(await pageOf(job, 1), film, { oneToOneMm: a4Mm });
    });

    test(`Weasis, ${nameOf(film)}`, async () => {
      const [job] = await jobsOf(weasis(film), 1);
      assert.ok(job);
      assert.equal(job.films[0]?.filmSizeId, '8INX10IN');
      assertFilm(await pageOf(job, 1), film, { composed: true });
    });

    test(`ClearCanvas, ${nameOf(film)}`, async () => {
      const [job] = await jobsOf(clearCanvas([film]), 1);
      assert.ok(job);
      assertFilm(await pageOf(job, 1), film, { oneToOneMm: eightInchesMm });
    });
  }

  for (const film of gray) {
    test(`Ginkgo CADx, ${nameOf(film)}`, async () => {
      const [job] = await jobsOf(ginkgoCadx(film), 1);
      assert.ok(job);
      assert.deepEqual([job.priority, job.films[0]?.images], ['MED', film.columns * film.rows]);
      assertFilm(await pageOf(job, 1), film);
    });
  }

  test('fo-dicom’s sample as it ships: a gray film and one in color, in one session', async () => {
    const films = [gray[0], color[0]].flatMap((film) => film ?? []);
    const [job] = await jobsOf(foDicom(films), 1);
    assert.ok(job);
    assert.equal(job.films.length, 2);
    for (const [index, film] of films.entries())
      assertFilm(await pageOf(job, index + 1), film, { oneToOneMm: a4Mm });
  });

  test('ClearCanvas, three films in one session', async () => {
    for (const [index, job] of (await jobsOf(clearCanvas(gray), 3)).entries()) {
      const film = gray[index];
      assert.ok(film);
      assertFilm(await pageOf(job, 1), film, { oneToOneMm: eightInchesMm });
    }
  });

  test('the print example of pynetdicom’s documentation', async () => {
    const [job] = await jobsOf(pynetdicom, 1);
    assert.ok(job);
    assert.equal(job.films[0]?.imageDisplayFormat, 'STANDARD\\1,1');
    assertFilm(await pageOf(job, 1), { columns: 1, rows: 1, color: false });
  });

  for (const interpretation of ['MONOCHROME2', 'MONOCHROME1'] as const) {
    test(`a print tool on ClearCanvas’ grayscale SCU, ${interpretation}`, async () => {
      const [job] = await jobsOf(filmPrintTool(interpretation), 1);
      assert.ok(job);
      assertFilm(await pageOf(job, 1), { columns: 1, rows: 1, color: false });
    });
  }
});
