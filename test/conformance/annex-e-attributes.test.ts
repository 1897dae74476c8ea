// Every attribute in the tables of PS3.2 annex E is in the statement's table of the same operation, with the columns of the
// annex: range, default and answer to an invalid value, or value and presence.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadConfig } from '../../src/config/config.ts';
import { laidOut, type Table } from '../../src/conformance/formats/document.ts';
import { conformanceStatement } from '../../src/conformance/statement.ts';

const tables = laidOut(conformanceStatement(loadConfig())).filter(
  (block): block is Table => block.kind === 'table',
);

/** (gggg,eeee) of an annex table by the title of our table. Nested attributes occur as often as in the annex. */
const annex: Readonly<Record<string, readonly [title: string, tags: string]>> = {
  'E.4.2-14': [
    'Basic film session N-CREATE request attributes',
    '2000,0010 2000,0020 2000,0030 2000,0040 2000,0050',
  ],
  'E.4.2-14, N-SET': [
    'Basic film session N-SET request attributes',
    '2000,0010 2000,0020 2000,0030 2000,0040 2000,0050',
  ],
  'E.4.2-19': [
    'Basic film box N-CREATE request attributes',
    '2010,0010 2010,0500 0008,1150 0008,1155 2010,0510 2010,0040 2010,0050 2010,0060 2010,0130 2010,0030 2010,0080 2010,0100 2010,0140 2050,0500 0008,1150 0008,1155 2010,015E 2010,0160',
  ],
  'E.4.2-19, returned': [
    'References returned with film box N-CREATE',
    '2010,0500 0008,1150 0008,1155 2010,0510 0008,1150 0008,1155',
  ],
  'E.4.2-22': [
    'Basic film box N-SET request attributes',
    '2010,0060 2010,0130 2010,0080 2010,0100 2010,0140 2050,0500 0008,1150 0008,1155 2010,015E 2010,0150 2010,0160',
  ],
  // Without Image Tone Adjustment (2001,1170), a private attribute of the annex's vendor.
  'E.4.2-26': [
    'Basic grayscale image box N-SET request attributes',
    '2020,0010 2020,0110 0028,0002 0028,0004 0028,0010 0028,0011 0028,0034 0028,0100 0028,0101 0028,0102 0028,0103 7FE0,0010 2020,0020 2010,0060 2010,0080 2020,0030 2050,0500 0008,1150 0008,1155',
  ],
  // Time of Last Calibration is (0018,1201); the annex prints the tag of another attribute.
  'E.4.2-28': [
    'Printer N-GET response attributes',
    '2110,0010 2110,0020 2110,0030 0008,0070 0008,1090 0018,1000 0018,1020 0018,1200 0018,1201',
  ],
  'E.4.2-30': ['Printer N-EVENT-REPORT attributes', '2110,0030 2110,0010 2110,0020'],
  'E.4.2-32': ['Basic annotation box N-SET request attributes', '2030,0010 2030,0020'],
  'E.4.2-34': ['Print Job N-EVENT-REPORT attributes', '2110,0030 2000,0050 2100,0030 2100,0010'],
  'E.4.2-36': [
    'Print Job N-GET response attributes',
    '2100,0020 2000,0020 2110,0030 2100,0070 2100,0040 2100,0050 2100,0030',
  ],
  'E.4.2-38': [
    'Presentation LUT N-CREATE request attributes',
    '2050,0010 0028,3002 0028,3003 0028,3006 2050,0020',
  ],
  'E.4.2-40': [
    'Printer Configuration Retrieval N-GET response attributes',
    '2000,001E 0008,115A 2000,0061 2000,00A0 2000,00A1 2000,00A2 0020,0019 2000,0030 2010,0050 2010,0120 2010,0130 2000,00A8 0028,0010 0028,0011 2010,0010 2010,0040 2010,0050 2010,0052 2010,0376 2020,00A0 2010,0054 2010,00A6 2010,00A8 2010,0154 2020,00A2 0008,0070 0008,1090 2110,0030',
  ],
};

for (const [number, [title, list]] of Object.entries(annex)) {
  test(`${number}: ${title}`, () => {
    const found = tables.find((each) => each.title.endsWith(`: ${title}`));
    assert.ok(found, title);
    const shown = found.rows.map(([, tag = '']) => tag.slice(1, -1));
    const wanted = list.split(' ');
    const count = (tags: readonly string[], tag: string) => tags.filter((each) => each === tag).length;
    assert.deepEqual(
      [...new Set(wanted)].filter((tag) => count(shown, tag) < count(wanted, tag)),
      [],
    );
    for (const row of found.rows) {
      assert.equal(row.length, found.columns.length);
      // The last columns: range, default and answer, or value and presence.
      assert.ok(
        row.slice(3).every((cell) => cell !== ''),
        row.join(' | '),
      );
    }
  });
}

test('every film size has its printable pixels, as the renderer lays them out', () => {
  const [printer] = loadConfig().printers;
  const found = tables.find(({ title }) => title.includes('Printable pixel matrix of each film size'));
  assert.ok(printer && found);
  assert.deepEqual(
    found.rows.map(([size]) => size),
    printer.filmSizes,
  );
  // 14 × 17 inches without 5 mm at every edge, 300 pixels per inch.
  const millimeters = (inches: number) => Math.round(((inches * 25.4 - 10) / 25.4) * 300);
  const [columns = 0, rows = 0] = found.rows[0]?.[1]?.split(' × ').map(Number) ?? [];
  assert.ok(Math.abs(columns - millimeters(14)) <= 1, `${columns} columns`);
  assert.ok(Math.abs(rows - millimeters(17)) <= 1, `${rows} rows`);
  assert.equal(found.rows[0]?.[2], `${rows} × ${columns}`);
});
