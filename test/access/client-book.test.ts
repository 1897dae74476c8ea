// The client book: the facts kept of each client, and the maximum number of clients.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClientBook } from '../../src/access/client-book.ts';

const identity = (callingAeTitle: string, address = '10.0.0.1') => ({
  callingAeTitle,
  address,
  implementationClassUid: '1.2.3',
  implementationVersionName: 'TEST_1',
});

test('requests, refusals and jobs of a client are counted under its title, whatever its case', () => {
  let at = new Date('2026-03-01T10:00:00Z');
  const book = new ClientBook({ now: () => at });
  book.requested(identity('CT1'), 'HARDCOPY', undefined);
  book.requested(identity('MR1'), 'HARDCOPY', undefined);
  at = new Date('2026-03-01T11:00:00Z');
  book.requested(identity('ct1', '::ffff:10.0.0.2'), 'WARD3', 'no printer WARD3');
  book.printed('CT1 ', 3);
  book.printed('UNKNOWN', 1);
  const [first, second] = book.all();
  assert.deepEqual(first, {
    identity: identity('ct1', '::ffff:10.0.0.2'),
    addresses: ['10.0.0.2', '10.0.0.1'],
    calledAeTitle: 'WARD3',
    lastSeenAt: at,
    associations: 1,
    jobs: 1,
    films: 3,
    refusals: 1,
    lastRefusal: { at, reason: 'no printer WARD3' },
  });
  assert.equal(second?.identity.callingAeTitle, 'MR1');
  assert.equal(book.all().length, 2);
});

test('clients and their addresses are bounded', () => {
  const book = new ClientBook();
  for (let number = 0; number < 600; number += 1) book.requested(identity(`C${number}`), 'P', undefined);
  assert.equal(book.all().length, 500);
  assert.equal(book.all()[0]?.identity.callingAeTitle, 'C599');
  for (let number = 0; number < 20; number += 1)
    book.requested(identity('C599', `10.0.0.${number}`), 'P', undefined);
  assert.equal(book.all()[0]?.addresses.length, 8);
});
