// The state of a printer in one word, and the device that explains it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  deviceStateWord,
  printerStateWord,
  troubledDestination,
} from '../../../src/composition/answers/printer-state.ts';

test('a printer is as good as its pause and its devices', () => {
  const device = { destination: 'ipp', status: 'NORMAL', ready: true, required: true } as const;
  const base = { paused: false, status: 'NORMAL', devices: [device] } as const;
  assert.equal(printerStateWord(base), 'ready');
  assert.equal(printerStateWord({ ...base, paused: true }), 'paused');
  assert.equal(printerStateWord({ ...base, devices: [{ ...device, status: 'WARNING' }] }), 'warning');
  assert.equal(
    printerStateWord({ ...base, devices: [{ ...device, status: 'WARNING', ready: false }] }),
    'failure',
  );
  assert.equal(
    printerStateWord({ ...base, paused: true, devices: [{ ...device, status: 'FAILURE' }] }),
    'failure',
  );
  assert.equal(printerStateWord({ ...base, devices: [{ ...device, status: 'UNKNOWN' }] }), 'unknown');
  const copy = { destination: 'copy', status: 'FAILURE', ready: false, required: false } as const;
  assert.equal(
    printerStateWord({ ...base, devices: [device, copy] }),
    'warning',
    'best effort stops nothing',
  );
  assert.equal(troubledDestination([device, copy]), 'copy');
  assert.equal(troubledDestination([device]), null);
  assert.equal(troubledDestination([]), null);
  assert.equal(deviceStateWord({ status: 'WARNING', ready: false }), 'failure');
  assert.equal(deviceStateWord({ status: 'UNKNOWN', ready: false }), 'unknown');
});
