import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  chooseMedia,
  type MediaChoice,
  type MediaOffer,
} from '../../../src/destinations/ipp/choose-media.ts';
import { mediaSize, mediaText } from '../../../src/destinations/ipp/media-name.ts';
import { filmSizes, type FilmSizeId } from '../../../src/film-sizes.ts';

test('sizes are read from the names of PWG 5101.1, and from the old ones', () => {
  assert.deepEqual(mediaSize('iso_a4_210x297mm'), { widthMm: 210, heightMm: 297 });
  assert.deepEqual(mediaSize('na_10x14_10x14in'), { widthMm: 254, heightMm: 355.59999999999997 });
  assert.deepEqual(mediaSize('custom_film_355.6x431.8mm'), { widthMm: 355.6, heightMm: 431.8 });
  assert.deepEqual(mediaSize('na-letter'), { widthMm: 215.9, heightMm: 279.4 });
  for (const name of ['main', 'custom_max_330x483mm', 'iso_a4_0x0mm', 'a_b_1x1yd', '', 'constructor']) {
    assert.equal(mediaSize(name), undefined, name);
  }
  assert.equal(mediaText('na_letter_8.5x11in'), 'letter (216 × 279 mm)');
});

const [letter, legal, a4, a3] = [
  ...['na_letter_8.5x11in', 'na_legal_8.5x14in', 'iso_a4_210x297mm', 'iso_a3_297x420mm'],
] as const;
const [ledger, superB, envelope] = ['na_ledger_11x17in', 'na_super-b_13x19in', 'iso_dl_110x220mm'] as const;
const margins = { top: 4, right: 5, bottom: 6, left: 7 };

function choose(
  films: readonly FilmSizeId[],
  offer: Partial<MediaOffer>,
  rules: { whenTooSmall?: 'refuse'; whenNotLoaded?: 'wait' } = {},
): MediaChoice {
  return chooseMedia(
    films.map((id) => filmSizes[id]),
    { ready: [], supported: [], marginsMm: () => margins, ...offer },
    { whenTooSmall: 'fit', whenNotLoaded: 'print', ...rules },
  );
}

const nameOf = (choice: MediaChoice) => ('name' in choice ? choice.name : undefined);

test('a medium of the size of the film is best, and then the film is not touched', () => {
  const choice = choose(['8_5INX11IN'], { ready: [a3, letter], supported: [a4] });
  assert.deepEqual(choice, { kind: 'chosen', name: letter });
});

test('else the smallest that holds it, with its margins', () => {
  const choice = choose(['8INX10IN'], { ready: [a3, ledger, a4, envelope] });
  const paper = { widthMm: 210, heightMm: 297, marginsMm: margins };
  assert.deepEqual(choice, { kind: 'chosen', name: a4, paper });
});

test('else the one on which it comes out largest', () => {
  assert.equal(nameOf(choose(['14INX17IN'], { ready: [envelope, letter, a3, superB, ledger] })), superB);
  assert.equal(nameOf(choose(['14INX17IN'], { ready: [envelope, letter, legal] })), letter);
});

test('one medium holds all films of a job', () => {
  const choice = choose(['8INX10IN', 'A4', '11INX14IN'], { ready: [a4, a3] });
  assert.equal(nameOf(choice), a3);
  assert.ok(choice.kind === 'chosen' && choice.paper);
});

test('a medium that is not loaded is waited for, or the film goes on what is loaded', () => {
  const offer = { ready: [letter], supported: [letter, a3] };
  assert.deepEqual(choose(['A3'], offer, { whenNotLoaded: 'wait' }), { kind: 'not-loaded', name: a3 });
  assert.equal(nameOf(choose(['A3'], offer)), letter);
});

test('a printer that does not say what is loaded is believed to have what it supports', () => {
  assert.deepEqual(choose(['A3'], { supported: [letter, a3] }, { whenNotLoaded: 'wait' }), {
    ...{ kind: 'chosen', name: a3 },
  });
  assert.deepEqual(choose(['A4'], { standard: a4 }), { kind: 'chosen', name: a4 });
  assert.deepEqual(choose(['A4'], { ready: ['main'], supported: ['tray-1'] }), { kind: 'unknown' });
});

test('a film larger than everything is refused where that is the rule', () => {
  const offer = { ready: [letter], supported: [letter, a4] };
  assert.deepEqual(choose(['14INX17IN'], offer, { whenTooSmall: 'refuse' }), {
    kind: 'too-small',
    name: letter,
  });
  assert.equal(choose(['8INX10IN'], offer, { whenTooSmall: 'refuse' }).kind, 'chosen');
});
