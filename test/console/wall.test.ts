// The wall: states and numbers, and nothing of jobs, clients, users or texts of devices.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wallSchema } from '../../src/api/server.ts';
import { wallNow } from '../../src/console/wall.ts';
import { doneJob, fakePorts, filmPrinter } from './fake-ports.ts';

test('the first problem of a device is a code, and jobs are only counted', async () => {
  const [device] = filmPrinter.devices;
  assert.ok(device);
  const low = { ...device, destination: 'copy', status: 'WARNING', statusInfo: 'SUPPLY LOW' } as const;
  const jam = {
    ...device,
    status: 'FAILURE',
    statusInfo: 'FILM JAM',
    detail: 'Job of Test^Alpha is stuck.',
    since: '2026-03-01T11:00:00.000Z',
  } as const;
  const ports = fakePorts({
    printers: () => [
      {
        ...filmPrinter,
        paused: true,
        pausedBy: 'anna',
        state: 'failure',
        troubled: jam.destination,
        devices: [jam, low],
      },
    ],
    jobs: (query) => {
      assert.equal(query.state, 'PRINTING');
      return Promise.resolve([{ ...doneJob, state: 'PRINTING', sessionLabel: 'Test^Alpha' }]);
    },
  });
  const wall = await wallNow(ports, new Date('2026-03-01T12:00:00Z'));
  assert.deepEqual(wallSchema.parse(wall), wall);
  assert.deepEqual(wall.printers, [
    {
      aeTitle: 'HARDCOPY',
      name: 'Film to PDF',
      status: 'NORMAL',
      statusInfo: 'NORMAL',
      state: 'failure',
      problem: 'device.film-jam',
      since: '2026-03-01T11:00:00.000Z',
      paused: true,
      waiting: 1,
      printing: 1,
    },
  ]);
  assert.doesNotMatch(JSON.stringify(wall), /Alpha|anna|CT1/);
});
