import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  codeLength,
  decodeTarget,
  encodeTarget,
  printerChecksum,
} from '../../../src/calibration/target/target-code.ts';
import { drawTarget } from '../../../src/calibration/target/target-image.ts';
import { targetPatches } from '../../../src/calibration/target/target-layout.ts';
import { targetFilm, targetFilmSize, targetImage } from '../../../src/calibration/target/target.ts';
import type { Film } from '../../../src/shared/film/film.ts';
import { filmSizeIds } from '../../../src/shared/film/film-sizes.ts';
import type { Printer } from '../../../src/shared/film/printer.ts';
import { composeSheet } from '../../../src/render/sheet/sheet.ts';
import { layoutSheet } from '../../../src/render/layout/layout.ts';
import { configuredPrinter } from '../../support/configured-printer.ts';
import { suiteFolder } from '../../support/temporary-folder.ts';

const folder = suiteFolder('target');

describe('the code of a target', () => {
  const code = fc.record({
    kind: fc.constantFrom('device', 'p-values'),
    levels: fc.integer({ min: 18, max: 64 }),
    printer: fc.integer({ min: 0, max: 0xffff }),
    serial: fc.integer({ min: 0, max: 0x7fff }),
  });

  test('is read back, and other patterns are refused', () => {
    fc.assert(
      fc.property(code, fc.constantFrom('top', 'bottom'), fc.nat(codeLength - 1), (said, row, wrong) => {
        const cells = encodeTarget({ ...said }, row);
        assert.equal(cells.length, codeLength);
        assert.deepEqual(decodeTarget(cells), { code: { ...said }, row });
        assert.equal(decodeTarget(cells.map((cell, index) => cell !== (index === wrong))), undefined);
        assert.notDeepEqual(decodeTarget(cells.toReversed())?.code, { ...said });
      }),
      { numRuns: 200 },
    );
    assert.equal(decodeTarget([true, false]), undefined);
  });

  test('distinguishes printers and media', () => {
    const sums = [
      ['HARDCOPY', 'paper'],
      ['HARDCOPY', 'blue-film'],
      ['HARDCOPY2', 'paper'],
    ].map(([title = '', medium = '']) => printerChecksum(title, medium));
    assert.equal(new Set(sums).size, 3);
  });
});

describe('the wedge', () => {
  for (const levels of [18, 25, 32, 33, 64]) {
    test(`of ${levels} values has each value as often as fits, including black and white`, () => {
      const patches = targetPatches(levels, 'device');
      const times = levels <= 32 ? 2 : 1;
      assert.equal(patches.length, levels * times);
      const values = Map.groupBy(patches, ({ value }) => value);
      assert.equal(values.size, levels);
      for (const same of values.values()) assert.equal(same.length, times);
      assert.ok(values.has(0) && values.has(255));
      assert.deepEqual(targetPatches(levels, 'device'), patches);
    });
  }

  test('has different neighbors, and no order that could be mistaken for shading', () => {
    const patches = targetPatches(32, 'device');
    for (const [index, { value }] of patches.entries()) {
      const right = index % 8 === 7 ? undefined : patches[index + 1];
      for (const other of [right, patches[index + 8]]) {
        if (other) assert.ok(Math.abs(other.value - value) > 10, `${index}: ${value} beside ${other.value}`);
      }
    }
    // The two patches of a value are opposite each other: their mean position is the middle.
    for (const same of Map.groupBy(patches, ({ value }) => value).values()) {
      const sum = same.reduce((total, { patch }) => total + patch, 0);
      assert.equal(sum, 65);
    }
  });
});

describe('the values of a wedge', () => {
  const values = (levels: number, kind: 'device' | 'p-values') =>
    [...new Set(targetPatches(levels, kind).map(({ value }) => value))].sort((a, b) => a - b);

  test('to verify with are evenly spaced, as in TG18', () => {
    assert.deepEqual(
      values(18, 'p-values'),
      Array.from({ length: 18 }, (_, level) => level * 15),
    );
  });

  test('to calibrate with are denser toward black and white, and all different', () => {
    for (const levels of [18, 32, 64]) {
      const found = values(levels, 'device');
      assert.equal(found.length, levels);
      assert.deepEqual([found[0], found.at(-1)], [0, 255]);
      const steps = found.slice(1).map((value, index) => value - found[index]!);
      const [first, middle, last] = [steps[0]!, steps[levels >> 1]!, steps.at(-1)!];
      assert.ok(middle > 2 * first && middle > 2 * last, `${first}, ${middle}, ${last}`);
    }
  });
});

describe('a target as a film', () => {
  const printer: Printer = configuredPrinter();
  const calibrated: Printer = {
    ...printer,
    calibration: [
      { deviceValue: 0, density: 1.5 },
      { deviceValue: 128, density: 1.2 },
      { deviceValue: 255, density: 0.1 },
    ],
  };

  function filmOf(kind: 'device' | 'p-values'): { film: Film; blobPaths: Record<string, string> } {
    const options = { kind, serial: 5, levels: 32 } as const;
    const image = targetImage(printer, options);
    const file = path.join(folder, `${kind}.raw`);
    writeFileSync(file, image.pixels);
    let uid = 0;
    const blob = { key: kind, byteLength: image.pixels.length };
    const film = targetFilm(printer, options, { image, pixels: blob }, () => `2.25.${(uid += 1)}`);
    // As the spool stores it.
    return { film: JSON.parse(JSON.stringify(film)) as Film, blobPaths: { [kind]: file } };
  }

  /** Device values in the middle of every patch. */
  function printedValues(kind: 'device' | 'p-values', bits: 8 | 16, by: Printer): number[] {
    const { film, blobPaths } = filmOf(kind);
    const sheet = composeSheet(film, layoutSheet(film, by), { printer: by, blobPaths, bits });
    const [image] = sheet.images;
    assert.ok(image);
    const rows = Array.from(image.rows(), (row) => Buffer.from(row));
    const scale = image.device.width / 180;
    return targetPatches(32, kind).map(({ area }) => {
      const x = Math.floor((area.x + area.width / 2) * scale);
      const row = rows[Math.floor((area.y + area.height / 2) * scale)]!;
      return bits === 8 ? row[x]! : row.readUInt16BE(2 * x);
    });
  }

  const values = targetPatches(32, 'device').map(({ value }) => value);

  test('reaches the device unchanged: no tone, no calibration, no dither', () => {
    const low = { ...calibrated, resolution: 72 };
    assert.deepEqual(printedValues('device', 8, low), values);
    assert.deepEqual(printedValues('device', 8, { ...low, dither: true }), values);
    assert.deepEqual(
      printedValues('device', 16, low),
      values.map((value) => value * 257),
    );
  });

  test('to verify with has tone and calibration applied', () => {
    const low = { ...calibrated, resolution: 72 };
    const found = printedValues('p-values', 8, low);
    assert.notDeepEqual(found, values);
    assert.equal(found[values.indexOf(0)], 0);
    assert.equal(found[values.indexOf(255)], 255);
  });

  test('has a size that fits a scanner, if the printer has one', () => {
    assert.equal(targetFilmSize(printer), 'A4');
    const without = filmSizeIds.filter((size) => size !== 'A4' && size !== '8_5INX11IN');
    assert.equal(targetFilmSize({ ...printer, filmSizes: without }), '8INX10IN');
    assert.equal(targetFilmSize({ ...printer, filmSizes: ['14INX17IN'] }), '14INX17IN');
  });

  test('has black marks on white, and empty corners', () => {
    const { pixels, columns, rows } = drawTarget({ kind: 'device', levels: 18, printer: 1, serial: 1 });
    assert.equal(pixels.length, columns * rows);
    const at = (x: number, y: number) => pixels[y * 6 * columns + x * 6];
    assert.deepEqual(
      [at(1, 1), at(12, 12), at(12, 8), at(12, 6), at(26, 12), at(36, 12)],
      [255, 0, 255, 0, 0, 255],
    );
  });
});
