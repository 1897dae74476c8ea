// The server's messages in eight languages: every code has a text in every language with the values that the server sends, and
// a missing text is shown in English.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { IntlMessageFormat } from 'intl-messageformat';
import { z } from 'zod';
import { englishOf, messageOf, messages } from '../../src/api/messages/messages.ts';
import { apiErrors } from '../../src/shared/errors/api-error-table.ts';
import { messageParts, plainMessage, type MessageCatalog, type Said } from '../../web/src/i18n/messages.ts';

const folder = path.join(import.meta.dirname, '..', '..', 'web', 'src', 'i18n', 'messages');
const catalogs = new Map(
  readdirSync(folder).map((name) => [
    name.replace('.json', ''),
    z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(path.join(folder, name), 'utf8'))),
  ]),
);
const english = catalogs.get('en') ?? {};

const namesIn = (text: string, language = 'en') =>
  new IntlMessageFormat(text, language)
    .getAst()
    .flatMap((element) => {
      // Literal text (0) names no value.
      const kind: number = element.type;
      return 'value' in element && kind !== 0 ? [element.value] : [];
    })
    .toSorted();

/** Values that the server sends with an error. */
const errorValues = ['role', 'others', 'seconds', 'text', 'job', 'printer', 'state', 'user', 'jobs'];

test('every code of the server has a text in every language, with the same values', () => {
  const codes = [...Object.keys(messages), ...Object.keys(apiErrors).map((code) => `error.${code}`)];
  assert.equal(catalogs.size, 8);
  assert.deepEqual(
    codes.filter((code) => !Object.hasOwn(english, code)),
    [],
  );
  for (const [language, texts] of catalogs) {
    assert.deepEqual(Object.keys(texts), Object.keys(english), `${language}: the codes, in their order`);
    for (const [code, text] of Object.entries(texts)) {
      assert.notEqual(text.trim(), '', `${language} ${code}`);
      assert.deepEqual(namesIn(text, language), namesIn(english[code] ?? ''), `${language} ${code}`);
    }
  }
});

test('no text names a value that the server does not send', () => {
  const sent = new Map<string, readonly string[]>(
    Object.entries(messages).map(([code, text]) => [
      code,
      [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name),
    ]),
  );
  for (const [code, text] of Object.entries(english)) {
    const allowed = sent.get(code) ?? errorValues;
    assert.ok(sent.has(code) || code.startsWith('error.'), `${code} is not a code of the server`);
    assert.deepEqual(
      namesIn(text).filter((name) => !allowed.includes(name)),
      [],
      code,
    );
  }
});

const say = (language: string, said: Said, fallback = 'In English.') =>
  messageParts(
    {
      locale: language,
      // Complete: the tests above.
      catalog: catalogs.get(language) as MessageCatalog | undefined,
      time: (at) => `[${at}]`,
      state: (name) => `<${name}>`,
      priority: (name) => `<${name}>`,
    },
    said,
    fallback,
  );
const plain = (language: string, said: Said) =>
  plainMessage(say(language, said)).replaceAll(/[\u2068\u2069]/g, '"');

test('a cause is said in the language of the user, and the words of a device are quoted', () => {
  const jam = messageOf('job.waiting', { cause: 'device.film-jam', text: '' });
  assert.equal(
    plain('de', jam),
    'Wartet auf das Gerät: Ein Blatt ist gestaut: entfernen Sie es. Es geht von selbst weiter.',
  );
  assert.equal(englishOf(jam), 'Waits for its device: A sheet is jammed: clear it.');
  const own = messageOf('job.waiting', { cause: 'device.text', text: 'E-0471 head lift' });
  assert.equal(plain('en', own), 'Waits for its device: "E-0471 head lift" It continues by itself.');
  assert.deepEqual(
    say('fr', own).filter(({ kind }) => kind === 'quote'),
    [{ kind: 'quote', text: 'E-0471 head lift' }],
  );
  // With the device, and the number of the attempt.
  const waits = messageOf('job.waiting-for', { device: 'ward3', cause: 'device.film-jam', text: '' });
  assert.equal(plain('en', waits), 'Waits for "ward3": A sheet is jammed: clear it. It continues by itself.');
  const tried = { attempt: 2, at: '2026-11-30T12:03:00.000Z', cause: 'device.text', text: 'no route' };
  assert.equal(
    plain('de', messageOf('job.retry-attempt', tried)),
    'Versuch 2 ist fehlgeschlagen: "no route" Nächster Versuch um [2026-11-30T12:03:00.000Z].',
  );
  // A device that says more than its term.
  const more = { code: 'device.offline', params: { text: 'host name not found' } };
  assert.equal(plain('es', more), 'No responde. Revise la corriente y el cable. "host name not found"');
});

test('times, days, states and priorities are written as the language does', () => {
  const at = '2026-11-30T12:03:00.000Z';
  assert.equal(plain('de', messageOf('job.done', { at, text: 'pdf: x' })), `Gedruckt um [${at}].`);
  const expired = messageOf('todo.calibration', { printer: 'WARD3', medium: 'A4', at: '2026-11-30' });
  assert.match(plain('de', expired), /vom 30\.11\.2026/);
  assert.match(plain('ja', expired), /2026\/11\/30/);
  assert.equal(
    plain('en', { code: 'error.not-possible.by', params: { user: 'anna', state: 'held', text: '' } }),
    '"anna" was first. The film is now: <held>.',
  );
  assert.equal(
    plain('en', messageOf('history.priority', { from: 'MED', to: 'HIGH' })),
    'Priority <HIGH> instead of <MED>.',
  );
  assert.equal(
    plain('de', messageOf('history.move-queue', { jobs: 1200, to: 'B' })),
    'Wartende Filme nach "B" verschoben: 1.200.',
  );
});

test('a code that is not in the catalog, or lacks a value, is the English sentence', () => {
  const inEnglish = [{ kind: 'english', text: 'In English.' }];
  assert.deepEqual(say('de', { code: 'job.teleported', params: {} }), inEnglish);
  assert.deepEqual(say('de', { code: 'toString', params: {} }), inEnglish);
  assert.deepEqual(say('de', { code: 'history.move', params: { from: 'A' } }), inEnglish);
  assert.deepEqual(say('xx', { code: 'job.queued', params: {} }), inEnglish);
});
