// `hardcopy print --max-pdu-sent` and `--max-pdu`: the lengths of the PDUs on the wire, measured by a relay.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { dataSetOf } from '../../../src/dicom/data-set/data-set.ts';
import { sopClasses } from '../../../src/dicom/data-set/uids.ts';
import { dicomFile, gray8 } from '../../print-scu/dicom-files.ts';
import { ScriptedPrinter } from '../../print-scu/scripted-printer.ts';
import { relay } from '../../support/relay.ts';
import { run } from '../run.ts';

let folder = '';
let file = '';
before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'hardcopy-pdu-'));
  file = path.join(folder, 'a.dcm');
  await writeFile(file, dicomFile(gray8(250, 400), Buffer.alloc(100_000, 7)));
});
after(() => rm(folder, { recursive: true }));

for (const [peer, options, maxSent] of [
  [16_384, [], 16_384],
  [16_384, ['--max-pdu-sent', '4096'], 4096],
  [65_536, ['--max-pdu-sent', '20000'], 20_000],
  [16_384, ['--max-pdu-sent', '65536'], 16_384],
] as const) {
  test(`a printer that accepts ${peer}, ${options.join(' ') || 'no option'}: up to ${maxSent} bytes are sent`, async (t) => {
    const printer = await ScriptedPrinter.start({ maxPduLength: peer });
    t.after(() => printer.close());
    const { port, sent } = await relay(t, printer.address.port);
    const { exitCode, stderr } = await run(['print', `127.0.0.1:${port}`, 'SCRIPT', file, ...options]);
    assert.equal(exitCode, 0, stderr);
    assert.equal(Math.max(...sent), maxSent);
  });
}

for (const [options, maxReceived] of [
  [['--max-pdu', '4096'], 4096],
  [['--max-pdu', '8192'], 8192],
  [[], 20_000],
] as const) {
  test(`${options.join(' ') || 'no option'}: the printer sends up to ${maxReceived} bytes`, async (t) => {
    const printer = await ScriptedPrinter.start({
      maxPduSent: 20_000,
      answer: ({ kind, sopClass }) =>
        kind === 'N-GET-RQ' && sopClass === sopClasses.Printer
          ? {
              data: dataSetOf({
                PrinterStatus: 'NORMAL',
                PrinterStatusInfo: 'NORMAL',
                PixelData: new Uint8Array(50_000),
              }),
            }
          : undefined,
    });
    t.after(() => printer.close());
    const { port, received } = await relay(t, printer.address.port);
    const { exitCode, stderr } = await run(['print', `127.0.0.1:${port}`, 'SCRIPT', file, ...options]);
    assert.equal(exitCode, 0, stderr);
    assert.equal(Math.max(...received), maxReceived);
  });
}

for (const [option, value] of [
  ['--max-pdu-sent', '4095'],
  ['--max-pdu-sent', '16777217'],
  ['--max-pdu', '0'],
  ['--max-pdu', '128K'],
] as const) {
  test(`${option} ${value} is refused`, async () => {
    const { exitCode, stderr } = await run(['print', '127.0.0.1:1', 'SCRIPT', file, option, value]);
    assert.equal(exitCode, 1);
    assert.match(stderr, new RegExp(`${option}.*${value}.*Give a whole number from 4096 to 16777216`));
  });
}
