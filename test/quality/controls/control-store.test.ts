// References and records on disk: conflicts, notes, years, damaged files, and files left by a crash.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { ControlStore } from '../../../src/quality/controls/control-store.ts';
import { suiteFolder } from '../../support/temporary-folder.ts';

const root = suiteFolder('controls');
const printer = { aeTitle: 'A/B', mediumName: 'paper' };
const densities = [{ pValue: 255, density: 0.1 }];
const made = {
  who: 'anna',
  kind: 'daily',
  source: { kind: 'typed', file: '' },
  reference: null,
  values: [],
  passed: null,
  notes: [],
} as const;
const storeIn = (name: string) => ({
  folder: path.join(root, name),
  store: new ControlStore(path.join(root, name)),
});

test('of two people who replace one reference, the second one is refused', async () => {
  const { store } = storeIn('references');
  assert.deepEqual(store.references(printer), []);
  const [first, second] = await Promise.all([
    store.setReference(printer, { who: 'anna', comment: '', densities }, null),
    store.setReference(printer, { who: 'bert', comment: '', densities }, null),
  ]);
  assert.ok(first);
  assert.equal(first.who, 'anna');
  assert.equal(second, undefined);
  const next = await store.setReference(printer, { who: 'bert', comment: 'toner', densities }, first.id);
  assert.deepEqual(
    store.references(printer).map(({ who }) => who),
    ['bert', 'anna'],
  );
  assert.notEqual(next?.id, first.id);
});

test('records of many requests at once are all kept, with their notes, and read after a restart', async () => {
  const { folder, store } = storeIn('records');
  const added = await Promise.all(Array.from({ length: 20 }, () => store.add(printer, made)));
  assert.equal(new Set(added.map(({ id }) => id)).size, 20);
  const [, second] = added;
  const noted = await store.note(printer, second?.id ?? '', {
    who: 'bert',
    kind: 'correction',
    text: 'Toner.',
  });
  assert.deepEqual(
    noted?.notes.map(({ who, text }) => [who, text]),
    [['bert', 'Toner.']],
  );
  assert.equal(await store.note(printer, 'none', { who: 'bert', kind: 'comment', text: 'x' }), undefined);
  // What a process that was killed had begun is ignored.
  const own = path.join(folder, readdirSync(folder)[0] ?? '');
  writeFileSync(path.join(own, '2026.json.0badcafe.part'), '{"records":[');
  const again = new ControlStore(folder);
  const records = again.records(printer, new Date(Date.now() - 60_000));
  assert.deepEqual(
    records.map(({ id }) => id),
    added.map(({ id }) => id).toReversed(),
  );
  assert.equal(again.find(printer, second?.id ?? '')?.notes.length, 1);
  assert.deepEqual(again.records(printer, new Date(Date.now() + 60_000)), []);
  assert.notEqual(again.stamp(printer, new Date()), '');
});

test('records of other years are found; a damaged file is named, and nothing is overwritten', async () => {
  const { folder, store } = storeIn('years');
  await store.add(printer, made);
  const own = path.join(folder, readdirSync(folder)[0] ?? '');
  const [file = ''] = readdirSync(own);
  const { records } = JSON.parse(readFileSync(path.join(own, file), 'utf8')) as { records: object[] };
  const old = { ...records[0], id: 'old', at: '2024-05-05T08:00:00.000Z' };
  writeFileSync(path.join(own, '2024.json'), JSON.stringify({ records: [old] }));
  assert.equal(store.find(printer, 'old')?.at, '2024-05-05T08:00:00.000Z');
  assert.equal(store.records(printer, new Date('2024-01-01')).length, 2);
  assert.equal(store.records(printer, new Date('2025-01-01')).length, 1);
  writeFileSync(path.join(own, file), '{"records": 3}');
  await assert.rejects(
    store.add(printer, made),
    /\d{4}\.json of the controls is damaged .*; restore it from the back-up/s,
  );
  assert.equal(readFileSync(path.join(own, file), 'utf8'), '{"records": 3}');
  mkdirSync(path.join(folder, 'other'), { recursive: true });
  assert.deepEqual(store.references({ aeTitle: 'C', mediumName: 'paper' }), []);
});
