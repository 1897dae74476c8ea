// The lines of the log that are kept in memory: which, how many, and how they are found.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RecentLog } from '../../../src/shared/log/recent-log.ts';
import { recordingLog } from '../../support/recording-log.ts';

const all = { level: 'info', offset: 0, limit: 100 } as const;
const events = (log: RecentLog, query: Partial<Parameters<RecentLog['page']>[0]> = {}) =>
  log.page({ ...all, ...query }).lines.map(({ event }) => event);

test('lines go to the log and are kept, newest first, with the fields of child logs; debug is not kept', () => {
  const { log: written, lines } = recordingLog();
  const recent = new RecentLog();
  const log = recent.keeping(written);
  log.info('server.ready', { port: 104, unused: undefined });
  log.debug('association.message', { patient: 'Test^Alpha' });
  log.child({ job: '1m8' }).warn('job.retry', { why: 'a jam' });
  assert.equal(lines.length, 3);
  const { lines: kept, total, newest, oldestAt } = recent.page(all);
  assert.deepEqual(
    kept.map(({ number, level, event, fields }) => ({ number, level, event, fields })),
    [
      { number: 2, level: 'warn', event: 'job.retry', fields: { job: '1m8', why: 'a jam' } },
      { number: 1, level: 'info', event: 'server.ready', fields: { port: 104 } },
    ],
  );
  assert.deepEqual([total, newest], [2, 2]);
  assert.ok(oldestAt instanceof Date);
});

test('found by level, by every word, in parts, and up to a line', () => {
  const recent = new RecentLog();
  const log = recent.keeping(recordingLog().log);
  for (let index = 1; index <= 30; index += 1)
    log.info(`event.${index}`, { host: index % 2 ? 'CT1' : 'MR1' });
  log.error('http.failed', { route: '/api/jobs' });
  assert.deepEqual(events(recent, { level: 'error' }), ['http.failed']);
  assert.deepEqual(events(recent, { text: 'ct1 EVENT.1', limit: 2 }), ['event.19', 'event.17']);
  assert.deepEqual(events(recent, { offset: 1, limit: 2 }), ['event.30', 'event.29']);
  assert.deepEqual(events(recent, { upTo: 3 }), ['event.3', 'event.2', 'event.1']);
  assert.deepEqual(events(recent, { text: 'nothing' }), []);
});

test('lines and characters are limited, and long values shortened', () => {
  const recent = new RecentLog({ lines: 20, characters: 3_000 });
  const log = recent.keeping(recordingLog().log);
  for (let index = 1; index <= 100; index += 1) log.info(`event.${index}`);
  assert.ok(recent.page(all).total <= 20);
  assert.equal(events(recent)[0], 'event.100');
  for (let index = 1; index <= 20; index += 1) log.info('long', { text: 'x'.repeat(10_000) });
  const { lines, newest } = recent.page(all);
  assert.ok(lines.length <= 7, String(lines.length));
  assert.equal(newest, 120);
  assert.equal(String(lines[0]?.fields.text).length, 501);
});
