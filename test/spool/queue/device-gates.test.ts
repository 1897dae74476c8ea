// Gates of devices: what closes and opens them, the notified listeners, and devices with false ready reports. Timers are mocked.
import assert from 'node:assert/strict';
import { mock, test, type TestContext } from 'node:test';
import { type DeviceGates, ProcessDeviceGates } from '../../../src/spool/queue/device-gates.ts';

const jam = { statusInfo: 'FILM JAM', error: 'Paper is jammed.' };
const empty = { statusInfo: 'SUPPLY EMPTY', error: 'No paper.' };

interface Setting {
  readonly gates: DeviceGates;
  readonly state: () => string;
  readonly reported: string[];
  readonly pass: (milliseconds: number) => void;
}

function setting(context: TestContext): Setting {
  mock.timers.enable({ apis: ['setTimeout'] });
  let now = 0;
  const clock = mock.method(performance, 'now', () => now);
  context.after(() => {
    mock.timers.reset();
    clock.mock.restore();
  });
  const gates = new ProcessDeviceGates();
  const state = () => gates.state('P', 'ipp');
  const reported: string[] = [];
  gates.onChange((printer, destination) =>
    reported.push(`${printer} ${destination} ${gates.state(printer, destination)}`),
  );
  const pass = (milliseconds: number) => {
    now += milliseconds;
    mock.timers.tick(milliseconds);
  };
  return { gates, state, reported, pass };
}

test('a gate is open until an attempt finds the device not ready, which closes only this gate', (context) => {
  const { gates, state, reported } = setting(context);
  assert.equal(state(), 'open');
  gates.close('P', 'ipp', jam);
  assert.deepEqual([state(), gates.trouble('P', 'ipp')], ['closed', jam]);
  assert.deepEqual([gates.state('P', 'pdf'), gates.state('Q', 'ipp')], ['open', 'open']);
  gates.close('P', 'ipp', empty);
  assert.deepEqual(gates.trouble('P', 'ipp'), empty);
  assert.deepEqual(reported, ['P ipp closed']);
});

test('a ready report opens the gate; it is idempotent', (context) => {
  const { gates, state, reported } = setting(context);
  gates.ready('P', 'ipp');
  gates.close('P', 'ipp', jam);
  gates.ready('P', 'ipp');
  gates.ready('P', 'ipp');
  assert.deepEqual([state(), gates.trouble('P', 'ipp')], ['open', undefined]);
  assert.deepEqual(reported, ['P ipp closed', 'P ipp open']);
});

test('without a report of the device one job tries after 5 s, 10, 20, 40, then every minute', (context) => {
  const { gates, state, pass } = setting(context);
  for (const seconds of [5, 10, 20, 40, 60, 60]) {
    gates.close('P', 'ipp', jam);
    pass(seconds * 1000 - 1);
    assert.equal(state(), 'closed');
    pass(1);
    assert.deepEqual([state(), gates.trouble('P', 'ipp')], ['trial', jam]);
  }
  gates.passed('P', 'ipp');
  assert.equal(state(), 'open');
  gates.close('P', 'ipp', jam);
  pass(5000);
  assert.equal(state(), 'trial', 'what got through begins anew');
});

test('after two false ready reports only one job at a time tries the device', (context) => {
  const { gates, state, pass } = setting(context);
  gates.close('P', 'ipp', jam);
  for (const expected of ['open', 'open', 'trial', 'trial']) {
    pass(1000);
    gates.ready('P', 'ipp');
    assert.equal(state(), expected);
    gates.close('P', 'ipp', jam);
  }
  gates.ready('P', 'ipp');
  gates.passed('P', 'ipp');
  gates.close('P', 'ipp', jam);
  gates.ready('P', 'ipp');
  assert.equal(state(), 'open', 'one job that got through, and it is believed again');
});

test('tries nothing after it is stopped', (context) => {
  const { gates, state, pass } = setting(context);
  gates.close('P', 'ipp', jam);
  gates.stop();
  pass(120_000);
  gates.close('P', 'pdf', jam);
  assert.deepEqual([state(), gates.state('P', 'pdf')], ['closed', 'open']);
});

test('a retry request lets one job try now, and only where jobs wait', (context) => {
  const { gates, state, reported, pass } = setting(context);
  gates.tryNow('P', 'ipp');
  gates.close('P', 'ipp', jam);
  gates.tryNow('P', 'ipp');
  gates.tryNow('P', 'ipp');
  assert.deepEqual(
    [state(), gates.trouble('P', 'ipp'), reported],
    ['trial', jam, ['P ipp closed', 'P ipp trial']],
  );
  gates.close('P', 'ipp', jam);
  pass(9_999);
  assert.equal(state(), 'closed', 'the earlier timer is gone');
});
