// The rate limit of log lines: ten lines per minute for one client, then a count; and the memory limit for many addresses.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RefusalLog } from '../../../src/shared/log/refusal-log.ts';
import { recordingLog } from '../../support/recording-log.ts';

test('ten lines per minute of one address, then one that says how many more there were', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { log, lines } = recordingLog();
  const refusals = new RefusalLog(log);
  const refuse = (address: string, count: number) => {
    for (let index = 0; index < count; index++) {
      refusals.refused(log, address, { event: 'association.rejected', fields: { why: `because ${index}` } });
    }
  };
  const shown = () =>
    lines
      .splice(0)
      .flatMap(({ level, event, fields }) =>
        level === 'debug' ? [] : [`${event} ${fields.more ?? ''}`.trim()],
      );

  refuse('10.0.0.1', 25);
  refuse('10.0.0.2', 1);
  assert.deepEqual(
    shown(),
    Array.from({ length: 11 }, () => 'association.rejected'),
  );
  t.mock.timers.tick(60_000);
  assert.deepEqual(shown(), ['refusals.more 15']);
  refuse('10.0.0.1', 1);
  assert.deepEqual(shown(), ['association.rejected']);
  refuse('10.0.0.1', 11);
  refusals.close();
  assert.deepEqual(shown(), [...Array.from({ length: 9 }, () => 'association.rejected'), 'refusals.more 2']);
});

test('addresses beyond a thousand share their ten lines', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { log, lines } = recordingLog();
  const refusals = new RefusalLog(log);
  for (let index = 0; index < 1100; index++) {
    const fields = { why: 'it does not use TLS' };
    refusals.refused(log, `10.0.${index >> 8}.${index & 255}`, { event: 'tls.refused', fields });
  }
  assert.equal(lines.filter(({ level }) => level === 'info').length, 1010);
  refusals.close();
  const summary = lines.at(-1);
  assert.equal(summary?.fields.address, 'other addresses');
  assert.equal(summary.fields.more, 90);
  assert.equal(summary.fields.last, 'it does not use TLS');
});

test('lines that a client causes: up to a limit per event and minute, warnings sooner, then how many more', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { log, lines } = recordingLog();
  const refusals = new RefusalLog(log);
  const client = refusals.ofClient(log.child({ association: 'a' }), '10.0.0.1');
  const other = refusals.ofClient(log, '10.0.0.2');
  for (let index = 0; index < 700; index++) {
    client.info('association.accepted', { index });
    client.child({ film: 1 }).warn('stored-print.incomplete', { waiting: index });
    client.error('association.failed');
  }
  other.warn('stored-print.incomplete', { waiting: 1 });
  const shown = lines.filter(({ level }) => level !== 'debug');
  const count = (event: string) => shown.filter((line) => line.event === event).length;
  assert.equal(count('association.accepted'), 600);
  assert.equal(count('stored-print.incomplete'), 20 + 1);
  assert.equal(count('association.failed'), 20);
  assert.equal(shown[1]?.fields.association, 'a');
  t.mock.timers.tick(60_000);
  const more = lines.filter(({ event }) => event === 'log.more').map(({ fields }) => fields);
  assert.deepEqual(more, [
    { address: '10.0.0.1', more: 100, seconds: 60, event: 'association.accepted' },
    { address: '10.0.0.1', more: 680, seconds: 60, event: 'stored-print.incomplete' },
    { address: '10.0.0.1', more: 680, seconds: 60, event: 'association.failed' },
  ]);
  client.warn('stored-print.incomplete', { waiting: 1 });
  assert.equal(lines.at(-1)?.level, 'warn');
});
