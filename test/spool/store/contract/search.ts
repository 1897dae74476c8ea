// The store's contract: jobs are found by any part of any word of their subjects, with any characters.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { subjectFrom, type Subject } from '../../../../src/shared/film/subjects.ts';
import { idMaker } from '../../../../src/spool/job/ids.ts';
import type { JobFilter } from '../../../../src/spool/store/store.ts';
import { finder, insert, openedIn, type OpenPlace } from './opened-store.ts';

const alpha: Subject = {
  patientName: 'Test^Alpha^^Dr.',
  patientId: 'PAT-00123',
  studyInstanceUid: '1.2.840.99.7',
  accessionNumber: 'ACC20260077',
  studyDate: '20261130',
};

export function searchContract(openPlace: OpenPlace): void {
  const opened = (context: TestContext) => openedIn(context, openPlace);

  test('a job is found by any part of name, id, accession number, study date, study UID, label and text', async (context) => {
    const store = await opened(context);
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
    const store = await opened(context);
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
    const store = await opened(context);
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
    const store = await opened(context);
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

  test('a job of very many and long texts is accepted, and what is kept to find it by is bounded', async (context) => {
    const store = await opened(context);
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
}
