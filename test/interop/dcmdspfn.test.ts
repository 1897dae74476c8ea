// The Grayscale Standard Display Function compared with DCMTK's independent implementation (dcmdspfn): every JND index, and
// every P-value of paper and of film as the grays of a sheet.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { media } from '../../src/shared/film/printer.ts';
import { deviceTable } from '../../src/render/tone/device.ts';
import { luminanceOfJnd } from '../../src/render/tone/gsdf.ts';
import { needs } from '../support/external.ts';
import { luminanceOfJnd as referenceLuminance } from '../support/gray-reference.ts';
import { paperPrinter } from '../support/render-films.ts';
import { suiteFolder } from '../support/temporary-folder.ts';

const folder = suiteFolder();

/** Luminances by level, and the JND indices of the first and the last. */
function dcmtkCurve(
  name: string,
  options: readonly string[],
): { luminances: number[]; first: number; last: number } {
  const file = path.join(folder, name);
  execFileSync('dcmdspfn', [...options, '+Og', file]);
  const text = readFileSync(file, 'latin1');
  const [, first, last] = /JND index range : ([\d.]+) - ([\d.]+)/.exec(text) ?? [];
  const luminances = [...text.matchAll(/^\d+\t([\d.]+)$/gm)].map(([, value]) => Number(value));
  return { luminances, first: Number(first), last: Number(last) };
}

describe('the GSDF is that of DCMTK', { skip: needs('dcmdspfn') }, () => {
  test('at all 1023 JND indices within 0.1 %', () => {
    const { luminances, first, last } = dcmtkCurve('all', ['+Il', '0.05', '3993.404', '+Cd', '1023']);
    assert.equal(luminances.length, 1023);
    for (const [index, wanted] of luminances.entries()) {
      const jnd = first + (index / 1022) * (last - first);
      const found = luminanceOfJnd(jnd);
      assert.ok(Math.abs(found / wanted - 1) < 0.001, `${jnd}: ${found}, not ${wanted}`);
    }
  });

  for (const [name, options] of [
    ['paper', ['+Io', '0.05', '2.1', '+Ci', '150', '+Ca', '0']],
    ['blue-film', ['+Io', '0.2', '3.0', '+Ci', '2000', '+Ca', '10']],
  ] as const) {
    test(`all 256 P-values on ${name} have the device values of its luminances within 1`, () => {
      const { luminances } = dcmtkCurve(name, options);
      assert.equal(luminances.length, 256);
      const [dark, bright] = [luminances[0]!, luminances[255]!];
      const table = deviceTable(
        { ...paperPrinter, medium: media[name] },
        { scale: 'GSDF', minDensity: 20, maxDensity: 320 },
        8,
      );
      for (const [level, luminance] of luminances.entries()) {
        const light = (luminance - dark) / (bright - dark);
        const wanted = 255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055);
        const found = table[level * 257]!;
        assert.ok(Math.abs(found - wanted) <= 1, `P ${level}: ${found}, not ${wanted}`);
      }
    });
  }
});

test('the equation of PS3.14, written another way, gives all 1023 luminances', () => {
  for (let jnd = 1; jnd <= 1023; jnd++) {
    assert.ok(Math.abs(luminanceOfJnd(jnd) / referenceLuminance(jnd) - 1) < 1e-9, String(jnd));
  }
});
