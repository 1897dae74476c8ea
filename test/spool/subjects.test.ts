// What the store knows of whose films a job has: it comes with the films, is found by any part of any word, and goes with
// the pixels, out of the index and out of the file.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import type { Film } from '../../src/shared/film/film.ts';
import { idMaker } from '../../src/spool/job/ids.ts';
import { newJob, transition } from '../../src/spool/job/job.ts';
import type { JobEvent } from '../../src/spool/job/job-types.ts';
import { migrations } from '../../src/spool/store/schema.ts';
import { deliveryRow, filmText, jobRow } from '../../src/spool/store/rows.ts';
import { openSqlite } from '../../src/spool/store/sqlite/sqlite-connection.ts';
import { sqliteDialect } from '../../src/spool/store/sqlite/sqlite-dialect.ts';
import { openSqliteStore } from '../../src/spool/store/sqlite/sqlite-store.ts';
import { subjectIndexMigrations } from '../../src/spool/store/sqlite/sqlite-subject-index.ts';
import type { JobFilter, Store } from '../../src/spool/store/store.ts';
import { subjectFrom, type Subject } from '../../src/shared/film/subjects.ts';
import {
  acceptOne,
  blobOf,
  filmOf,
  noon,
  openTestSpool,
  requestOf,
  temporaryFolder,
  toAll,
} from './spool-fixture.ts';

const blob = { key: '0000000000000001', byteLength: 1 };

interface Wanted {
  readonly id: string;
  readonly subjects?: readonly Subject[];
  readonly texts?: readonly string[];
  readonly label?: string;
  readonly printer?: string;
  readonly client?: string;
  readonly at?: Date;
}

function filmWith({ subjects = [], texts = [] }: Pick<Wanted, 'subjects' | 'texts'>): Film {
  return {
    ...filmOf(blob),
    ...(subjects.length === 0 ? {} : { subjects: { subjects, more: false } }),
    annotations: texts.map((text, index) => ({
      ...{ kind: 'annotation', position: index + 1, text },
      place: { kind: 'bottom' },
    })),
  };
}

async function insert(store: Store, wanted: Wanted): Promise<void> {
  const { id, label, printer = 'HARDCOPY', client = 'CT1', at = noon } = wanted;
  const film = filmWith(wanted);
  const request = requestOf([film], {
    ...{ printer, callingAeTitle: client },
    ...(label === undefined ? {} : { sessionLabel: label }),
  });
  await store.insert(newJob(request, { id, destinations: toAll(['pdf']), at }), [film], [blob]);
}

const happen = (store: Store, id: string, ...events: readonly JobEvent[]) =>
  store.update(id, (job) => events.reduce((now, event) => transition(now, event, noon), job));

async function openStore(context: TestContext): Promise<{ store: Store; file: string }> {
  const file = path.join(await temporaryFolder(context), 'jobs.db');
  const store = await openSqliteStore(file);
  context.after(() => store.close());
  return { store, file };
}

const finder =
  (store: Store) =>
  async (text: string, filter: JobFilter = {}): Promise<readonly string[]> =>
    (await store.search(text, filter)).found.map(({ job }) => job.id);

const alpha: Subject = {
  ...{ patientName: 'Test^Alpha^^Dr.', patientId: 'PAT-00123', studyInstanceUid: '1.2.840.99.7' },
  ...{ accessionNumber: 'ACC20260077', studyDate: '20261130' },
};

test('a job is found by any part of name, id, accession number, study date, study UID, label and text', async (context) => {
  const { store } = await openStore(context);
  const find = finder(store);
  await insert(store, { id: 'a', subjects: [alpha] });
  await insert(store, { id: 'b', texts: ['Thorax p.a. 50%', 'Beta Bert *1960'], label: 'Ward 7_B' });
  await insert(store, { id: 'c' });
  for (const [text, ids] of [
    ['Test Alpha', ['a']],
    ['alpha test', ['a']],
    ['TEST^ALPHA', ['a']],
    ['Alpha, Test', ['a']],
    ['lph', ['a']],
    ['00123', ['a']],
    ['12', ['a']],
    ['PAT-00123', ['a']],
    ['cc2026', ['a']],
    ['2026-11-30', ['a']],
    ['20261130', ['a']],
    ['2026-11', ['a']],
    ['2.840.99', ['a']],
    ['pat 1130 test', ['a']],
    ['alpha beta', []],
    ['alphatest', []],
    ['thorax', ['b']],
    ['bert beta', ['b']],
    ['ward', ['b']],
    ['a', ['b', 'a']],
    ['', []],
    [' ^ ', []],
  ] as const) {
    assert.deepEqual(await find(text), ids, text);
  }
  assert.equal((await store.subjects('a'))?.subjects[0]?.patientName, 'Test^Alpha^^Dr.');
  assert.deepEqual((await store.subjects('b'))?.texts, ['Thorax p.a. 50%', 'Beta Bert *1960']);
  assert.equal(await store.subjects('c'), undefined);
});

test('characters of query languages are plain characters', async (context) => {
  const { store } = await openStore(context);
  const find = finder(store);
  const characters = [
    '%',
    '_',
    '"',
    '*',
    "'",
    '?',
    '(',
    ')',
    ':',
    '+',
    '-',
    'NEAR',
    '{',
    '}',
    '.',
    '/',
    '^^',
    '0x',
  ];
  await insert(store, { id: 'plain', texts: ['abc OR AND NOT'] });
  for (const character of characters) {
    const id = `job${characters.indexOf(character)}`;
    if (character !== '^^') await insert(store, { id, texts: [`q${character}z`] });
    for (const text of [`q${character}z`, `${character}z`, `q${character}`])
      assert.deepEqual(await find(text), character === '^^' ? await find('q z') : [id], text);
  }
  assert.deepEqual(await find('"'), ['job2']);
  assert.deepEqual(await find('%'), ['job0']);
  assert.deepEqual(await find('OR'), ['plain']);
  assert.deepEqual(await find('abc OR zzz'), []);
  assert.deepEqual(await find('"; drop table job; --'), []);
  assert.equal((await store.jobs({ limit: 1000 })).length, characters.length);
});

test('names are found without diacritics, in other scripts, and by one character of them', async (context) => {
  const { store } = await openStore(context);
  const find = finder(store);
  const names = {
    m: 'Müller-Lüdenscheidt^Jürgen',
    y: 'Yamada^Tarou=山田^太郎=やまだ^たろう',
    k: 'Hong^Gildong=洪^吉洞=홍^길동',
    r: 'Люкceмбypг',
    g: 'Διονυσιος',
    v: 'Nguyễn^Thị',
    s: 'Weiß^Groß',
    w: '１２３^ＡＢＣ',
    e: 'Emoji^😀Smile',
  };
  for (const [id, patientName] of Object.entries(names))
    await insert(store, { id, subjects: [{ patientName }] });
  for (const [text, id] of [
    ['muller', 'm'],
    ['MÜLLER', 'm'],
    ['Mu\u0308ller', 'm'],
    ['ludensch jurgen', 'm'],
    ['山田', 'y'],
    ['太郎 山', 'y'],
    ['田', 'y'],
    ['だ', 'y'],
    ['tarou', 'y'],
    ['홍', 'k'],
    ['길동', 'k'],
    ['люк', 'r'],
    ['ΔΙΟΝΥΣΙΟΣ'.slice(0, 5), 'g'],
    ['nguyen thi', 'v'],
    ['WEISS', 's'],
    ['weiß', 's'],
    ['123 abc', 'w'],
    ['😀sm', 'e'],
  ] as const) {
    assert.deepEqual(await find(text), [id], text);
  }
});

test('a search keeps to state, printer, client and times, and goes on where it ended', async (context) => {
  const { store } = await openStore(context);
  const find = finder(store);
  const day = (number: number) => new Date(Date.UTC(2026, 2, number, 12));
  const ids: string[] = [];
  for (let number = 1; number <= 9; number += 1) {
    const id = idMaker(3, () => day(number))();
    ids.unshift(id);
    const [printer, client] = [number % 2 === 0 ? 'EVEN' : 'ODD', number <= 3 ? 'ct1' : 'MR 1'];
    await insert(store, { id, subjects: [alpha], at: day(number), printer, client });
  }
  const those = (...numbers: readonly number[]) => numbers.map((number) => ids[9 - number]);
  assert.deepEqual(await find('alpha'), ids);
  assert.deepEqual(await find('alpha', { printer: 'EVEN' }), those(8, 6, 4, 2));
  assert.deepEqual(await find('alpha', { client: 'CT1' }), those(3, 2, 1));
  assert.deepEqual(await find('alpha', { since: day(7) }), those(9, 8, 7));
  assert.deepEqual(await find('alpha', { until: day(3) }), those(2, 1));
  assert.deepEqual(await find('alpha', { since: day(3), until: day(6), printer: 'ODD' }), those(5, 3));
  assert.deepEqual(await find('alpha', { since: day(30) }), []);
  assert.deepEqual(await find('alpha', { state: 'DONE' }), []);
  const listed = async (filter: JobFilter) => (await store.jobs(filter)).map((job) => job.id);
  assert.deepEqual(await listed({ since: day(7) }), those(9, 8, 7));
  assert.deepEqual(await listed({ client: 'mr 1', until: day(6) }), those(5, 4));
  assert.deepEqual(await listed({ since: day(2), until: day(4), printer: 'EVEN' }), those(2));

  const pages: (readonly string[])[] = [];
  for (let before: string | undefined, going = true; going;) {
    const { found, next } = await store.search('alpha', { limit: 4, before });
    pages.push(found.map(({ job }) => job.id));
    before = next;
    going = next !== undefined;
  }
  assert.deepEqual(pages, [ids.slice(0, 4), ids.slice(4, 8), ids.slice(8)]);
});

test('a search that most candidates do not pass looks at a bounded number of them, and says where to go on', async (context) => {
  const { store } = await openStore(context);
  // One in front of more candidates than are looked at, and one behind.
  const at = (index: number) => `job${String(index).padStart(6, '0')}`;
  await insert(store, { id: at(0), subjects: [{ patientId: 'X1' }], printer: 'RARE' });
  for (let index = 1; index <= 5100; index += 1)
    await insert(store, { id: at(index), subjects: [{ patientId: 'X1' }] });
  const first = await store.search('x1', { printer: 'RARE' });
  assert.deepEqual(first.found, []);
  assert.ok(first.next !== undefined);
  const second = await store.search('x1', { printer: 'RARE', before: first.next });
  assert.deepEqual([second.found.map(({ job }) => job.id), second.next], [[at(0)], undefined]);
});

test('with the payload goes whose it was: the rows, the index, the films with their texts, and their bytes', async (context) => {
  const file = path.join(await temporaryFolder(context), 'jobs.db');
  const store = await openSqliteStore(file);
  const find = finder(store);
  const name = 'Zyxwvut^Qqqjjj';
  await insert(store, { id: 'a', subjects: [{ patientName: name, patientId: 'ZQXJKV' }], texts: [name] });
  await insert(store, { id: 'b', subjects: [alpha] });
  assert.deepEqual(await find('zyx'), ['a']);
  await happen(store, 'a', { kind: 'cancelled' });
  assert.deepEqual(await find('zyx'), ['a']);
  await happen(store, 'a', { kind: 'payload-removed' });
  assert.deepEqual([await find('zyx'), await find('zq'), await find('test')], [[], [], ['b']]);
  assert.deepEqual([await store.subjects('a'), await store.films('a')], [undefined, []]);
  assert.equal((await store.job('a'))?.id, 'a');
  await store.close();

  const sqlite = await openSqlite(file);
  await sqlite.query(
    `create virtual table temp.grams using fts5vocab('main', 'job_subject_gram', 'row')`,
    [],
  );
  const { rows } = await sqlite.query(
    `select term from temp.grams where term like 'zyx%' or term like 'qxj%'`,
    [],
  );
  assert.deepEqual(rows, []);
  await sqlite.close();
  const bytes = (await readFile(file)).toString('latin1');
  assert.equal(bytes.includes('Zyxwvut'), false);
  assert.equal(bytes.includes('ZQXJKV'), false);
  assert.equal(bytes.includes('PAT-00123'), true);
});

test('a job that is removed by its rows’ age leaves nothing in the index', async (context) => {
  const { store, file } = await openStore(context);
  await insert(store, { id: 'a', subjects: [alpha] });
  await happen(store, 'a', { kind: 'cancelled' }, { kind: 'payload-removed' });
  await store.removeFinished(new Date(noon.getTime() + 1000));
  await insert(store, { id: 'b', subjects: [alpha] });
  assert.deepEqual(await finder(store)('alpha'), ['b']);
  const sqlite = await openSqlite(file);
  context.after(() => sqlite.close());
  const { rows } = await sqlite.query(`select count(*) as jobs from job_subject`, []);
  assert.deepEqual(rows, [{ jobs: 1 }]);
  await sqlite.query(`insert into job_subject_gram(job_subject_gram) values('integrity-check')`, []);
});

test('a reprint is found like the job that it prints again', async (context) => {
  const spool = await openTestSpool(context, await temporaryFolder(context));
  const film = {
    ...filmOf(await blobOf(spool, Buffer.from('pixels'))),
    subjects: { subjects: [alpha], more: false },
  };
  const job = await spool.accept(requestOf([film]));
  await acceptOne(spool);
  const again = await spool.reprint(job.id, {}, 'test');
  assert.deepEqual(
    (await spool.search('alpha', {})).found.map((one) => one.job.id),
    [again.id, job.id],
  );
  assert.deepEqual(await spool.subjects(again.id), await spool.subjects(job.id));
});

test('a job of very many and long texts is accepted, and what is kept to find it by is bounded', async (context) => {
  const { store } = await openStore(context);
  const texts = Array.from({ length: 1000 }, (_, index) => `text${index} ${'x'.repeat(500)}${index}`);
  await insert(store, { id: 'a', texts, subjects: [subjectFrom({ patientId: 'first' }) ?? {}] });
  const subjects = await store.subjects('a');
  assert.equal(subjects?.texts.length, 128);
  assert.equal(subjects.moreTexts, true);
  assert.ok(subjects.texts.every((text) => text.length <= 200));
  assert.deepEqual(await finder(store)('first text0'), ['a']);
  // A search of a thousand words is one of its first eight.
  assert.deepEqual(await finder(store)(texts.join(' ').slice(0, 100)), ['a']);
});

test('a store from before is brought up to date: its jobs are known by nothing, and new ones are found', async (context) => {
  const file = path.join(await temporaryFolder(context), 'jobs.db');
  const sqlite = await openSqlite(file);
  const db = new Kysely<unknown>({ dialect: sqliteDialect(sqlite) });
  const all = { ...migrations, ...subjectIndexMigrations };
  const names = Object.keys(all).sort();
  const before = names[names.indexOf('0006-subjects') - 1] ?? '';
  const { error } = await new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(all) },
  }).migrateTo(before);
  assert.equal(error, undefined);
  const film = filmWith({ texts: ['Old^Text'] });
  const job = newJob(requestOf([film]), { id: 'a', destinations: toAll(['pdf']), at: noon });
  const columns = { job: jobRow(job, 1), delivery: deliveryRow('a', 0, job.deliveries[0]!) };
  const rows = { ...columns, film: { job_id: 'a', ordinal: 0, film: filmText(film) } };
  for (const [table, values] of Object.entries(rows)) {
    const places = Object.keys(values).map(() => '?');
    await sqlite.query(
      `insert into ${table} (${Object.keys(values).join(', ')}) values (${places.join(', ')})`,
      Object.values(values),
    );
  }
  await db.destroy();
  const store = await openSqliteStore(file);
  context.after(() => store.close());
  assert.deepEqual(await store.job('a'), job);
  assert.equal(await store.subjects('a'), undefined);
  assert.deepEqual(await finder(store)('old'), []);
  await insert(store, { id: 'b', subjects: [alpha] });
  assert.deepEqual(await finder(store)('alpha'), ['b']);
  await happen(store, 'a', { kind: 'cancelled' }, { kind: 'payload-removed' });
  assert.deepEqual(await store.films('a'), []);
});
