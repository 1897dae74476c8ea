// Calibrations and controls through the API of a real server, with simulated scans of a printer whose curve is known.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { errorBody } from '../../src/api/errors.ts';
import type { ApiCalibrationDetail, ApiMeasurement } from '../../src/api/quality/calibrations.ts';
import type { ApiControlDetail, ApiControlRecord } from '../../src/api/quality/controls.ts';
import { printerChecksum } from '../../src/calibration/target/target-code.ts';
import { targetPatches, type TargetKind } from '../../src/calibration/target/target-layout.ts';
import { TestServer } from '../support/server.ts';
import { officePrinter, printedDensity } from '../support/simulated-device.ts';
import {
  officeScanner,
  printerDensity,
  scanFile,
  simulateScan,
  type SimulatedScanner,
} from '../support/simulated-scan.ts';

const config = [
  'printers:',
  '  - { aeTitle: OFFICE, medium: paper, resolution: 72, destinations: [{ kind: pdf, folder: films }] }',
  '  - { aeTitle: OTHER, medium: paper, resolution: 72, destinations: [{ kind: pdf, folder: films }] }',
  '',
].join('\n');
let server: TestServer;
before(async () => {
  server = await TestServer.start({ config });
});
after(() => server.stop());

const url = (route: string) => `http://127.0.0.1:${server.httpPort}/api/${route}`;
async function post(route: string, body: object, who = 'anna') {
  const headers = { 'content-type': 'application/json', 'x-hardcopy-user': who };
  const response = await fetch(url(route), { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: response.status, body: await response.json() };
}
async function ok<T>(route: string, body: object, who?: string): Promise<T> {
  const answer = await post(route, body, who);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body as T;
}
async function refused(route: string, body: object): Promise<readonly [number, string, string]> {
  const answer = await post(route, body);
  const { error } = errorBody.parse(answer.body);
  return [answer.status, error.code, error.message];
}
const get = async <T>(route: string) => (await (await server.get(`/api/${route}`)).json()) as T;

const fileType = 'application/octet-stream';

async function upload(content: Buffer, name = 'scan.png'): Promise<string> {
  const response = await fetch(url('calibrations/OFFICE/paper/scans'), {
    method: 'POST',
    headers: { 'content-type': fileType, 'x-hardcopy-file': name },
    body: new Uint8Array(content),
  });
  const answer = (await response.json()) as { scan: string; bytes: number; name: string };
  assert.equal(response.status, 200, JSON.stringify(answer));
  assert.deepEqual([answer.bytes, answer.name], [content.length, name]);
  return answer.scan;
}

function picture(
  kind: TargetKind,
  printer = 'OFFICE',
  scanner: Partial<SimulatedScanner> = {},
): Promise<Buffer> {
  const levels = kind === 'device' ? 32 : 18;
  const code = { kind, levels, printer: printerChecksum(printer, 'paper'), serial: 7 };
  return scanFile(
    simulateScan(code, printerDensity(officePrinter), { ...officeScanner, dotsPerInch: 80, ...scanner }),
  );
}

const anchors = { whiteDensity: 0.08, blackDensity: 1.72 };
const paper = 'calibrations/OFFICE/paper';
const measuring = `${paper}/measurements`;

test('a scan is measured, and used only when it is accepted; the older calibration can be returned to', async () => {
  const before = await get<ApiCalibrationDetail>(paper);
  assert.deepEqual([before.state, before.id, before.history], ['none', null, []]);
  const scan = await upload(await picture('device', 'OFFICE', { degrees: 92 }));
  const found = await ok<ApiMeasurement>(measuring, { scans: [scan], ...anchors });
  assert.deepEqual(
    [found.state, found.measuredBy, found.source.file, found.source.serial],
    ['open', 'anna', 'scan.png', 7],
  );
  assert.equal(found.dmin.toFixed(2), '0.08');
  assert.ok(Math.abs(found.dmax - 1.72) < 0.03, String(found.dmax));
  // The curve is that of the printer, at every value.
  for (const { deviceValue, density } of found.curve)
    assert.ok(
      Math.abs(density - printedDensity(officePrinter, deviceValue)) < 0.06,
      `${deviceValue}: ${density}`,
    );
  assert.equal(found.curve.length, 256);
  assert.equal(found.after.jndsPerInterval.length, 63);
  assert.ok(found.after.largest < 0.1 && found.before.largest > 0.2);
  assert.deepEqual([found.verdict, found.limits], ['primary', { primary: 0.1, secondary: 0.2 }]);
  assert.match(found.verdictText, /within 10 % of the GSDF/);
  const unchanged = await get<ApiCalibrationDetail>(paper);
  assert.deepEqual([unchanged.state, unchanged.current, unchanged.open.length], ['none', null, 1]);
  const report = await server.get(`/api/${measuring}/${found.id}/report.pdf`);
  assert.equal(
    Buffer.from(await report.arrayBuffer())
      .subarray(0, 5)
      .toString(),
    '%PDF-',
  );

  const accepted = await ok<ApiCalibrationDetail>(`${measuring}/${found.id}/accept`, { inUse: null }, 'bert');
  assert.deepEqual(
    [accepted.state, accepted.id, accepted.measuredBy, accepted.acceptedBy, accepted.open],
    ['valid', found.id, 'anna', 'bert', []],
  );
  const printers = await get<{ printers: { aeTitle: string; calibration: unknown }[] }>('printers');
  assert.deepEqual(
    printers.printers.map(({ calibration }) => calibration !== null),
    [true, false],
  );
  // Twice is once.
  await ok(`${measuring}/${found.id}/accept`, { inUse: null });
  const [, code] = await refused(`${measuring}/${found.id}/discard`, {});
  assert.equal(code, 'not-possible');

  const densities = targetPatches(32, 'device').map(({ patch, value }) => ({
    patch,
    density: Number(printedDensity(officePrinter, value).toFixed(3)),
  }));
  const typed = await ok<ApiMeasurement>(measuring, { densities });
  assert.deepEqual(
    [typed.source.kind, typed.source.file, typed.dmax.toFixed(2)],
    ['table', 'typed densities', '1.72'],
  );
  // Two people: the second one saw another calibration in use.
  const conflict = await refused(`${measuring}/${typed.id}/accept`, { inUse: null });
  assert.deepEqual(conflict.slice(0, 2), [409, 'changed-meanwhile']);
  assert.match(
    conflict[2],
    /^bert accepted another calibration at \S+ \S+ UTC; look at it, then accept again$/,
  );
  await ok(`${measuring}/${typed.id}/accept`, { inUse: found.id });
  const returned = await ok<ApiCalibrationDetail>(
    `${measuring}/${found.id}/accept`,
    { inUse: typed.id },
    'carl',
  );
  assert.deepEqual(
    returned.history.map(({ id, acceptedBy, complete }) => [id, acceptedBy, complete]),
    [
      [found.id, 'carl', true],
      [typed.id, 'anna', true],
      [found.id, 'bert', true],
    ],
  );
  assert.equal(returned.current?.measuredAt, found.measuredAt);
});

test('a table is imported, and a measurement that is discarded is gone', async () => {
  const lines = targetPatches(18, 'device').map(
    ({ value }) => `${value};${printedDensity(officePrinter, value).toFixed(3).replace('.', ',')}`,
  );
  const text = ['deviceValue;density', ...lines].join('\r\n');
  const found = await ok<ApiMeasurement>(measuring, { table: { name: 'i1.csv', text } });
  assert.deepEqual([found.source.file, found.wedge.length], ['i1.csv', 18]);
  for (const { density, fitted } of found.wedge) assert.ok(Math.abs(density - fitted) < 0.02);
  const left = await ok<ApiCalibrationDetail>(`${measuring}/${found.id}/discard`, {});
  assert.ok(!left.open.some(({ id }) => id === found.id));
  for (const action of ['discard', 'accept'])
    assert.deepEqual(
      (await refused(`${measuring}/${found.id}/${action}`, action === 'accept' ? { inUse: null } : {}))[1],
      action === 'accept' ? 'changed-meanwhile' : 'no-such-measurement',
    );
});

test('what cannot be measured is refused with what to do, and changes nothing', async () => {
  const inUse = (await get<ApiCalibrationDetail>(paper)).id;
  const noise = Buffer.from(Array.from({ length: 900 * 1200 }, (_, index) => 150 + ((index * 7919) % 97)));
  const blank = await sharp(noise, { raw: { width: 900, height: 1200, channels: 1 } })
    .png()
    .toBuffer();
  const good = await picture('device');
  const { width, height } = await sharp(good).metadata();
  const cropped = await sharp(good)
    .extract({ left: 0, top: 0, width, height: Math.round(height * 0.7) })
    .png()
    .toBuffer();
  const tiny = await sharp(good).resize({ width: 300 }).png().toBuffer();
  for (const [content, sentence] of [
    [blank, /none of the four ring marks/],
    [cropped, /only 2 of the four ring marks.*Scan the whole page/],
    [tiny, /has only 300 × \d+ pixels\. Scan the page at 150 dpi/],
    [Buffer.from('not a picture'), /cannot be read as a picture/],
    [await picture('device', 'OTHER'), /target 7 of another printer or medium/],
    [await picture('p-values'), /for testing a calibration/],
  ] as const) {
    const scan = await upload(content);
    const [status, code, message] = await refused(measuring, { scans: [scan], ...anchors });
    assert.deepEqual([status, code], [422, 'measurement-unusable'], message);
    assert.match(message, sentence);
  }
  const patches = targetPatches(32, 'device').map(({ patch, value }) => ({
    patch,
    density: printedDensity(officePrinter, value),
  }));
  for (const [body, code, sentence] of [
    [{ densities: patches.slice(0, 5) }, 'measurement-unusable', /a target has 36 to 64|end with patch 5/],
    [
      {
        densities: patches
          .map((one, at) => ({ ...one, density: patches[63 - at]!.density }))
          .map((one, at) => ({ ...one, density: at % 2 ? one.density : 0.9 })),
      },
      'measurement-unusable',
      /do not fall steadily|too small|rise/,
    ],
    [
      { densities: [{ patch: 1, density: -1 }] },
      'bad-request',
      /densities\[0\]\.density is -1; must be an optical density from 0 to 5/,
    ],
    [{ densities: [] }, 'bad-request', /list of 1 to 64 patches/],
    [{}, 'bad-request', /nothing to measure/],
    [{ scans: ['abc'] }, 'no-such-upload', /no scan abc any more; upload it again/],
    [{ table: { text: 'hello' } }, 'measurement-unusable', /No column of the measurements is called density/],
  ] as const) {
    const [, found, message] = await refused(measuring, body);
    assert.equal(found, code, message);
    assert.match(message, sentence);
  }
  assert.deepEqual(
    await refused('calibrations/NOWHERE/paper/measurements', {}).then(([status, code]) => [status, code]),
    [404, 'no-such-printer'],
  );
  assert.deepEqual(
    await refused('calibrations/OFFICE/blue-film/measurements', {}).then(([status]) => status),
    404,
  );
  assert.equal((await get<ApiCalibrationDetail>(paper)).id, inUse);
});

test('a scan that is too large, empty, aborted or no file is refused before it fills the disk', async () => {
  const send = (headers: Record<string, string>, body: string) =>
    fetch(url(`${paper}/scans`), { method: 'POST', headers, body });
  const json = errorBody.parse(await (await send({ 'content-type': 'application/json' }, '{}')).json());
  assert.equal(json.error.code, 'bytes-needed');
  const foreign = await send({ 'content-type': fileType, origin: 'http://other.example' }, 'x');
  assert.equal(foreign.status, 403);
  const empty = errorBody.parse(await (await send({ 'content-type': fileType }, '')).json());
  assert.equal(empty.error.code, 'bad-request');
  // 2 GB by its length: answered without reading it.
  const large = await new Promise<string>((resolve, reject) => {
    void import('node:http').then(({ request }) => {
      const sent = request(
        url(`${paper}/scans`),
        { method: 'POST', headers: { 'content-type': fileType, 'content-length': 2_147_483_648 } },
        (response) => {
          response.setEncoding('utf8').on('data', (text: string) => {
            resolve(`${response.statusCode ?? 0} ${text}`);
            sent.destroy();
          });
        },
      );
      sent.on('error', reject).flushHeaders();
    });
  });
  assert.match(large, /^413 .*body-too-large.*the file has 2048 MiB; may have 256 MiB/);
  const controller = new AbortController();
  const endless = new ReadableStream<Uint8Array>({
    pull: (stream) => {
      stream.enqueue(new Uint8Array(65_536));
      controller.abort();
    },
  });
  await assert.rejects(
    fetch(url(`${paper}/scans`), {
      method: 'POST',
      headers: { 'content-type': fileType },
      body: endless,
      signal: controller.signal,
      duplex: 'half',
    }),
  );
  // What an aborted upload has written is removed; the scans of the other tests are at most twenty.
  const kept = () => readdirSync(path.join(server.data, 'cache', 'scans')).length;
  assert.ok(kept() <= 20);
});

test('a control is scanned or typed, judged by the reference, noted, and exported', async () => {
  const at = 'controls/OFFICE/paper';
  const { steps, limits, reference } = await get<ApiControlDetail>(at);
  assert.deepEqual([limits, reference], [{ dmin: 0.03, steps: 0.1, outerSteps: 0.15, dmax: 0.2 }, null]);
  const scans = [await upload(await picture('p-values'))];
  const [, , message] = await refused(`${at}/records`, { kind: 'weekly', scans });
  assert.match(message, /a scan needs whiteDensity and blackDensity/);
  const weekly = await ok<ApiControlRecord>(`${at}/records`, { kind: 'weekly', scans, ...anchors });
  assert.deepEqual([weekly.passed, weekly.values.length, weekly.source.file], [null, 18, 'scan.png']);
  for (const { pValue, density } of weekly.values)
    assert.ok(Math.abs(density - printedDensity(officePrinter, pValue)) < 0.06, `${pValue}: ${density}`);
  const set = await ok<ApiControlDetail>(`${at}/reference`, { record: weekly.id, replaces: null }, 'physics');
  assert.deepEqual(
    [set.reference?.who, set.reference?.densities.length, set.daily.state],
    ['physics', 18, 'current'],
  );
  const [status, code] = await refused(`${at}/reference`, { record: weekly.id, replaces: null });
  assert.deepEqual([status, code], [409, 'changed-meanwhile']);

  const known = new Map(weekly.values.map(({ pValue, density }) => [pValue, density]));
  const typed = (offset: Readonly<Record<number, number>>) =>
    steps.daily.map(({ pValue }) => ({ pValue, density: (known.get(pValue) ?? 0) + (offset[pValue] ?? 0) }));
  const good = await ok<ApiControlRecord>(`${at}/records`, {
    kind: 'daily',
    densities: typed({ 135: 0.09 }),
  });
  assert.equal(good.passed, true);
  const bad = await ok<ApiControlRecord>(`${at}/records`, {
    kind: 'daily',
    densities: typed({ 0: -0.21 }),
    comment: 'pale',
  });
  assert.deepEqual(
    [
      bad.passed,
      bad.values
        .filter(({ passed }) => passed === false)
        .map(({ pValue, role, limit }) => [pValue, role, limit]),
    ],
    [false, [[0, 'dmax', 0.2]]],
  );
  assert.deepEqual(
    bad.advice.map(({ code: advice }) => advice),
    ['dmax-low'],
  );
  const status1 = await get<{ todo: { kind: string; sentence: string }[] }>('status');
  assert.match(
    status1.todo.find(({ kind }) => kind === 'control')?.sentence ?? '',
    /OFFICE on paper has failed: Black is too light/,
  );
  await ok(`${at}/records/${bad.id}/notes`, { kind: 'correction', text: 'Toner replaced.' }, 'carl');
  const status2 = await get<{ todo: { kind: string }[] }>('status');
  assert.deepEqual(
    status2.todo.filter(({ kind }) => kind === 'control'),
    [],
  );
  const listed = await get<ApiControlDetail>(at);
  assert.deepEqual(
    listed.records.map(({ id }) => id),
    [bad.id, good.id, weekly.id],
  );
  assert.deepEqual(
    listed.records[0]?.notes.map(({ who, kind, text }) => [who, kind, text]),
    [
      ['anna', 'comment', 'pale'],
      ['carl', 'correction', 'Toner replaced.'],
    ],
  );
  const csv = await (await server.get(`/api/${at}/record.csv`)).text();
  assert.equal(csv.split('\r\n').length, 1 + 18 + 7 + 7 + 1);
  const pdf = await server.get(`/api/${at}/record.pdf?days=30`);
  assert.equal(pdf.headers.get('content-disposition'), 'attachment; filename="control-OFFICE-paper.pdf"');
  assert.equal(
    Buffer.from(await pdf.arrayBuffer())
      .subarray(0, 5)
      .toString(),
    '%PDF-',
  );
  const [, wrong, sentence] = await refused(`${at}/records`, {
    kind: 'daily',
    densities: typed({}).slice(1),
  });
  assert.equal(wrong, 'measurement-unusable');
  assert.match(sentence, /P-values 255 are missing/);
});
