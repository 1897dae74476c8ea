// Requested and used values: differences first, then the other values in use, each attribute once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askedOf } from '../../../src/composition/answers/asked-answers.ts';
import { newJob } from '../../../src/spool/job/new-job.ts';
import { filmOf, noon, requestOf, toAll } from '../../spool/spool-fixture.ts';

const film = filmOf({ key: '0123456789abcdef', byteLength: 6 });
const substitution = { attribute: 'FilmSizeID', requested: '7INX9IN', used: '8INX10IN', reason: 'unknown' };
const jobOf = () =>
  newJob(requestOf([film], { copies: 2, priority: 'HIGH', substitutions: [substitution] }), {
    id: '1k3h5x9qa7qk',
    destinations: toAll(['pdf']),
    at: noon,
  });

test('differences come first, and no attribute is listed twice', () => {
  const rows = askedOf(jobOf(), [film]);
  assert.deepEqual(rows[0], {
    attribute: 'FilmSizeID',
    asked: '7INX9IN',
    used: '8INX10IN',
    reason: 'unknown',
  });
  assert.equal(rows.filter(({ attribute }) => attribute === 'FilmSizeID').length, 1);
  const same = new Map(rows.slice(1).map(({ attribute, asked, used }) => [attribute, [asked, used]]));
  assert.deepEqual(same.get('NumberOfCopies'), [null, '2']);
  assert.deepEqual(same.get('PrintPriority'), [null, 'HIGH']);
  assert.deepEqual(same.get('Trim'), [null, film.trim ? 'YES' : 'NO']);
  assert.deepEqual(same.get('MagnificationType'), [null, film.images[0]?.magnificationType]);
});

test('without its films a job has its own values, and many values of one attribute are shortened', () => {
  assert.ok(!askedOf(jobOf(), []).some(({ attribute }) => attribute === 'BorderDensity'));
  const films = Array.from({ length: 9 }, (_, index) => ({ ...film, minDensity: index }));
  const row = askedOf(jobOf(), films).find(({ attribute }) => attribute === 'MinDensity');
  assert.equal(row?.used, '0, 1, 2, 3, 4, 5, …');
});
