// `hardcopy check --devices`: all devices of a configuration are queried at once, with a timeout. It prints how films of each
// size would be sent, or what is missing in one sentence.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import type { DeviceSurvey } from '../../../src/cli/inspect/check-devices.ts';
import { acceptor } from '../../support/associations.ts';
import { endless, startDribbler } from '../../support/dribbling-server.ts';
import { needs } from '../../support/external.ts';
import { ippPrinterPrograms, startIppPrinter } from '../../support/ipp-printer.ts';
import { startScriptedPrinter } from '../../support/scripted-ipp-printer.ts';
import type { Association } from '../../../src/dicom/dimse/association.ts';
import { dataSetOf } from '../../../src/dicom/data-set/data-set.ts';
import { sopClasses } from '../../../src/dicom/data-set/uids.ts';
import { run } from '../run.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

interface Answer {
  readonly verdict: string;
  readonly devices: readonly DeviceSurvey[];
}

/** @param destinations - in YAML, one per line */
async function check(t: TestContext, destinations: readonly string[], ...args: readonly string[]) {
  const folder = temporaryFolder(t, 'check');
  const file = path.join(folder, 'hardcopy.yaml');
  const lines = destinations.map((each) => `      - ${each}\n`).join('');
  writeFileSync(
    file,
    `printers:\n  - aeTitle: WARD\n    filmSizes: [14INX17IN, A4]\n    destinations:\n${lines}`,
  );
  return run(['check', '--devices', '--config', file, '--data', folder, ...args]);
}

async function asked(
  t: TestContext,
  destinations: readonly string[],
): Promise<Answer & { exitCode: number | null }> {
  const { stdout, exitCode } = await check(t, destinations, '--json');
  return { ...(JSON.parse(stdout) as Answer), exitCode };
}

const sentAs = ({ films }: DeviceSurvey) =>
  films.map((film) =>
    film.kind === 'missing'
      ? [film.filmSizeId, film.color, film.missing]
      : [film.filmSizeId, film.color, film.format, film.pixelsPerInch, film.colorMode, film.paper],
  );

test('a healthy printer: format, resolution, paper and colors for films of each size', async (t) => {
  const raster = await startScriptedPrinter(t, {
    attributes: {
      'document-format-supported': ['image/pwg-raster'],
      'color-supported': true,
      'pwg-raster-document-type-supported': ['sgray_8', 'srgb_8'],
      'pwg-raster-document-resolution-supported': [[600, 600, 'dpi']],
      'media-ready': ['iso_a4_210x297mm'],
    },
  });
  const { verdict, devices, exitCode } = await asked(t, [
    `{ kind: ipp, name: office, uri: '${raster.uri}' }`,
  ]);
  assert.deepEqual([verdict, exitCode], ['ok', 0]);
  const [office] = devices;
  assert.ok(office);
  assert.equal(office.finding.found, 'office of WARD: Scripted Printer');
  const a4 = 'A4 (210 × 297 mm)';
  assert.deepEqual(sentAs(office), [
    ['14INX17IN', false, 'image/pwg-raster', 600, 'gray', a4],
    ['14INX17IN', true, 'image/pwg-raster', 600, 'color', a4],
    ['A4', false, 'image/pwg-raster', 600, 'gray', a4],
    ['A4', true, 'image/pwg-raster', 600, 'color', a4],
  ]);
  const scales = office.films.map((film) => film.kind === 'sent' && film.scale);
  assert.deepEqual(scales.slice(2), [1, 1]);
  assert.ok(Number(scales[0]) > 0.5 && Number(scales[0]) < 0.6);
  // Only queries are sent, and nothing is printed.
  assert.deepEqual(
    [...new Set(raster.requests.map(({ operation }) => operation))],
    ['Get-Printer-Attributes'],
  );
  const { stdout } = await check(t, [`{ kind: ipp, name: office, uri: '${raster.uri}' }`]);
  assert.match(stdout, /^office of WARD$/m);
  assert.match(
    stdout,
    /^ {2}A4 +color {2}image\/pwg-raster, color, 600 pixels per inch {2}A4 \(210 × 297 mm\) {2}100 %$/m,
  );
  assert.match(stdout, /No problems found\./);
});

for (const [name, attributes, missing] of [
  [
    'no format of ours',
    { 'document-format-supported': ['application/postscript'] },
    /supports none of|application\/postscript/,
  ],
  [
    'PWG Raster without a type',
    { 'document-format-supported': ['image/pwg-raster'], 'pwg-raster-document-type-supported': ['cmyk_8'] },
    /only cmyk_8 in pwg-raster-document-type-supported/,
  ],
  [
    'URF without a resolution',
    { 'document-format-supported': ['image/urf'], 'urf-supported': ['W8', 'SRGB24'] },
    /urf|resolution/i,
  ],
] as const)
  test(`a printer without a usable format (${name}) is never ready, and one sentence says what is missing`, async (t) => {
    const printer = await startScriptedPrinter(t, { attributes });
    const { verdict, devices, exitCode } = await asked(t, [
      `{ kind: ipp, name: office, uri: '${printer.uri}' }`,
    ]);
    assert.deepEqual([verdict, exitCode], ['broken', 2]);
    const [office] = devices;
    assert.equal(office?.finding.found, 'office of WARD: ELEC CONFIG ERR, does not accept jobs now');
    assert.match(office.finding.fix ?? '', missing);
    const sentences = office.films.flatMap((film) => (film.kind === 'missing' ? [film.missing] : []));
    assert.equal(sentences.length, 4);
    for (const sentence of sentences) assert.match(sentence, missing);
  });

test('names paper that films wait for, or that is too small', async (t) => {
  const printer = await startScriptedPrinter(t);
  const waits = await asked(t, [`{ kind: ipp, name: office, uri: '${printer.uri}', whenNotLoaded: wait }`]);
  assert.deepEqual([waits.verdict, waits.exitCode], ['broken', 2]);
  assert.deepEqual(sentAs(waits.devices[0]!)[2], ['A4', false, 'Load A4 (210 × 297 mm).']);
  const refuses = await asked(t, [
    `{ kind: ipp, name: office, uri: '${printer.uri}', whenTooSmall: refuse }`,
  ]);
  assert.match(String(sentAs(refuses.devices[0]!)[0]?.[2]), /is smaller than the film/);
});

test('waits for unreachable and slow devices at the same time, not one after the other', async (t) => {
  const dribbler = await startDribbler(t, endless['a body in chunks']);
  const good = await startScriptedPrinter(t);
  const startedAt = performance.now();
  const { devices, exitCode } = await asked(t, [
    ...Array.from(
      { length: 6 },
      (_, index) => `{ kind: ipp, name: endless${index}, uri: 'ipp://127.0.0.1:${dribbler.port}/' }`,
    ),
    `{ kind: ipp, name: off, uri: 'ipp://127.0.0.1:1/' }`,
    `{ kind: pool, name: ward, devices: [{ kind: ipp, name: good, uri: '${good.uri}' }] }`,
  ]);
  assert.ok(performance.now() - startedAt < 20_000);
  assert.equal(exitCode, 2);
  assert.deepEqual(
    devices.map(({ destination, finding, films }) => [destination, finding.verdict, films.length]),
    [
      ...Array.from({ length: 6 }, (_, index) => [`endless${index}`, 'broken', 0]),
      ['off', 'broken', 0],
      ['good', 'ok', 4],
    ],
  );
  assert.match(devices[0]?.finding.fix ?? '', /did not answer completely within 5 s/);
  assert.match(devices[6]?.finding.fix ?? '', /cannot be reached/);
});

/** Answers every query of the printer with NORMAL. */
async function serveStatus(association: Association): Promise<void> {
  for await (const { command, context } of association.messages()) {
    if (command.kind !== 'N-GET-RQ') continue;
    const { messageId: messageIdBeingRespondedTo } = command;
    await association.send({
      contextId: context.id,
      command: { kind: 'N-GET-RSP', messageIdBeingRespondedTo, status: 0, hasDataSet: true },
      data: dataSetOf({ PrinterStatus: 'NORMAL' }),
    });
  }
}

for (const [name, classes, films] of [
  [
    'gray and color',
    [sopClasses.BasicGrayscalePrintManagementMeta, sopClasses.BasicColorPrintManagementMeta],
    ['gray', 'color'],
  ],
  ['gray alone', [sopClasses.BasicGrayscalePrintManagementMeta], ['gray', 'gray']],
] as const)
  test(`a DICOM imager of ${name}`, async (t) => {
    const { port } = await acceptor(t, {
      abstractSyntaxes: new Set([...classes, sopClasses.Verification]),
      serve: serveStatus,
    });
    const imager = `{ kind: dicom, name: imager, host: 127.0.0.1, port: ${port}, aeTitle: IMAGER, filmSizes: [14INX17IN] }`;
    const { devices } = await asked(t, [imager]);
    const [found] = devices;
    assert.ok(found);
    assert.deepEqual(
      sentAs(found).map(([size, , format, , mode, paper]) => [size, format, mode, paper]),
      ['14INX17IN', 'A4'].flatMap((size) =>
        films.map((mode) => [
          size,
          'DICOM',
          mode,
          size === 'A4' ? '14INX17IN, the nearest that it has' : size,
        ]),
      ),
    );
  });

test('an imager that refuses Print Management is reported', async (t) => {
  const { port } = await acceptor(t, { abstractSyntaxes: new Set([sopClasses.Verification]) });
  const { devices, exitCode } = await asked(t, [
    `{ kind: dicom, name: imager, host: 127.0.0.1, port: ${port}, aeTitle: IMAGER }`,
  ]);
  assert.equal(exitCode, 2);
  assert.match(devices[0]?.finding.fix ?? '', /IMAGER does not accept Basic Grayscale Print Management/);
});

test('ippeveprinter', { skip: needs(...ippPrinterPrograms), timeout: 60_000 }, async (t) => {
  const printer = await startIppPrinter(t);
  const { devices } = await asked(t, [`{ kind: ipp, name: office, uri: '${printer.uri}' }`]);
  const [office] = devices;
  assert.ok(office);
  assert.notEqual(office.finding.verdict, 'broken', JSON.stringify(office.finding));
  assert.deepEqual(
    office.films.map((film) => film.kind),
    ['sent', 'sent', 'sent', 'sent'],
  );
});
