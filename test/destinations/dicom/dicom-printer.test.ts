// Imagers that fail, are off, or refuse; and the state of an imager as the monitor reads it.
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import { dicomPrinter } from '../../../src/destinations/dicom/dicom-printer.ts';
import { dataSetOf } from '../../../src/dicom/data-set/data-set.ts';
import { sopClasses } from '../../../src/dicom/data-set/uids.ts';
import type { DicomDestination } from '../../../src/destinations/dicom/dicom-settings.ts';
import { jobUid, type Script } from '../../print-scu/scripted-printer.ts';
import { imagerAt } from './forwarding-fixture.ts';
import { deliver, eachWithImager, fixture, imager, kinds, start } from './forwarding-setting.ts';

eachWithImager();

const failures: readonly (readonly [string, Script, readonly [string, string]])[] = [
  [
    'out of order',
    {
      answer: ({ sopClass }) =>
        sopClass === sopClasses.Printer
          ? { data: dataSetOf({ PrinterStatus: 'FAILURE', PrinterStatusInfo: 'FILM JAM' }) }
          : undefined,
    },
    ['device', 'FILM JAM'],
  ],
  [
    'that refuses a film box',
    { answer: ({ sopClass }) => (sopClass === sopClasses.BasicFilmBox ? { status: 0x0106 } : undefined) },
    ['refused', 'INVALID PAGE DES'],
  ],
  [
    'short of memory',
    { answer: ({ kind }) => (kind === 'N-SET-RQ' ? { status: 0xc605 } : undefined) },
    ['transient', 'PRINT BUFF FULL'],
  ],
  [
    'that breaks off',
    {
      answer: ({ kind }, association) => {
        if (kind === 'N-SET-RQ') association.abort('no');
        return undefined;
      },
    },
    ['transient', 'CHECK PRINTER'],
  ],
  ['that is none', { abstractSyntaxes: [sopClasses.Verification] }, ['refused', 'ELEC CONFIG ERR']],
];

describe('an imager', () => {
  for (const [name, script, expected] of failures) {
    test(`${name} fails the attempt: ${expected.join(', ')}`, async () => {
      await start(script);
      const result = await deliver(fixture.task([fixture.film()]));
      assert.deepEqual(result.kind === 'failed' && [result.cause, result.statusInfo], expected);
    });
  }

  test('that is off or has another AE title is waited for', async () => {
    await start();
    const wrong = await deliver(fixture.task([fixture.film()]), { aeTitle: 'OTHER' });
    assert.deepEqual(wrong.kind === 'failed' && [wrong.cause, wrong.statusInfo], [
      'device',
      'ELEC CONFIG ERR',
    ]);
    await imager?.close();
    const off = await deliver(fixture.task([fixture.film()]));
    assert.deepEqual(off.kind === 'failed' && [off.cause, off.statusInfo], ['device', 'PRINTER OFFLINE']);
    assert.match(off.kind === 'failed' ? off.error : '', /nothing listens on 127\.0\.0\.1 port/);
  });

  test('is disconnected when the delivery is stopped, after a running N-ACTION', async () => {
    const stop = new AbortController();
    await start({
      answer: (request) => {
        if (request.kind === 'N-ACTION-RQ') stop.abort();
        return undefined;
      },
    });
    const films = [fixture.film(), fixture.film()];
    await assert.rejects(deliver(fixture.task(films), {}, stop.signal), { name: 'AbortError' });
    assert.deepEqual(fixture.receipts, ['requested,open', `${jobUid},open`]);
    assert.equal(kinds(imager!.received).filter((kind) => kind === 'N-ACTION-RQ').length, 1);
  });
});

describe('the state of an imager', () => {
  const state = (changes: Partial<DicomDestination> = {}) =>
    dicomPrinter(imagerAt(imager?.address.port ?? 0, changes)).deviceState();
  const says = (status: string, info: string, more: Parameters<typeof dataSetOf>[0] = {}): Script => ({
    answer: ({ sopClass }) =>
      sopClass === sopClasses.Printer
        ? { data: dataSetOf({ PrinterStatus: status, PrinterStatusInfo: info, ...more }) }
        : undefined,
  });

  test('is that of Printer N-GET', async () => {
    await start(says('NORMAL', 'NORMAL', { Manufacturer: 'ACME', ManufacturerModelName: 'Film 9' }));
    assert.deepEqual(await state(), {
      status: 'NORMAL',
      info: 'NORMAL',
      ready: true,
      detail: 'SCRIPT is ready.',
      model: 'ACME Film 9',
    });
  });

  for (const [status, info, expected] of [
    ['WARNING', 'SUPPLY LOW', ['WARNING', 'SUPPLY LOW', true]],
    ['FAILURE', 'FILM JAM', ['FAILURE', 'FILM JAM', false]],
    ['FAILURE', '', ['FAILURE', 'CHECK PRINTER', false]],
  ] as const) {
    test(`${status} ${info}`, async () => {
      await start(says(status, info));
      const found = await state();
      assert.deepEqual([found.status, found.info, found.ready], expected);
    });
  }

  test('is that of C-ECHO without the Printer class', async () => {
    await start({ abstractSyntaxes: [sopClasses.Verification] });
    const found = await state();
    assert.deepEqual([found.status, found.ready], ['NORMAL', true]);
    assert.deepEqual(kinds(imager!.received), ['C-ECHO-RQ']);
  });

  test('is known when it is off, refuses, or is silent', async () => {
    await start();
    const refusing = await state({ aeTitle: 'OTHER' });
    assert.deepEqual([refusing.info, refusing.ready], ['ELEC CONFIG ERR', false]);
    await imager?.close();
    const off = await state();
    assert.deepEqual([off.status, off.info, off.ready], ['FAILURE', 'PRINTER OFFLINE', false]);
    const silent = createServer(() => undefined);
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    const found = await state({ port: typeof address === 'object' ? (address?.port ?? 0) : 0 });
    assert.deepEqual([found.info, found.ready], ['PRINTER OFFLINE', false]);
    silent.close();
  });
});
