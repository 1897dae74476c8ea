// The built-in test page: the grays of its pattern, and that its ruler measures 100 mm on every film size.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filmOrientations, type Film, type PrintRequest } from '../../src/shared/film/film.ts';
import { filmSizeIds } from '../../src/shared/film/film-sizes.ts';
import type { Printer } from '../../src/shared/film/printer.ts';
import { layoutSheet } from '../../src/render/layout/layout.ts';
import { testPageRequest } from '../../src/pages/test-page.ts';
import { testPattern, testPatternMm, testPatternPlaces as places } from '../../src/pages/test-pattern.ts';
import { testPrinter } from '../support/pipeline-parts.ts';

async function requested(
  printer: Printer,
): Promise<{ request: PrintRequest; film: Film; written: Uint8Array }> {
  let written = new Uint8Array();
  const request = await testPageRequest({
    printer,
    address: '10.0.0.7',
    at: new Date('2026-03-01T10:00:05Z'),
    papers: ['A4', 'A3'],
    openBlob: () =>
      Promise.resolve({
        write: (chunk) => {
          written = Uint8Array.from(chunk);
        },
        finish: () => Promise.resolve({ key: 'b1', byteLength: written.length }),
        discard: () => Promise.resolve(),
      }),
  });
  const [film] = request.films;
  assert.ok(film);
  return { request, film, written };
}

test('steps of 0 to 100 %, 5 % in black and 95 % in white', () => {
  const { columns, rows, pixels } = testPattern();
  const perMm = columns / testPatternMm.width;
  assert.equal(rows / perMm, testPatternMm.height);
  const at = (xMm: number, yMm: number) =>
    pixels[Math.round(yMm * perMm) * columns + Math.round(xMm * perMm)];
  const { steps, dark, bright, ramp } = places;
  assert.deepEqual(
    Array.from({ length: 11 }, (_, step) => at(steps.x + (step + 0.5) * steps.width, steps.y + 15)),
    [0, 26, 51, 77, 102, 128, 153, 179, 204, 230, 255],
  );
  assert.deepEqual([at(dark.x + 5, dark.y + 5), at(dark.x + 30, dark.y + 20)], [0, 13]);
  assert.deepEqual([at(bright.x + 5, bright.y + 5), at(bright.x + 30, bright.y + 20)], [255, 242]);
  assert.deepEqual([at(ramp.x, ramp.y + 5), at(ramp.x + ramp.width - 0.125, ramp.y + 5)], [0, 255]);
});

test('the ruler has 101 ticks, one millimeter from the next', () => {
  const { columns, pixels } = testPattern();
  const perMm = columns / testPatternMm.width;
  const start = Math.round((places.ruler.y - 3) * perMm) * columns;
  const row = pixels.subarray(start, start + columns);
  const ticks = Array.from(row.keys()).filter((x) => row[x] === 0 && row[x - 1] === 255);
  // The frame begins in the first column, and ends the row.
  const inside = ticks.slice(0, -1);
  assert.equal(inside.length, 101);
  assert.ok(inside.every((x, index) => x - (inside[0] ?? 0) === index * perMm));
  assert.equal((inside[100] ?? 0) - (inside[0] ?? 0), testPatternMm.ruler * perMm);
});

test('a second ruler down the page, steps by number, corners, and line pairs in both directions', () => {
  const { columns, pixels } = testPattern();
  const perMm = columns / testPatternMm.width;
  const at = (xMm: number, yMm: number) =>
    pixels[Math.floor(yMm * perMm + 1e-9) * columns + Math.floor(xMm * perMm + 1e-9)];
  /** Where white becomes black along a line of pixels. */
  const starts = (length: number, pixel: (index: number) => number | undefined) =>
    Array.from({ length }, (_, index) => index).filter(
      (index) => pixel(index) === 0 && (index === 0 || pixel(index - 1) === 255),
    );
  const { uprightRuler, pairs, steps, corners } = places;
  const down = starts(102 * perMm, (y) => at(uprightRuler.x - 3, uprightRuler.y - 1 + y / perMm));
  assert.equal(down.length, 101);
  assert.equal((down[100] ?? 0) - (down[0] ?? 0), testPatternMm.ruler * perMm);
  for (const [index, perMillimeter] of pairs.perMm.entries()) {
    const left = pairs.x + index * pairs.pitch;
    const wide = starts(pairs.side * perMm, (x) => at(left + x / perMm, pairs.y + 5.3));
    const high = starts(pairs.side * perMm, (y) => at(left + pairs.side + 7.3, pairs.y + y / perMm));
    assert.deepEqual([wide.length, high.length], [pairs.side * perMillimeter, pairs.side * perMillimeter]);
  }
  const [right, bottom] = [testPatternMm.width, testPatternMm.height];
  const inner = corners.length - 0.5;
  for (const [x, y] of [
    [0.8, inner],
    [inner, 0.8],
    [right - 0.8, inner],
    [right - inner, bottom - 0.8],
    [0.8, bottom - inner],
    [2.5, 2.5],
  ] as const) {
    assert.equal(at(x, y), 0, `${x}, ${y}`);
  }
  assert.equal(at(right - 2.5, 2.5), 255);
  // A number under every step: 1 has 8 cells, 8 has 13.
  const ink = (step: number) => {
    let black = 0;
    for (let x = 0; x < steps.width; x += 1 / perMm)
      for (let y = 1.25; y < 4.5; y += 1 / perMm)
        if (at(steps.x + (step - 1) * steps.width + x, steps.y + steps.height + y) === 0) black++;
    return black / 16;
  };
  const inks = Array.from({ length: 11 }, (_, index) => ink(index + 1));
  assert.ok(
    inks.every((cells) => cells >= 7),
    inks.join(' '),
  );
  assert.equal(inks[7], 13);
});

test('it prints at true size on every film, either way up', async () => {
  for (const filmSize of filmSizeIds) {
    for (const filmOrientation of filmOrientations) {
      const defaults = { ...testPrinter.defaults, filmSize, filmOrientation };
      const { film } = await requested({ ...testPrinter, defaults, filmSizes: [filmSize] });
      assert.equal(film.filmSizeId, filmSize);
      const [box] = layoutSheet(film, testPrinter).boxes;
      assert.equal(box?.placed?.fit, 'as requested', `${filmSize} ${filmOrientation}`);
      assert.ok(Math.abs(box.placed.rect.widthMm - testPatternMm.width) < 1e-6);
      assert.ok(Math.abs(box.placed.rect.heightMm - testPatternMm.height) < 1e-6);
    }
  }
});

test('it names the printer and the time, and is the printer’s own film', async () => {
  const { request, film, written } = await requested({ ...testPrinter, densities: { min: 10, max: 300 } });
  assert.deepEqual([request.printer, request.callingAeTitle], ['HARDCOPY', 'TEST_PAGE']);
  assert.deepEqual([request.peerAddress, request.copies, request.priority], ['10.0.0.7', 1, 'HIGH']);
  assert.deepEqual([film.minDensity, film.maxDensity], [10, 300]);
  const [top, bottom, sizes] = film.annotations;
  assert.equal(sizes?.text, 'Film 14INX17IN PORTRAIT, 355.6 × 431.8 mm; paper loaded: A4, A3');
  // In local time, wherever the tests run.
  const clock = /, (.*)$/.exec(top?.text ?? '')?.[1] ?? '';
  assert.equal(top?.text, `Test page of HARDCOPY (Film to PDF), ${clock}`);
  assert.match(clock, /^2026-0[23]-\d\d \d\d:\d\d:05 \S+$/);
  assert.equal(
    bottom?.text,
    'The rulers measure 100 mm. The squares of 5 % and 95 % must be seen. Lines: 4, 2, 1 pairs per mm.',
  );
  assert.deepEqual(written, testPattern().pixels);
});
