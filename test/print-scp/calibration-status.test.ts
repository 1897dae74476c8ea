// The printer's calibration as clients see it: its date and time, and CALIBRATION ERR if the profile allows it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sopClasses, sopInstances } from '../../src/dicom/data-set/uids.ts';
import { PrintClient } from '../support/print-client.ts';

const date = new Date(2026, 2, 1, 9, 5, 7);

test('Printer N-GET has Date and Time of Last Calibration of a printer that was measured', async () => {
  const client = new PrintClient({ printer: { lastCalibration: { date, expired: false } } });
  for (const tags of [undefined, [0x00181200, 0x00181201]]) {
    const { status, dataSet } = await client.get(sopClasses.Printer, sopInstances.Printer, tags);
    assert.equal(status, 0x0000);
    assert.equal(dataSet.string('DateOfLastCalibration'), '20260301');
    assert.equal(dataSet.string('TimeOfLastCalibration'), '090507');
  }
  await client.close();
});

for (const [calibrationStatus, expired, device, status, info] of [
  ['hidden', true, 'NORMAL', 'NORMAL', 'NORMAL'],
  ['shown', true, 'NORMAL', 'WARNING', 'CALIBRATION ERR'],
  ['shown', false, 'NORMAL', 'NORMAL', 'NORMAL'],
  // A status that stops films takes precedence.
  ['shown', true, 'SUPPLY EMPTY', 'WARNING', 'SUPPLY EMPTY'],
] as const) {
  test(`calibrationStatus: ${calibrationStatus}, ${expired ? 'expired' : 'fresh'}, device ${device}: ${status} ${info}`, async () => {
    const client = new PrintClient({
      settings: { calibrationStatus },
      printer: { lastCalibration: { date, expired } },
    });
    if (device !== 'NORMAL') client.spool.printerStatus = { status: 'WARNING', info: device };
    const { dataSet } = await client.get(sopClasses.Printer, sopInstances.Printer);
    assert.deepEqual([dataSet.string('PrinterStatus'), dataSet.string('PrinterStatusInfo')], [status, info]);
    await client.close();
  });
}
